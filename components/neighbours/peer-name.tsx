import { shortPeer } from './neighbour-words.ts';
import styles from './peer-name.module.css';

/** A neighbour has no name here, only the end of a key; the whole of it on hover. */
export function PeerName({ of }: { readonly of: string }) {
  return (
    <span className={styles.name} title={of}>
      {shortPeer(of)}
    </span>
  );
}
