import type { NeighboursView } from '#lib/client/client.ts';
import { PartTitle } from '../ui/facts.tsx';
import { byteSize, count } from '../ui/format.ts';
import { Icon } from '../ui/icon.tsx';
import { Time } from '../ui/time.tsx';
import { relayName, VIA } from './neighbour-words.ts';
import { PeerName } from './peer-name.tsx';
import styles from './rows.module.css';

const MOST_SHOWN = 12;

/** Who is connected, by which way, and what went between us; and the relays that bring us together. */
export function PeerList({ peers, relays }: Pick<NeighboursView, 'peers' | 'relays'>) {
  const more = peers.length - MOST_SHOWN;
  return (
    <section aria-label="Who is in">
      <PartTitle note={count(peers.length)}>Who is in</PartTitle>
      <ul className={styles.rows}>
        {peers.slice(0, MOST_SHOWN).map((peer) => (
          <li key={peer.id} className={styles.row}>
            <span className={styles.sign}>
              <Icon name="neighbours" small />
            </span>
            <p className={styles.words}>
              <PeerName of={peer.id} />
              <small>
                {VIA[peer.via]}, here <Time at={peer.since} />
              </small>
            </p>
            <p className={styles.value}>
              {byteSize(peer.bytesIn)} in
              <br />
              {byteSize(peer.bytesOut)} out
            </p>
          </li>
        ))}
        {relays.map(({ address, connected }) => (
          <li key={address} className={styles.row}>
            <span className={styles.sign}>
              <Icon name={connected ? 'tower' : 'warn'} small />
            </span>
            <p className={styles.words} title={address}>
              {relayName(address)}
              <small>a relay: it brings neighbours together</small>
            </p>
            <p className={styles.value}>
              {connected ? 'connected' : <span className={styles.bad}>does not answer</span>}
            </p>
          </li>
        ))}
      </ul>
      {more > 0 && <p className={styles.more}>and {count(more)} more</p>}
    </section>
  );
}
