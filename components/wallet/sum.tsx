import { sats } from '../ui/format.ts';
import { money } from '../ui/money.ts';
import { useRate } from '../use-rate.ts';
import styles from './wallet.module.css';

/** An amount in the reader's money first where they chose that and a fresh rate is known, and in satoshis. */
export function Sum({ of }: { readonly of: number }) {
  const rate = useRate();
  if (rate === undefined || rate.stale) return <b className={styles.sum}>{sats(of)}</b>;
  return (
    <>
      <b className={styles.sum}>{money(of, rate)}</b> <span className={styles.small}>{sats(of)}</span>
    </>
  );
}
