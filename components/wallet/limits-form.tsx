import { type FormEvent, useState } from 'react';
import type { WalletView } from '#lib/client/wallet-desk.ts';
import { t } from '#lib/language/t.ts';
import { useClient } from '../client-provider.tsx';
import { Button } from '../ui/button.tsx';
import { sats } from '../ui/format.ts';
import { AmountField } from './amount-field.tsx';
import { Sum } from './sum.tsx';
import { rich } from '../ui/rich.ts';
import styles from './wallet.module.css';

/** What is spent without asking. The signer keeps to it, whatever a page says. */
export function LimitsForm({ wallet }: { readonly wallet: WalletView }) {
  const { each, day, quiet = 0, spentToday } = wallet;
  const client = useClient();
  const [isOpen, setIsOpen] = useState(false);
  const [nextEach, setNextEach] = useState<number>();
  const [nextDay, setNextDay] = useState<number>();
  const [trouble, setTrouble] = useState<string>();
  const set = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    try {
      const limits = { each: nextEach ?? each, day: nextDay ?? day };
      await (await client?.wallet())?.setLimits(limits);
      setIsOpen(false);
    } catch (error) {
      setTrouble(
        error instanceof Error ? error.message : t('That did not work. The limits are as they were.'),
      );
    }
  };
  const askAgain = async (): Promise<void> => {
    try {
      await (await client?.wallet())?.setLimits({ each, day, quiet: 0 });
    } catch (error) {
      setTrouble(
        error instanceof Error ? error.message : t('That did not work. The limits are as they were.'),
      );
    }
  };
  return (
    <div className={styles.form}>
      <p className={styles.line}>
        {rich('Up to {sum} each, and {sum2} a day.', { sum: <Sum of={each} />, sum2: <Sum of={day} /> })}
      </p>
      <p className={styles.small}>
        {rich('Below that your press is enough; above it you are asked once more. {sum} in the last day.', {
          sum: <Sum of={spentToday} />,
        })}
      </p>
      {quiet > 0 && (
        <p className={styles.line}>
          {t('Likes and reposts up to {limit} go by their press alone.', { limit: sats(quiet) })}
          <Button small look="quiet" onClick={() => void askAgain()}>
            {t('Ask again')}
          </Button>
        </p>
      )}
      {isOpen ? (
        <form className={styles.form} onSubmit={(event) => void set(event)}>
          <AmountField label={t('At most for one')} onChange={setNextEach} offers={[1_000, 50_000]} />
          <AmountField label={t('At most in a day')} onChange={setNextDay} offers={[10_000, 200_000]} />
          {trouble !== undefined && (
            <p className={styles.trouble} role="alert">
              {trouble}
            </p>
          )}
          <Button type="submit" disabled={nextEach === undefined && nextDay === undefined} wide>
            {t('Set these')}
          </Button>
        </form>
      ) : (
        <Button small onClick={() => setIsOpen(true)}>
          {t('Change')}
        </Button>
      )}
    </div>
  );
}
