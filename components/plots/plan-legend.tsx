import { count, plural } from '../ui/format.ts';
import { MEASURES, type Measure, type Squares } from './measure.ts';
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
    <ul className={styles.legend} aria-label="Legend">
      <li>
        <i className={styles.key} />
        {merged === undefined
          ? `${plural(transactions, 'parcel', 'parcels')}, one for each transaction`
          : `${count(transactions)} transactions in ${count(sizes.length)} squares`}
      </li>
      {merged !== undefined && (
        <li>
          {count(merged.sharing)} small ones share a square with their neighbours in the block, at most{' '}
          {count(merged.largest)} in one; none of them has a side above {count(merged.upToSide)}
        </li>
      )}
      {own > 0 && (
        <li>
          <i className={styles.own} />
          {plural(own, 'transaction', 'transactions')} of mine
        </li>
      )}
      {gone > 0 && (
        <li>
          <i className={styles.gone} />
          {count(gone)} cut out
        </li>
      )}
      <li className={styles.rule}>{MEASURES[measure].rule}</li>
      {withHeights && <li className={styles.rule}>Height: one step more each time the vbytes double</li>}
    </ul>
  );
}
