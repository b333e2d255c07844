import type { BlockHash } from '#lib/bytes/brand.ts';
import { issue, type Issue } from '#lib/bytes/issue.ts';
import { meetsTarget, targetOf, type Header } from '#lib/chain/header.ts';
import type { NetworkParams } from '#lib/chain/network.ts';
import { requiredBits, type Lineage } from './difficulty.ts';

/** A block's time must be above the median of so many before it. */
const MEDIAN_BLOCKS = 11;
/** How far a block's time may be ahead of a clock, in seconds: the bound that every node uses. */
const MOST_AHEAD = 2 * 60 * 60;

/** What a header is judged against. */
export type HeaderPlace = {
  readonly params: Pick<NetworkParams, 'difficulty' | 'powLimitBits'>;
  readonly height: number;
  /** Hash of the header below; `undefined` for the lowest header of a chain. */
  readonly previous: BlockHash | undefined;
  /** What the hash at this height is known to be. */
  readonly known: BlockHash | undefined;
  readonly lineage: Lineage;
  /** This device's clock in seconds since 1970; `undefined` when there is none, or it is known to be wrong. */
  readonly now: number | undefined;
};

/**
 * The rule of its network that a header breaks: `header-anchor` and `header-checkpoint` (another chain), `header-unlinked`,
 * `header-bits`, `header-work`, `header-time` (not above the median of the eleven before) and `header-future`.
 *
 * Difficulty and median time are judged as far as the lineage reaches. Where it does not, near the lowest header of a
 * chain that does not begin at genesis, a checkpoint above must vouch for what is there: see {@link HeaderChain}. The
 * bound on the future needs a clock and is the one rule here that a later try may pass.
 */
export function headerProblem(header: Header, place: HeaderPlace): Issue | undefined {
  const { params, height, previous, known, lineage, now } = place;
  if (known !== undefined && known !== header.hash) {
    return previous === undefined
      ? issue('header-anchor', 'this is another chain')
      : issue('header-checkpoint', `the block at ${height} is not the one that is known to be there`);
  }
  if (previous !== undefined && header.prevHash !== previous)
    return issue('header-unlinked', `the header of ${height} does not follow from the one before`);
  const target = targetOf(header.bits);
  const required = requiredBits(params, lineage, height, header.time);
  const isAllowed =
    required === undefined
      ? target !== undefined && target <= (targetOf(params.powLimitBits) ?? 0n)
      : header.bits === required;
  if (!isAllowed)
    return issue('header-bits', `the header of ${height} claims a difficulty that is not allowed`);
  if (!meetsTarget(header))
    return issue('header-work', `the header of ${height} lacks the work that it claims`);
  const median = medianTime(lineage, height);
  if (median !== undefined && header.time <= median)
    return issue('header-time', `the header of ${height} is not younger than most of the eleven before it`);
  if (now !== undefined && header.time > now + MOST_AHEAD)
    return issue('header-future', `the header of ${height} is more than two hours ahead of this clock`);
  return undefined;
}

/** Median time of the blocks below `height`: eleven, or all of them right above genesis. */
function medianTime(lineage: Lineage, height: number): number | undefined {
  const times: number[] = [];
  for (let at = height - 1; at >= 0 && times.length < MEDIAN_BLOCKS; at -= 1) {
    const time = lineage.timeAt(at);
    if (time === undefined) return undefined;
    times.push(time);
  }
  return times.sort((a, b) => a - b)[Math.floor(times.length / 2)];
}
