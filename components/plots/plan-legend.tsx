import { t } from '#lib/language/t.ts';
import { count, plural } from '../ui/format.ts';
import { MEASURES, type Measure, type Squares } from './measure.ts';
import { rich } from '../ui/rich.ts';
import styles from './plan-legend.module.css';

type Props = {
  readonly transactions: number;
  readonly squares: Squares;
  readonly measure: Measure;
  readonly own: number;
  readonly gone: number;
  /** It is a city: parcels have heights. */
  readonly withHeights?: boolean;
};

/** What the squares of a district are, by what rule, and which of them stand for several transactions. */
export function PlanLegend(props: Props) {
  const { transactions, measure, own, gone, withHeights = false } = props;
  const { sizes, merged } = props.squares;
  return (
    <ul className={styles.legend} aria-label={t('Legend')}>
      <li>
        <i className={styles.key} />
        {merged === undefined
          ? t('{parcels}, one for each transaction', { parcels: plural(transactions, 'parcel', 'parcels') })
          : t('{transactions} transactions in {sizes} squares', {
              transactions: count(transactions),
              sizes: count(sizes.length),
            })}
      </li>
      {merged !== undefined && (
        <li>
          {t(
            '{sharing} small ones share a square with their neighbours in the block, at most {largest} in one; none of them has a side above {upToSide}',
            {
              sharing: count(merged.sharing),
              largest: count(merged.largest),
              upToSide: count(merged.upToSide),
            },
          )}
        </li>
      )}
      {own > 0 && (
        <li>
          {rich('{i}{transactions} of mine', {
            i: <i className={styles.own} />,
            transactions: plural(own, 'transaction', 'transactions'),
          })}
        </li>
      )}
      {gone > 0 && (
        <li>{rich('{i}{gone} cut out', { i: <i className={styles.gone} />, gone: count(gone) })}</li>
      )}
      <li className={styles.rule}>{MEASURES()[measure].rule}</li>
      {withHeights && (
        <li className={styles.rule}>{t('Height: one step more each time the vbytes double')}</li>
      )}
    </ul>
  );
}
