// The picture of a district: bitfeed's "Mondrian" packing (https://github.com/bitfeed-project/bitfeed), which owners of
// bitmaps know. Its splitting of free space loses room in large blocks; that is kept, since other pictures would show
// other parcels.

import { FreeRow } from './free-row.ts';

/** A parcel's square in grid units; row 0 is at the top, x runs to the right. */
export type Parcel = { readonly x: number; readonly y: number; readonly size: number };

/** `width` is that of the grid; parcels may reach below a square of that width. */
export type ParcelLayout = { readonly width: number; readonly parcels: readonly Parcel[] };

const MAX_SAFE = BigInt(Number.MAX_SAFE_INTEGER);

/**
 * Side of a transaction's square by the sum of its outputs in satoshis: 1 up to a hundredth of a coin, and 1 more for
 * each power of ten above it. An exact power belongs below.
 */
export function parcelSize(outputSats: bigint): number {
  if (outputSats > MAX_SAFE) return (outputSats - 1n).toString().length - 5;
  return parcelSizeOf(Number(outputSats));
}

/** {@link parcelSize} of an amount that a double holds exactly, as all amounts that there can be. */
export function parcelSizeOf(sats: number): number {
  // Integers of a double and powers of ten are both exact here, which logarithms would not be.
  let size = 1;
  for (let most = 1_000_000; sats > most; most *= 10) size += 1;
  return size;
}

/** Virtual bytes of the square with side 1. */
const UNIT_VBYTES = 256;

/** Side of a transaction's square by its virtual bytes, so that the area grows with them: bitfeed's other measure. */
export function parcelSizeByVbytes(vbytes: number): number {
  const size = Math.ceil(Math.sqrt(vbytes / UNIT_VBYTES));
  return Math.max(1, size);
}

class Mondrian {
  private readonly width: number;
  private readonly rows: FreeRow[] = [];
  /**
   * By size, the first row that may have room for it. Rows before it were searched in vain and have not been given a
   * square of that size since, so starting there finds the same place as starting at the top. It never falls from one
   * size to the next, since room for a size is room for all smaller ones.
   */
  private readonly firstRow: Int32Array;

  constructor(width: number, largest: number) {
    this.width = width;
    this.firstRow = new Int32Array(largest + 1);
  }

  place(size: number): Parcel {
    const { rows } = this;
    let y = this.firstRow[size] ?? 0;
    let at = -1;
    for (; y < rows.length; y += 1) {
      at = rows[y]?.findSide(size) ?? -1;
      if (at !== -1) break;
    }
    if (at === -1) {
      const row = new FreeRow();
      row.add(0, this.width);
      rows.push(row);
      at = 0;
    }
    for (let each = size; (this.firstRow[each] ?? y) < y; each += 1) this.firstRow[each] = y;
    const x = rows[y]?.xs[at] ?? 0;
    this.fill(x, y, size, rows[y]?.sides[at] ?? 0);
    return { x, y, size };
  }

  private fill(x: number, y: number, size: number, side: number): void {
    for (let rowAt = y; rowAt < y + size; rowAt += 1) this.cut(rowAt, x, size, side);
    const { firstRow } = this;
    for (let rowAt = Math.max(0, y - size); rowAt < y; rowAt += 1)
      // Of the rows before the first that may have a square of a size, none has one: there is nothing that reaches down to y.
      if (rowAt >= (firstRow[y - rowAt + 1] ?? 0)) this.shorten(rowAt, x, y, size);
  }

  /** Adds a free square to a row that there is; any other is left out, as bitfeed does. */
  private add(x: number, y: number, side: number): void {
    const row = this.rows[y];
    if (row === undefined) return;
    row.add(x, side);
    this.noteRoom(y, side);
  }

  private noteRoom(y: number, side: number): void {
    const { firstRow } = this;
    for (let size = Math.min(side, firstRow.length - 1); (firstRow[size] ?? 0) > y; size -= 1) {
      firstRow[size] = y;
    }
  }

  /** Takes the columns x to x + size, out of a free square of `side`, from one row that the new parcel covers. */
  private cut(rowAt: number, x: number, size: number, side: number): void {
    const end = x + size;
    const row = this.rows[rowAt];
    if (row === undefined) {
      this.rows.push(new FreeRow());
      if (x > 0) this.add(0, rowAt, x);
      if (end < this.width) this.add(end, rowAt, this.width - end);
      return;
    }
    const { xs, sides } = row;
    let excess = 0;
    let from = 0;
    for (; from < row.count; from += 1) {
      const left = xs[from] ?? 0;
      if (left >= x) break;
      const over = left + (sides[from] ?? 0) - x;
      if (over < 0) continue;
      if (over - side > excess) excess = over - side;
      sides[from] = x - left;
    }
    let to = from;
    for (; to < row.count; to += 1) {
      const left = xs[to] ?? 0;
      if (left >= end) break;
      const over = left + (sides[to] ?? 0) - x;
      if (over - side > excess) excess = over - side;
    }
    const rest = side - size + excess;
    if (end < this.width && rest > 0 && (to === row.count || xs[to] !== end)) {
      row.replace(from, to, end, rest);
      this.noteRoom(rowAt, rest);
    } else if (to > from) row.drop(from, to);
  }

  /** Ends the free squares of an earlier row where they reach the new parcel, and frees what lies beside their end. */
  private shorten(rowAt: number, x: number, y: number, size: number): void {
    const row = this.rows[rowAt];
    if (row === undefined) return;
    const { xs, sides } = row;
    const end = x + size;
    const height = y - rowAt;
    // By index while the row changes: what is freed in it lies to the right, and is met like the others.
    for (let at = 0; at < row.count; at += 1) {
      const left = xs[at] ?? 0;
      if (left >= end) break;
      const side = sides[at] ?? 0;
      if (side <= height || left + side <= x) continue;
      sides[at] = height;
      this.free(left + height, rowAt, side - height, height);
    }
  }

  /** Splits a free rectangle into squares, largest first. */
  private free(left: number, top: number, width: number, height: number): void {
    let [x, y, w, h] = [left, top, width, height];
    while (w > 0 && h > 0) {
      const side = Math.min(w, h);
      this.add(x, y, side);
      if (w <= h) {
        y += side;
        h -= side;
      } else {
        x += side;
        w -= side;
      }
    }
  }
}

/** Squares of the given sides, integers of at least 1, in block order. */
export function layoutSizes(sizes: readonly number[]): ParcelLayout {
  let area = 0;
  let largest = 0;
  for (const size of sizes) {
    area += size * size;
    largest = Math.max(largest, size);
  }
  const width = Math.ceil(Math.sqrt(area));
  const mondrian = new Mondrian(width, largest);
  const parcels: Parcel[] = [];
  for (const size of sizes) parcels.push(mondrian.place(size));
  return { width, parcels };
}

/** The parcels of a block in block order, coinbase first: one for each transaction, by the sum of its outputs in satoshis. */
export const layoutParcels = (outputSats: readonly bigint[]): ParcelLayout =>
  layoutSizes(outputSats.map(parcelSize));
