import type { ReactNode } from 'react';
import { Icon, type IconName } from '../ui/icon.tsx';
import styles from './account.module.css';

/** One thing about the key: what it is, how it stands, what to do. */
export function KeyRow({
  icon,
  title,
  note,
  trouble,
  action,
}: {
  readonly icon: IconName;
  readonly title: ReactNode;
  readonly note: string;
  /** What is in its way, as a sentence. */
  readonly trouble?: string | undefined;
  readonly action: ReactNode;
}) {
  return (
    <div className={styles.row}>
      <Icon name={icon} />
      <span className={styles.text}>
        {title}
        <small>{note}</small>
        {trouble !== undefined && <small className={styles.bad}>{trouble}</small>}
      </span>
      {action}
    </div>
  );
}
