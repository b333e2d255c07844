import type { StatusView } from '#lib/client/client.ts';
import { t } from '#lib/language/t.ts';
import { once } from '../ui/once.ts';
import { byteSize, plural } from '../ui/format.ts';
import { Time } from '../ui/time.tsx';
import styles from './request-list.module.css';

type Total = NonNullable<StatusView['requests']>[number];

/** Hosts that are shown before the rest is summed up in a line. */
const MOST = 40;

const WHYS = once((): Readonly<Record<Total['why'], string>> => ({
  posts: t('posts, by range'),
  headers: t('headers'),
  news: t('whether there is news'),
  blocks: t('blocks, by height'),
  inscriptions: t('inscriptions, by height'),
  broadcast: t('what you wrote, on its way out'),
  status: t('what became of what you wrote'),
  coins: t('coins for the devnet'),
  rate: t('what a coin is worth'),
  unknown: t('something else'),
}));

/** Whom this device has asked for what, and how many bytes went and came. */
export function RequestList({ requests }: { readonly requests: readonly Total[] }) {
  if (requests.length === 0) return <p className={styles.none}>{t('Nobody was asked for anything yet.')}</p>;
  const rest = requests.slice(MOST);
  return (
    <ul className={styles.list}>
      {requests.slice(0, MOST).map((total) => (
        <li key={`${total.host} ${total.why}`}>
          <div>
            <p>
              <b>{total.host}</b>
            </p>
            <p className={styles.detail}>{WHYS()[total.why]}</p>
          </div>
          <p className={styles.sum}>
            {t('{received} in, {sent} out', {
              received: byteSize(total.received),
              sent: byteSize(total.sent),
            })}
            <small>
              {plural(total.requests, 'request', 'requests')}
              {total.failed > 0 && `, ${plural(total.failed, 'failed', 'failed')}`}, <Time at={total.last} />
            </small>
          </p>
        </li>
      ))}
      {rest.length > 0 && (
        <li>
          <p className={styles.detail}>
            {t('And {lines} of {reduce} together.', {
              lines: plural(rest.length, 'more line', 'more lines'),
              reduce: byteSize(rest.reduce((sum, { received, sent }) => sum + received + sent, 0)),
            })}
          </p>
        </li>
      )}
    </ul>
  );
}
