'use client';

import { SharingChoice } from '../neighbours/sharing-choice.tsx';
import styles from '../neighbours/sharing-notice.module.css';
import { Button } from '../ui/button.tsx';

type Props = {
  /** Whether this device has begun to share, which then is the third line, with its two answers. */
  readonly shares: boolean;
  readonly onSettled: () => void;
};

/** Three lines for whoever is here for the first time, and nothing to fill in; the feed goes on behind them. */
export function Welcome({ shares, onSettled }: Props) {
  const lines = (
    <>
      <li>
        <b>Nobody owns this feed.</b> Posts are Bitcoin transactions, and this device checks each of them.
      </li>
      <li>
        <b>Just read.</b> No account, no name; a key is made on this device when you first write.
      </li>
    </>
  );
  if (shares) return <SharingChoice label="Welcome" after={lines} onSettled={onSettled} />;
  return (
    <section className={styles.notice} aria-label="Welcome">
      <ul className={styles.lines}>
        {lines}
        <li>
          <b>Nobody looks over your shoulder.</b> No server learns which posts you open.
        </li>
      </ul>
      <div className={styles.choice}>
        <Button small onClick={onSettled}>
          All right
        </Button>
      </div>
    </section>
  );
}
