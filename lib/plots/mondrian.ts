// The picture of a district: bitfeed's "Mondrian" packing (https://github.com/bitfeed-project/bitfeed), which owners of
// bitmaps know. Its splitting of free space loses room in large blocks; that is kept, since other pictures would show
// other parcels.

/** A parcel's square in grid units; row 0 is at the top, x runs to the right. */
export type Parcel = { readonly x: number; readonly y: number; readonly size: number };

/** `width` is that of the grid; parcels may reach below a square of that width. */
export type ParcelLayout = { readonly width: number; readonly parcels: readonly Parcel[] };

/** A free square of side `r` whose nearest corner is (x, y). */
type Slot = { readonly x: number; readonly y: number; r: number };

/**
 * Side of a transaction's square by the sum of its outputs in satoshis: 1 up to a hundredth of a coin, and 1 more for
 * each power of ten above it. An exact power belongs below.
 */
export function parcelSize(outputSats: bigint): number {
  return outputSats <= 1_000_000n ? 1 : (outputSats - 1n).toString().length - 5;
}

class Mondrian {
  private readonly width: number;
  /** Free slots by row, by x within a row; at most one at each place. */
  private readonly rows: Slot[][] = [];
  /**
   * By size, the first row that may have room for it. Rows before it were searched in vain and have not been given
   * a slot of that size since, so starting there finds the same slot as starting at the top.
   */
  private readonly firstRow: number[] = [];

  constructor(width: number) {
    this.width = width;
  }

  place(size: number): Parcel {
    for (let rowAt = this.firstRow[size] ?? 0; rowAt < this.rows.length; rowAt += 1) {
      const slot = this.rows[rowAt]?.find(({ r }) => r >= size);
      if (slot === undefined) continue;
      this.firstRow[size] = rowAt;
      return this.fill(slot, size);
    }
    const slot: Slot = { x: 0, y: this.rows.length, r: this.width };
    this.firstRow[size] = slot.y;
    this.rows.push([slot]);
    return this.fill(slot, size);
  }

  private add(x: number, y: number, r: number): void {
    const row = this.rows[y];
    if (r <= 0 || row === undefined) return;
    for (let size = Math.min(r, this.firstRow.length - 1); size > 0; size -= 1) {
      if ((this.firstRow[size] ?? 0) > y) this.firstRow[size] = y;
    }
    const at = row.findIndex((slot) => slot.x >= x);
    const next = row[at];
    if (next?.x === x) next.r = Math.max(next.r, r);
    else row.splice(at < 0 ? row.length : at, 0, { x, y, r });
  }

  private remove(slot: Slot): void {
    const row = this.rows[slot.y];
    const at = row?.indexOf(slot) ?? -1;
    if (at >= 0) row?.splice(at, 1);
  }

  private fill(slot: Slot, size: number): Parcel {
    const { x, y } = slot;
    this.remove(slot);
    for (let rowAt = y; rowAt < y + size; rowAt += 1) this.cut(rowAt, x, size, slot.r);
    for (let rowAt = Math.max(0, y - size); rowAt < y; rowAt += 1) this.shorten(rowAt, x, y, size);
    return { x, y, size };
  }

  /** Takes the columns x to x + size out of one row that the new square covers. */
  private cut(rowAt: number, x: number, size: number, slotSize: number): void {
    const end = x + size;
    const row = this.rows[rowAt];
    if (row === undefined) {
      this.rows.push([]);
      this.add(0, rowAt, x);
      this.add(end, rowAt, this.width - end);
      return;
    }
    let excess = 0;
    let isFree = end < this.width;
    for (const slot of row) {
      if (slot.x === end) isFree = false;
      if (slot.x >= end) break;
      if (slot.x + slot.r >= x) excess = Math.max(excess, slot.x + slot.r - (x + slotSize));
    }
    if (isFree) this.add(end, rowAt, slotSize - size + excess);
    for (let at = row.length - 1; at >= 0; at -= 1) {
      const slot = row[at];
      if (slot === undefined || slot.x >= end || slot.x + slot.r < x) continue;
      slot.r = x - slot.x;
      if (slot.r <= 0) row.splice(at, 1);
    }
  }

  /** Ends the free squares of an earlier row where they reach the new square, and frees what lies below their end. */
  private shorten(rowAt: number, x: number, y: number, size: number): void {
    const row = this.rows[rowAt] ?? [];
    // By index while the row changes: squares freed below may land in this row, and those removed shift the rest.
    for (let at = 0; at < row.length; at += 1) {
      const slot = row[at];
      if (slot === undefined || slot.x >= x + size || slot.x + slot.r <= x || slot.y + slot.r < y) continue;
      const before = slot.r;
      slot.r = y - slot.y;
      if (slot.r <= 0) this.remove(slot);
      this.free(slot.x + slot.r, slot.y, before - slot.r, slot.r);
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

/** The parcels of a block in block order, coinbase first: one for each transaction, by the sum of its outputs in satoshis. */
export function layoutParcels(outputSats: readonly bigint[]): ParcelLayout {
  const sizes = outputSats.map(parcelSize);
  const area = sizes.reduce((sum, size) => sum + size * size, 0);
  const width = Math.ceil(Math.sqrt(area));
  const mondrian = new Mondrian(width);
  return { width, parcels: sizes.map((size) => mondrian.place(size)) };
}
