/**
 * The target that a network demands of a block, from the blocks before it.
 *
 * - `retarget`: BTC's rule since 2009.
 * - `daa`: the rule of 13 November 2017, which BSV keeps: the work of the last 144 blocks over the time they took, each
 *   end of that span moved to the middle one of three blocks by time, the time held between half a day and two days.
 */
import { compactOf, targetOf } from '#lib/chain/header.ts';
import type { NetworkParams } from '#lib/chain/network.ts';

/** Seconds that a block should take. */
const SPACING = 600;
const RETARGET_BLOCKS = 2016;
const RETARGET_SECONDS = RETARGET_BLOCKS * SPACING;
const DAA_BLOCKS = 144;
const MOST_SECONDS = 2 * DAA_BLOCKS * SPACING;
const LEAST_SECONDS = (DAA_BLOCKS / 2) * SPACING;
/** After so many seconds without a block, `daa-or-easiest` lets anybody make one. */
const EASY_AFTER = 2 * SPACING;

/** What is needed of the blocks before; `undefined` for heights that are not held. */
export interface Lineage {
  /** Seconds since 1970. */
  timeAt(height: number): number | undefined;
  bitsAt(height: number): number | undefined;
  /** Work of all blocks up to this one, from any fixed block on: only differences are used. */
  workAt(height: number): bigint | undefined;
}

/**
 * The bits that the block at `height` must claim, when its own time is `time`. `undefined` when the lineage does not go
 * back far enough to say: 147 blocks for the DAA, a whole period for the retarget.
 */
export function requiredBits(
  { difficulty, powLimitBits }: Pick<NetworkParams, 'difficulty' | 'powLimitBits'>,
  lineage: Lineage,
  height: number,
  time: number,
): number | undefined {
  if (height === 0 || difficulty === 'fixed') return powLimitBits;
  switch (difficulty) {
    case 'retarget':
      return retargetBits(powLimitBits, lineage, height);
    case 'daa':
      return daaBits(powLimitBits, lineage, height);
    case 'daa-or-easiest': {
      const before = lineage.timeAt(height - 1);
      if (before === undefined) return undefined;
      return time > before + EASY_AFTER ? powLimitBits : daaBits(powLimitBits, lineage, height);
    }
  }
}

function retargetBits(powLimitBits: number, lineage: Lineage, height: number): number | undefined {
  const bits = lineage.bitsAt(height - 1);
  if (bits === undefined || height % RETARGET_BLOCKS !== 0) return bits;
  const [first, last] = [lineage.timeAt(height - RETARGET_BLOCKS), lineage.timeAt(height - 1)];
  const target = targetOf(bits);
  if (first === undefined || last === undefined || target === undefined) return undefined;
  const seconds = clamp(last - first, RETARGET_SECONDS / 4, RETARGET_SECONDS * 4);
  return limited((target * BigInt(seconds)) / BigInt(RETARGET_SECONDS), powLimitBits);
}

function daaBits(powLimitBits: number, lineage: Lineage, height: number): number | undefined {
  const last = suitable(lineage, height - 1);
  const first = suitable(lineage, height - 1 - DAA_BLOCKS);
  if (first === undefined || last === undefined) return undefined;
  const seconds = clamp(last.time - first.time, LEAST_SECONDS, MOST_SECONDS);
  const work = ((last.work - first.work) * BigInt(SPACING)) / BigInt(seconds);
  // The median blocks of a span with almost no work in it: nothing harder than the easiest follows from it.
  return work <= 0n ? powLimitBits : limited(((1n << 256n) - work) / work, powLimitBits);
}

type Point = { readonly time: number; readonly work: bigint };

/**
 * The middle one by time of the block at `height` and the two before it, so that one skewed time counts for little. Which
 * of several with the same time it is follows from the order of the comparisons, as every node makes them.
 */
function suitable(lineage: Lineage, height: number): Point | undefined {
  let [a, b, c] = [height - 2, height - 1, height].map((at) => pointAt(lineage, at));
  if (a === undefined || b === undefined || c === undefined) return undefined;
  if (a.time > c.time) [a, c] = [c, a];
  if (a.time > b.time) [a, b] = [b, a];
  if (b.time > c.time) [b, c] = [c, b];
  return b;
}

function pointAt(lineage: Lineage, height: number): Point | undefined {
  const [time, work] = [lineage.timeAt(height), lineage.workAt(height)];
  return time === undefined || work === undefined ? undefined : { time, work };
}

function limited(target: bigint, powLimitBits: number): number {
  return target > (targetOf(powLimitBits) ?? 0n) ? powLimitBits : compactOf(target);
}

const clamp = (value: number, least: number, most: number): number => Math.min(Math.max(value, least), most);
