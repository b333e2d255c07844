import type { NeighboursView } from '#lib/client/client.ts';
import { t } from '#lib/language/t.ts';
import { Facts, PartTitle } from '../ui/facts.tsx';
import { byteSize, count } from '../ui/format.ts';
import styles from './shelf.module.css';

/** What this device holds to be passed on, and how much more it takes today. */
export function Shelf({ shelf }: Pick<NeighboursView, 'shelf'>) {
  const { transactions, bytes, addedToday, budgetBytes } = shelf;
  const share = budgetBytes > 0 ? Math.min(1, addedToday / budgetBytes) : 0;
  return (
    <section className={styles.shelf} aria-label={t('What I hold')}>
      <PartTitle>{t('What I hold')}</PartTitle>
      {budgetBytes > 0 && (
        <svg
          className={styles.bar}
          viewBox="0 0 100 1"
          preserveAspectRatio="none"
          role="img"
          aria-label={t('Added today: {addedToday} of {budgetBytes}', {
            addedToday: byteSize(addedToday),
            budgetBytes: byteSize(budgetBytes),
          })}
        >
          <rect className={styles.room} width="100" height="1" />
          <rect className={styles.held} width={100 * share} height="1" />
        </svg>
      )}
      {addedToday >= budgetBytes && transactions > 0 && (
        <output>
          {t('Nothing more of neighbours is kept: the room for today is used up, or this device is full.')}
        </output>
      )}
      <Facts
        facts={[
          { label: t("Text, everyone's, in bulk"), value: <b>{byteSize(bytes)}</b> },
          { label: t('Transactions'), value: count(transactions) },
          { label: t('Added today'), value: byteSize(addedToday) },
          { label: t('Room left today'), value: byteSize(Math.max(0, budgetBytes - addedToday)) },
        ]}
      />
    </section>
  );
}
