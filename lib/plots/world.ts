/** Blocks between two halvings of the reward. */
export const EPOCH_BLOCKS = 210_000;
/** Blocks between two changes of the difficulty on BTC. */
export const PERIOD_BLOCKS = 2_016;

/** A period on the map: 42 blocks across, 48 rows, from the upper left; 24 periods stand in a row. */
const BLOCKS_ACROSS = 42;
const PERIODS_ACROSS = 24;
/** Free cells between two periods. */
const ALLEY = 2;
const STRIDE_X = BLOCKS_ACROSS + ALLEY;
const STRIDE_Y = PERIOD_BLOCKS / BLOCKS_ACROSS + ALLEY;

/** A cell of the map, which is one block. */
export type Cell = { readonly x: number; readonly y: number };

/** A part of the map in cells: `right` and `bottom` are the first that do not belong to it. */
export type Box = { readonly x: number; readonly y: number; readonly right: number; readonly bottom: number };

/** Heights from the first to the last, both of them included. */
export type Range = { readonly from: number; readonly to: number };

/** How many cells are left of a block. */
export function columnOf(height: number): number {
  const period = Math.floor(height / PERIOD_BLOCKS);
  return (period % PERIODS_ACROSS) * STRIDE_X + ((height - period * PERIOD_BLOCKS) % BLOCKS_ACROSS);
}

/** How many cells are above a block. */
export function rowBelow(height: number): number {
  const period = Math.floor(height / PERIOD_BLOCKS);
  const row = Math.floor((height - period * PERIOD_BLOCKS) / BLOCKS_ACROSS);
  return Math.floor(period / PERIODS_ACROSS) * STRIDE_Y + row;
}

/** Where a block stands. It stays there, however many come after it. */
export const cellOf = (height: number): Cell => ({ x: columnOf(height), y: rowBelow(height) });

/** The block at a point of the map; `undefined` beside all of them and in the alleys. Blocks may not be mined yet. */
export function heightAt(x: number, y: number): number | undefined {
  const [left, top] = [Math.floor(x), Math.floor(y)];
  const [column, row] = [left % STRIDE_X, top % STRIDE_Y];
  if (left < 0 || top < 0 || column >= BLOCKS_ACROSS || row >= STRIDE_Y - ALLEY) return undefined;
  const across = Math.floor(left / STRIDE_X);
  if (across >= PERIODS_ACROSS) return undefined;
  const period = Math.floor(top / STRIDE_Y) * PERIODS_ACROSS + across;
  return period * PERIOD_BLOCKS + row * BLOCKS_ACROSS + column;
}

/** The blocks of a row of its period that a height stands in: the longest run without a break on the map. */
export function rowOf(height: number): Range {
  const from = height - ((height % PERIOD_BLOCKS) % BLOCKS_ACROSS);
  return { from, to: from + BLOCKS_ACROSS - 1 };
}

/** The least box that holds whole rows of all blocks of a range. */
export function boxOf({ from, to }: Range): Box {
  const [first, last] = [cellOf(from), cellOf(to)];
  const periods = [Math.floor(from / PERIOD_BLOCKS), Math.floor(to / PERIOD_BLOCKS)] as const;
  const across = periods.map((period) => period % PERIODS_ACROSS) as [number, number];
  const sameRow = Math.floor(periods[0] / PERIODS_ACROSS) === Math.floor(periods[1] / PERIODS_ACROSS);
  const [left, right] = sameRow ? across : [0, PERIODS_ACROSS - 1];
  const topOfRow = first.y - (first.y % STRIDE_Y);
  const bottomOfRow = last.y - (last.y % STRIDE_Y) + STRIDE_Y - ALLEY;
  const onePeriod = periods[0] === periods[1];
  return {
    x: left * STRIDE_X,
    y: onePeriod ? first.y : topOfRow,
    right: right * STRIDE_X + BLOCKS_ACROSS,
    bottom: onePeriod ? last.y + 1 : bottomOfRow,
  };
}

/** All blocks up to a height. */
export const worldBox = (tip: number): Box => boxOf({ from: 0, to: Math.max(0, tip) });

/** The epoch of a block, counted from 1, and its blocks. */
export function epochOf(height: number): Range & { readonly number: number } {
  const number = Math.floor(height / EPOCH_BLOCKS) + 1;
  return { number, from: (number - 1) * EPOCH_BLOCKS, to: number * EPOCH_BLOCKS - 1 };
}

/** The blocks of the period that a block is in. */
export function periodOf(height: number): Range {
  const from = height - (height % PERIOD_BLOCKS);
  return { from, to: from + PERIOD_BLOCKS - 1 };
}

/** The first blocks of all epochs but the first, up to a height. */
export const halvingsTo = (tip: number): number[] =>
  Array.from({ length: Math.floor(tip / EPOCH_BLOCKS) }, (_, at) => (at + 1) * EPOCH_BLOCKS);

/** The line between a block and those before it in its period: points of a path in cells. */
export function lineBefore(height: number): readonly Cell[] {
  const { x, y } = cellOf(height);
  const left = x - (x % STRIDE_X);
  const right = left + BLOCKS_ACROSS;
  return x === left
    ? [
        { x: left, y },
        { x: right, y },
      ]
    : [
        { x: left, y: y + 1 },
        { x, y: y + 1 },
        { x, y },
        { x: right, y },
      ];
}
