import type { BtcDistrictView } from '#lib/feed/land-view.ts';
import { t } from '#lib/language/t.ts';
import { useBtcDistrict } from '../use-answers.ts';
import { count, plural } from '../ui/format.ts';
import { Hash } from '../ui/hash.tsx';
import { buttonClass } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { Link } from '../ui/link.tsx';
import { VerdictList, type VerdictLine } from '../ui/verdict-list.tsx';
import { FollowPlot } from './follow-plot.tsx';
import { rich } from '../ui/rich.ts';
import styles from './plot-card.module.css';

/** A district of BTC: what was read of it here, and what is only said. It is read only. */
export function BtcCard({ height, isFollowed }: { readonly height: number; readonly isFollowed: boolean }) {
  const { data: district, error } = useBtcDistrict(height);
  return (
    <section className={styles.card} aria-label={t('{height}.bitmap of BTC', { height })}>
      <span className={styles.thumb}>
        <Icon name="plot" />
      </span>
      <div className={styles.words}>
        <h2>
          {height}
          <i>.bitmap</i> <span className={styles.chain}>btc</span>
        </h2>
        <p aria-live="polite">
          {district == null
            ? (error?.message ?? t('Asking who claimed it'))
            : t('Read only here: BTC has a registry of its own.')}
        </p>
      </div>
      {district != null && (
        <div className={styles.lines}>
          <VerdictList lines={btcLines(district)} />
        </div>
      )}
      <div className={styles.ways}>
        <Link to={{ screen: 'district', height, chain: 'btc' }} className={buttonClass('plain')}>
          {t('Look around')}
        </Link>
        <FollowPlot network="btc" height={height} isFollowed={isFollowed} />
      </div>
    </section>
  );
}

/** What is said of a district of BTC, line by line, each with whose word it is. */
export function btcLines(district: BtcDistrictView): readonly VerdictLine[] {
  return [...raceLines(district), ...listLines(district), ...issueLines(district)];
}

function raceLines({ height, race }: BtcDistrictView): readonly VerdictLine[] {
  if (race === undefined) return [];
  const order = t('by the order of block {height} that {source} gives', {
    height: count(height),
    source: race.source,
  });
  if (race.unread > 0 && race.first === undefined)
    return [
      {
        key: 'unread',
        tone: 'plain',
        claim: t('Its own block was not read through'),
        evidence: t('{transactions} in it.', {
          transactions: plural(race.unread, 'transaction inscribes', 'transactions inscribe'),
        }),
      },
    ];
  if (race.first === undefined)
    return [
      {
        key: 'none',
        tone: 'plain',
        claim: t('Nobody claimed it in its own block'),
        evidence: t('As {source} lists it.', { source: race.source }),
      },
    ];
  return [
    {
      key: 'first',
      tone: 'yes',
      claim: race.rivals.length === 0 ? t('Claimed in its own block') : t('First of a race in its own block'),
      evidence: (
        <>{rich('{hash} is first {order}.', { hash: <Hash of={race.first.id.slice(0, 64)} />, order })}</>
      ),
    },
    ...race.rivals.map(({ id }) => ({
      key: id,
      tone: 'no' as const,
      claim: t('A later try is refused'),
      evidence: (
        <>{rich('{hash} came after it in the same block.', { hash: <Hash of={id.slice(0, 64)} /> })}</>
      ),
    })),
  ];
}

function listLines({ listed, race }: BtcDistrictView): readonly VerdictLine[] {
  if (listed === undefined) return [];
  const { list, id, sat, saysSo } = listed;
  if (id === undefined && sat === undefined)
    return [
      {
        key: 'list',
        tone: 'plain',
        claim: t('{list} says nothing of it', { list }),
        evidence: t('Its list does not have this district.'),
      },
    ];
  if (id === undefined)
    return [
      {
        key: 'list',
        tone: 'plain',
        claim: t('Claimed, according to {list}', { list }),
        evidence: t('By an inscription on satoshi {sat}.', { sat: count(sat ?? 0) }),
      },
    ];
  const other = race?.first !== undefined && race.first.id !== id;
  const named = <>{rich('It names {hash}', { hash: <Hash of={id.slice(0, 64)} /> })}</>;
  return [
    {
      key: 'list',
      tone: other || saysSo === false ? 'no' : 'yes',
      claim: other ? t('{list} names another winner', { list }) : t('Claimed, according to {list}', { list }),
      evidence: (
        <>
          {named}
          {saysSo === true
            ? t(', and that says so: its bytes were read here.')
            : saysSo === false
              ? t(', which does not claim this district.')
              : t(', which no source gave us.')}
        </>
      ),
    },
  ];
}

const issueLines = ({ issues }: BtcDistrictView): readonly VerdictLine[] =>
  issues.map(({ code, message }) => ({
    key: code,
    tone: 'wait',
    claim: t('Somebody did not answer'),
    evidence: message,
  }));
