import type { NeighboursView } from '#lib/client/client.ts';
import { t } from '#lib/language/t.ts';
import { PartTitle } from '../ui/facts.tsx';
import { byteSize, count } from '../ui/format.ts';
import { Icon } from '../ui/icon.tsx';
import { Time } from '../ui/time.tsx';
import { relayName, VIA } from './neighbour-words.ts';
import { PeerName } from './peer-name.tsx';
import { rich } from '../ui/rich.ts';
import styles from './rows.module.css';

const MOST_SHOWN = 12;

/** Who is connected, by which way, and what went between us; and the relays that bring us together. */
export function PeerList({ peers, relays }: Pick<NeighboursView, 'peers' | 'relays'>) {
  const more = peers.length - MOST_SHOWN;
  return (
    <section aria-label={t('Who is in')}>
      <PartTitle note={count(peers.length)}>{t('Who is in')}</PartTitle>
      <ul className={styles.rows}>
        {peers.slice(0, MOST_SHOWN).map((peer) => (
          <li key={peer.id} className={styles.row}>
            <span className={styles.sign}>
              <Icon name="neighbours" small />
            </span>
            <p className={styles.words}>
              <PeerName of={peer.id} />
              <small>
                {rich('{vIA}, here {time}', { vIA: VIA()[peer.via], time: <Time at={peer.since} /> })}
              </small>
            </p>
            <p className={styles.value}>
              {t('{bytesIn} in', { bytesIn: byteSize(peer.bytesIn) })}
              <br />
              {t('{bytesOut} out', { bytesOut: byteSize(peer.bytesOut) })}
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
              <small>{t('a relay: it brings neighbours together')}</small>
            </p>
            <p className={styles.value}>
              {connected ? t('connected') : <span className={styles.bad}>{t('does not answer')}</span>}
            </p>
          </li>
        ))}
      </ul>
      {more > 0 && <p className={styles.more}>{t('and {more} more', { more: count(more) })}</p>}
    </section>
  );
}
