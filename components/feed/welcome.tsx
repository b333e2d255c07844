'use client';

import { t } from '#lib/language/t.ts';
import { SharingChoice } from '../neighbours/sharing-choice.tsx';
import { rich } from '../ui/rich.ts';
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
        {rich(
          '<b>Nobody owns this feed.</b> Posts are Bitcoin transactions, and this device checks each of them.',
          { b: (inner) => <b>{inner}</b> },
        )}
      </li>
      <li>
        {rich('<b>Just read.</b> No account, no name; a key is made on this device when you first write.', {
          b: (inner) => <b>{inner}</b>,
        })}
      </li>
    </>
  );
  if (shares) return <SharingChoice label={t('Welcome')} after={lines} onSettled={onSettled} />;
  return (
    <section className={styles.notice} aria-label={t('Welcome')}>
      <ul className={styles.lines}>
        {lines}
        <li>
          {rich('<b>Nobody looks over your shoulder.</b> No server learns which posts you open.', {
            b: (inner) => <b>{inner}</b>,
          })}
        </li>
      </ul>
      <div className={styles.choice}>
        <Button small onClick={onSettled}>
          {t('All right')}
        </Button>
      </div>
    </section>
  );
}
