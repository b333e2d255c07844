import { t } from '#lib/language/t.ts';
import { PeerName } from '../neighbours/peer-name.tsx';
import { useNeighbours } from '../use-answers.ts';
import { VIA } from '../neighbours/neighbour-words.ts';
import { byteSize, dateTime, duration } from '../ui/format.ts';
import { Icon } from '../ui/icon.tsx';
import styles from './bringer.module.css';
import type { ShownPost } from './shown-post.ts';

/** Who served a post, when, how many bytes and how fast. */
export function Bringer({ post }: { readonly post: ShownPost }) {
  const { delivery } = post;
  return (
    <div className={styles.brought}>
      <span className={styles.sign}>
        <Icon name={delivery?.kind === 'neighbour' ? 'neighbours' : 'tower'} />
      </span>
      <div>
        <p>
          {delivery?.kind === 'neighbour' ? (
            <>
              <b>{t('A neighbour')}</b> <PeerName of={delivery.name} />
            </>
          ) : (
            <b>{delivery?.name ?? post.from}</b>
          )}
        </p>
        {delivery === undefined ? (
          <p className={styles.small}>
            {t('{bytes}, held here since {heldSince}', {
              bytes: byteSize(post.bytes),
              heldSince: dateTime(post.heldSince),
            })}
          </p>
        ) : (
          <p className={styles.small}>
            {t('{bytes} in {ms}', { bytes: byteSize(delivery.bytes), ms: duration(delivery.ms) })}
            <Way {...delivery} />
            {t(', on {at}.{more}', {
              at: dateTime(delivery.at),
              more: delivery.kind === 'neighbour' && t(' No server was asked.'),
            })}
          </p>
        )}
      </div>
    </div>
  );
}

/** By which way, as long as that neighbour is still in. */
function Way({ name }: NonNullable<ShownPost['delivery']>) {
  const { data: neighbours } = useNeighbours();
  const via = neighbours?.peers.find((peer) => peer.id === name)?.via;
  return via === undefined ? null : `, ${VIA()[via]}`;
}
