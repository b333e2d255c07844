import { useState } from 'react';
import type { BtcDistrictView } from '#lib/feed/land-view.ts';
import { t } from '#lib/language/t.ts';
import { useBtcDistrict } from '../use-answers.ts';
import { count, plural } from '../ui/format.ts';
import { Hash } from '../ui/hash.tsx';
import { buttonClass } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { Link } from '../ui/link.tsx';
import { VerdictList, type VerdictLine } from '../ui/verdict-list.tsx';
import { BtcFurther } from './btc-further.tsx';
import { FollowPlot } from './follow-plot.tsx';
import { rich } from '../ui/rich.ts';
import styles from './plot-card.module.css';

/** A district of BTC: what was read of it here, and what is only said. It is read only. */
export function BtcCard({ height, isFollowed }: { readonly height: number; readonly isFollowed: boolean }) {
  const [searchTo, setSearchTo] = useState(height);
  const { data: district, error } = useBtcDistrict(height, searchTo);
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
          <BtcFurther district={district} searchTo={searchTo} onSearch={setSearchTo} />
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
  return [...raceLines(district), ...listLines(district), ...seenLines(district), ...issueLines(district)];
}

function raceLines({ height, race }: BtcDistrictView): readonly VerdictLine[] {
  if (race === undefined) return [];
  const { first, rivals, searchedTo, source, unread } = race;
  const [from, to] = [count(height), count(searchedTo)];
  const isOwn = searchedTo === height;
  const left: readonly VerdictLine[] =
    unread === 0
      ? []
      : [
          {
            key: 'unread',
            tone: 'plain',
            claim: isOwn
              ? t('Its own block was not read through')
              : t('Blocks {from} to {to} were not read through', { from, to }),
            evidence: t('{transactions} there: a claim among those that were not read is not seen.', {
              transactions: plural(unread, 'transaction inscribes', 'transactions inscribe'),
            }),
          },
        ];
  if (first === undefined)
    return [
      ...left,
      {
        key: 'none',
        tone: 'plain',
        claim: isOwn
          ? t('No claim was found in its own block')
          : t('No claim was found in blocks {from} to {to}', { from, to }),
        evidence: t('As {source} lists them. A claim may be in any later block: none was searched.', {
          source,
        }),
      },
    ];
  const hash = <Hash of={first.id.slice(0, 64)} />;
  return [
    {
      key: 'first',
      tone: unread > 0 ? 'plain' : 'yes',
      claim: !isOwn
        ? t('First claimed in block {to}', { to })
        : rivals.length === 0
          ? t('Claimed in its own block')
          : t('First of a race in its own block'),
      evidence: (
        <>
          {isOwn
            ? rich('{hash} is first by the order of block {to} that {source} gives.', { hash, to, source })
            : rich('{hash} is first in blocks {from} to {to}, as {source} lists them.', {
                hash,
                from,
                to,
                source,
              })}
        </>
      ),
    },
    ...left,
    ...rivals.map(({ id }) => ({
      key: id,
      tone: 'no' as const,
      claim: t('A later try is refused'),
      evidence: (
        <>{rich('{hash} came after it in the same block.', { hash: <Hash of={id.slice(0, 64)} /> })}</>
      ),
    })),
  ];
}

/** Claims that somebody looked at here, of which nobody said where they are in the chain. */
const seenLines = ({ seen }: BtcDistrictView): readonly VerdictLine[] =>
  seen.map((id) => ({
    key: `seen ${id}`,
    tone: 'plain',
    claim: t('Another claim was read here'),
    evidence: (
      <>
        {rich('{hash} names this district; in which block it is, nobody said.', {
          hash: <Hash of={id.slice(0, 64)} />,
        })}
      </>
    ),
  }));

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
