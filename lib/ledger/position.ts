import type { BlockPlace } from '#lib/proof/verdict.ts';

/**
 * Where a record stands in the order that decides: height, index in the block, output. What is in no block comes after
 * everything that is, in the order in which this device received it.
 */
export type Position = {
  /** `Infinity` for what is in no block. */
  readonly height: number;
  /** Index in the block; order of arrival for what is in no block. */
  readonly index: number;
  readonly vout: number;
};

/** The position of an output of a transaction. `arrival` is unique on this device and counts up. */
export function positionOf(place: BlockPlace | undefined, arrival: number, vout: number): Position {
  return place === undefined
    ? { height: Infinity, index: arrival, vout }
    : { height: place.height, index: place.index, vout };
}

/** Orders positions, oldest first. */
export function comparePositions(a: Position, b: Position): number {
  if (a.height !== b.height) return a.height < b.height ? -1 : 1;
  return a.index - b.index || a.vout - b.vout;
}

/** Whether the record is in a block of the chain with most work. */
export const isMined = ({ height }: Position): boolean => height !== Infinity;

const TEXT = /^(?:(0|[1-9]\d{0,9})|u)\.(0|[1-9]\d{0,15})\.(0|[1-9]\d{0,9})$/;

/** The text form of a position, for cursors: `height.index.vout`, with `u` for no block. */
export const positionText = ({ height, index, vout }: Position): string =>
  `${height === Infinity ? 'u' : height}.${index}.${vout}`;

/** Reads what {@link positionText} wrote; `undefined` for anything else. */
export function parsePosition(text: string): Position | undefined {
  const [, height, index, vout] = TEXT.exec(text) ?? [];
  if (index === undefined || vout === undefined) return undefined;
  return {
    height: height === undefined ? Infinity : Number(height),
    index: Number(index),
    vout: Number(vout),
  };
}
