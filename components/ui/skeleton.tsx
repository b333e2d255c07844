import type { ReactNode } from 'react';
import { t } from '#lib/language/t.ts';
import styles from './skeleton.module.css';
import { Hidden } from './hidden.tsx';

const ROWS = ['a', 'b', 'c', 'd', 'e', 'f'] as const;

type Props = {
  readonly count?: number;
  /** Who is being asked, where it takes a while. */
  readonly note?: ReactNode;
};

/** Posts that are being fetched: seen only when it takes longer than a blink, and at the height of real ones. */
export function PostSkeletons({ count = ROWS.length, note }: Props) {
  return (
    <div className={styles.late} aria-live="polite">
      <Hidden>{t('Loading posts')}</Hidden>
      {note && <div className={styles.note}>{note}</div>}
      {ROWS.slice(0, count).map((row) => (
        <div key={row} className={styles.post} aria-hidden="true">
          <span className={styles.face} />
          <div>
            <span className={styles.short} />
            <span className={styles.long} />
            <span className={styles.middle} />
          </div>
        </div>
      ))}
    </div>
  );
}
