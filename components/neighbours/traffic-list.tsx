import type { NeighboursView } from '#lib/client/client.ts';
import type { PostView } from '#lib/feed/post-view.ts';
import { t } from '#lib/language/t.ts';
import { authorLabel, shortKey } from '../post/author-label.ts';
import { useLatestPosts } from '../use-answers.ts';
import { PartTitle } from '../ui/facts.tsx';
import { byteSize, count, duration, plural } from '../ui/format.ts';
import { Hidden } from '../ui/hidden.tsx';
import { Glyph } from '../ui/icon.tsx';
import { Link } from '../ui/link.tsx';
import { Time } from '../ui/time.tsx';
import { VIA } from './neighbour-words.ts';
import { PeerName } from './peer-name.tsx';
import styles from './rows.module.css';

type Props = Pick<NeighboursView, 'recent' | 'refused' | 'peers'>;

const MOST_SHOWN = 20;

/** What neighbours brought and took, newest first, and how often they brought something else than they said. */
export function TrafficList({ recent, refused, peers }: Props) {
  // Names come from the feed that is on screen anyway: nothing is asked about a transaction that merely passed by.
  const { data: feed } = useLatestPosts();
  const posts = new Map(feed?.map((post) => [post.txid, post] as const));
  const ways = new Map(peers.map(({ id, via }) => [id, via] as const));
  const came = recent.filter(({ direction }) => direction === 'in').length;
  return (
    <section aria-label={t('Came and went')}>
      <PartTitle
        {...(recent.length > 0 && {
          note: t('lately: {came} in, {recent} out', {
            came: count(came),
            recent: count(recent.length - came),
          }),
        })}
      >
        {t('Came and went')}
      </PartTitle>
      {recent.length + refused === 0 ? (
        <p className={styles.none}>{t('Nothing yet.')}</p>
      ) : (
        <ul className={styles.rows}>
          {recent.slice(0, MOST_SHOWN).map((passage) => (
            <Passage
              key={`${passage.direction} ${passage.txid} ${passage.peer} ${passage.at}`}
              passage={passage}
              post={posts.get(passage.txid)}
              via={ways.get(passage.peer)}
            />
          ))}
          {refused > 0 && <Refusals count={refused} />}
        </ul>
      )}
    </section>
  );
}

type PassageProps = {
  readonly passage: NeighboursView['recent'][number];
  readonly post: PostView | undefined;
  /** Unknown once the neighbour is gone. */
  readonly via: NeighboursView['peers'][number]['via'] | undefined;
};

function Passage({ passage, post, via }: PassageProps) {
  const { direction, peer, txid, bytes, ms, at } = passage;
  const came = direction === 'in';
  return (
    <li className={styles.row}>
      <Glyph name={direction} className={styles[direction]} />
      <p className={styles.words}>
        <Hidden>{came ? t('Came in: ') : t('Went out: ')}</Hidden>
        {post === undefined ? (
          <span title={txid}>{t('Transaction {shortKey}', { shortKey: shortKey(txid) })}</span>
        ) : (
          <Link to={{ screen: 'post', id: post.id }}>
            {t('{more} by {authorLabel}', {
              more: post.replyTo === undefined ? t('A post') : t('A reply'),
              authorLabel: authorLabel(post.author),
            })}
          </Link>
        )}
        <small>
          {came ? t('from ') : t('to ')}
          <PeerName of={peer} />
          {via !== undefined && `, ${VIA()[via]}`}
          {came && t(', hash checked')}
        </small>
      </p>
      <p className={styles.value}>
        {byteSize(bytes)}
        {came && `, ${duration(ms)}`}
        <small>
          <Time at={at} />
        </small>
      </p>
    </li>
  );
}

function Refusals({ count: times }: { readonly count: number }) {
  return (
    <li className={styles.row}>
      <Glyph name="no" className={styles.bad} />
      <p className={styles.words}>
        <span className={styles.bad}>{t('Bytes that were not what they claimed')}</span>
        <small>{t('never kept, never shown')}</small>
      </p>
      <p className={styles.value}>{t('refused {times}', { times: plural(times, 'time', 'times') })}</p>
    </li>
  );
}
