import type { ReactNode } from 'react';
import styles from './empty-state.module.css';

type Props = { readonly title: string; readonly children: ReactNode; readonly action?: ReactNode };

/** Nothing here, said kindly: one sentence, and one thing to do where there is one. */
export function EmptyState({ title, children, action }: Props) {
  return (
    <div className={styles.empty}>
      <svg className={styles.street} viewBox="0 0 120 60" aria-hidden="true">
        <path className={styles.ground} d="M0 54h120" />
        <path className={styles.away} d="M14 54V28a13 13 0 0 1 26 0v26zM80 54V34a12 12 0 0 1 24 0v20z" />
        <path className={styles.home} d="M44 54V24a16 16 0 0 1 32 0v30z" />
        <rect className={styles.door} x="55" y="38" width="10" height="16" rx="2" />
      </svg>
      <h2>{title}</h2>
      <p>{children}</p>
      {action}
    </div>
  );
}
