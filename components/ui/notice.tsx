import type { ReactNode } from 'react';
import { Icon, type IconName } from './icon.tsx';
import styles from './notice.module.css';

/** A strip under the header: an icon, a sentence, and one thing to do. Never a wall, and it covers nothing. */
export function Notice({
  icon,
  children,
  action,
}: {
  readonly icon: IconName;
  readonly children: ReactNode;
  readonly action?: ReactNode;
}) {
  return (
    <div className={styles.notice} aria-live="polite">
      <Icon name={icon} small />
      <p>{children}</p>
      {action}
    </div>
  );
}
