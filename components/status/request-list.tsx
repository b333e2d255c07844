import type { StatusView } from '#lib/client/client.ts';
import { byteSize, plural } from '../ui/format.ts';
import { Time } from '../ui/time.tsx';
import styles from './request-list.module.css';

type Total = NonNullable<StatusView['requests']>[number];

/** Hosts that are shown before the rest is summed up in a line. */
const MOST = 40;

const WHYS: Readonly<Record<Total['why'], string>> = {
  posts: 'posts, by range',
  headers: 'headers',
  news: 'whether there is news',
  blocks: 'blocks, by height',
  inscriptions: 'inscriptions, by height',
  broadcast: 'what you wrote, on its way out',
  status: 'what became of what you wrote',
  coins: 'coins for the devnet',
  rate: 'what a coin is worth',
  unknown: 'something else',
};

/** Whom this device has asked for what, and how many bytes went and came. */
export function RequestList({ requests }: { readonly requests: readonly Total[] }) {
  if (requests.length === 0) return <p className={styles.none}>Nobody was asked for anything yet.</p>;
  const rest = requests.slice(MOST);
  return (
    <ul className={styles.list}>
      {requests.slice(0, MOST).map((total) => (
        <li key={`${total.host} ${total.why}`}>
          <div>
            <p>
              <b>{total.host}</b>
            </p>
            <p className={styles.detail}>{WHYS[total.why]}</p>
          </div>
          <p className={styles.sum}>
            {byteSize(total.received)} in, {byteSize(total.sent)} out
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
            And {plural(rest.length, 'more line', 'more lines')} of{' '}
            {byteSize(rest.reduce((sum, { received, sent }) => sum + received + sent, 0))} together.
          </p>
        </li>
      )}
    </ul>
  );
}
