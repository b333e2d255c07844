import type { ReactNode } from 'react';
import styles from './lead.module.css';

type Props = { readonly title: string; readonly children: ReactNode };

/** What is going on, in large letters, and a sentence or two below. */
export function Lead({ title, children }: Props) {
  return (
    <div className={styles.lead} aria-live="polite">
      <h2>{title}</h2>
      {children}
    </div>
  );
}
