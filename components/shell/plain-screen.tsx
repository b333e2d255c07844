import type { ReactNode } from 'react';
import { Mark } from '../ui/icon.tsx';
import styles from './screen.module.css';

/** A column that asks nothing of the client: for the screens that appear when something else did not. */
export function PlainScreen({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <main id="main" tabIndex={-1} className={styles.column}>
      <header className={styles.bar}>
        <Mark className={styles.mark} />
        <h1>{title}</h1>
      </header>
      {children}
    </main>
  );
}
