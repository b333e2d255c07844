import type { ReactNode } from 'react';
import { Icon, type IconName } from '../ui/icon.tsx';
import styles from './account.module.css';

/** One thing about the key: what it is, how it stands, what to do. */
export function KeyRow({
  icon,
  title,
  note,
  action,
}: {
  readonly icon: IconName;
  readonly title: ReactNode;
  readonly note: string;
  readonly action: ReactNode;
}) {
  return (
    <div className={styles.row}>
      <Icon name={icon} />
      <span className={styles.text}>
        {title}
        <small>{note}</small>
      </span>
      {action}
    </div>
  );
}
