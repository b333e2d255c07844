'use client';

import { useMemo, useState } from 'react';
import type { DistrictView } from '#lib/client/client.ts';
import { t } from '#lib/language/t.ts';
import { Button } from '../ui/button.tsx';
import { classes } from '../ui/classes.ts';
import { byteSize, coins, count, shortHash } from '../ui/format.ts';
import styles from './parcel-list.module.css';

type Transaction = NonNullable<DistrictView['block']>['transactions'][number];
type Props = {
  readonly transactions: readonly Transaction[];
  /** Those whose parcels were cut out. */
  readonly gone: readonly number[];
  readonly selected: number | undefined;
  readonly onSelect: (parcel: number) => void;
};

const STEP = 40;
const WHOLE_DIGITS = 64;

/** Of an id that was cut, its end is not known. */
const idWords = (id: string): string =>
  id.length === WHOLE_DIGITS ? shortHash(id) : `${id.slice(0, 4)} ${id.slice(4, 8)} …`;

/** The parcels in words: the same land for a screen reader, a keyboard and whoever likes numbers. */
export function ParcelList({ transactions, gone, selected, onSelect }: Props) {
  const [shown, setShown] = useState(STEP);
  const cut = useMemo(() => new Set(gone), [gone]);
  return (
    <>
      <ol className={styles.list} aria-label={t('Parcels')}>
        {transactions.slice(0, shown).map(({ txid, outputSats, bytes }, index) => (
          <li key={txid}>
            <button
              type="button"
              className={classes(styles.row, selected === index && styles.selected)}
              aria-pressed={selected === index}
              onClick={() => onSelect(index)}
            >
              <span className={styles.number}>{count(index)}</span>
              <span className={styles.id}>{idWords(txid)}</span>
              <span className={styles.value}>
                {t('{outputSats} coins, {bytes}{more}', {
                  outputSats: coins(outputSats),
                  bytes: byteSize(bytes),
                  more: cut.has(index) && t(', cut out'),
                })}
              </span>
            </button>
          </li>
        ))}
      </ol>
      {shown < transactions.length && (
        <div className={styles.more}>
          <Button wide onClick={() => setShown(shown + 5 * STEP)}>
            {t('Show more of {transactions}', { transactions: count(transactions.length) })}
          </Button>
        </div>
      )}
    </>
  );
}
