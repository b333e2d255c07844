/**
 * The rule of bitfeed's picture as plainly as it can be said, to hold the quick one against: every search starts at the
 * top, and free squares are objects in lists. It was written from a description of the rule, step by step.
 */
type Slot = { x: number; y: number; r: number };
type Square = { readonly x: number; readonly y: number; readonly size: number };

export class BitfeedMondrian {
  private readonly width: number;
  private readonly rows: Slot[][] = [];

  constructor(width: number) {
    this.width = width;
  }

  place(size: number): Square {
    for (const row of this.rows) {
      for (const slot of row) if (slot.r >= size) return this.fill(slot, size);
    }
    const slot = { x: 0, y: this.rows.length, r: this.width };
    this.rows.push([]);
    this.add(slot);
    return this.fill(slot, size);
  }

  private add(slot: Slot): void {
    const row = this.rows[slot.y];
    if (slot.r <= 0 || row === undefined) return;
    const same = row.find(({ x }) => x === slot.x);
    if (same !== undefined) {
      same.r = Math.max(same.r, slot.r);
      return;
    }
    const at = row.findIndex(({ x }) => x > slot.x);
    row.splice(at === -1 ? row.length : at, 0, slot);
  }

  private remove(slot: Slot): void {
    const row = this.rows[slot.y] ?? [];
    const at = row.indexOf(slot);
    if (at !== -1) row.splice(at, 1);
  }

  private fill(slot: Slot, size: number): Square {
    const { x, y } = slot;
    const end = x + size;
    this.remove(slot);
    for (let rowAt = y; rowAt < y + size; rowAt += 1) {
      const row = this.rows[rowAt];
      if (row === undefined) {
        this.rows.push([]);
        if (x > 0) this.add({ x: 0, y: rowAt, r: x });
        if (end < this.width) this.add({ x: end, y: rowAt, r: this.width - end });
        continue;
      }
      const hit = row.filter((each) => !(each.x + each.r < x || each.x >= end));
      const excess = hit.reduce((most, each) => Math.max(most, each.x + each.r - (x + slot.r)), 0);
      if (end < this.width && !row.some((each) => each.x === end)) {
        this.add({ x: end, y: rowAt, r: slot.r - size + excess });
      }
      for (const each of hit) {
        each.r = x - each.x;
        if (each.r <= 0) this.remove(each);
      }
    }
    for (let rowAt = Math.max(0, y - size); rowAt < y; rowAt += 1) {
      const row = this.rows[rowAt] ?? [];
      // By index, since the list grows and shrinks on the way.
      for (let at = 0; at < row.length; at += 1) {
        const each = row[at];
        if (each === undefined || each.x >= end || each.x + each.r <= x || each.y + each.r < y) continue;
        const before = each.r;
        each.r = y - each.y;
        if (each.r === 0) this.remove(each);
        this.split(each.x + each.r, each.y, before - each.r, each.r);
      }
    }
    return { x, y, size };
  }

  private split(left: number, top: number, width: number, height: number): void {
    let [x, y, w, h] = [left, top, width, height];
    while (w > 0 && h > 0) {
      if (w <= h) {
        this.add({ x, y, r: w });
        y += w;
        h -= w;
      } else {
        this.add({ x, y, r: h });
        x += h;
        w -= h;
      }
    }
  }
}

/** Squares of the given sides in their order, in a grid as wide as bitfeed makes it for a block. */
export function layoutByBitfeed(sizes: readonly number[]): {
  readonly width: number;
  readonly parcels: Square[];
} {
  const width = Math.ceil(Math.sqrt(sizes.reduce((sum, size) => sum + size * size, 0)));
  const mondrian = new BitfeedMondrian(width);
  return { width, parcels: sizes.map((size) => mondrian.place(size)) };
}
