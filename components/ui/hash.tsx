import { shortHash } from './format.ts';
import styles from './hash.module.css';

/** A hash as an eye can compare it; the whole of it on hover. */
export function Hash({ of }: { readonly of: string }) {
  return (
    <span className={styles.hash} title={of}>
      {shortHash(of)}
    </span>
  );
}
