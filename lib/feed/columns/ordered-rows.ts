/** Rows of one block at most; an insertion moves half of them on average. */
const BLOCK = 512;

/** Orders rows: negative when the first comes before the second. Zero only for a row and itself. */
export type CompareRows = (a: number, b: number) => number;

/**
 * Rows in an order that their table knows, in blocks, so that an insertion anywhere costs the same in a long list as in a
 * short one. Nearly all rows come at the end. A row must be taken out before its place changes.
 */
export class OrderedRows {
  length = 0;
  private readonly compare: CompareRows;
  /** None is empty. */
  private readonly blocks: number[][] = [];

  constructor(compare: CompareRows) {
    this.compare = compare;
  }

  add(row: number): void {
    this.length += 1;
    const last = this.blocks.at(-1);
    const newest = last?.at(-1);
    if (last === undefined || newest === undefined) {
      this.blocks.push([row]);
    } else if (this.compare(newest, row) < 0) {
      if (last.length < BLOCK) last.push(row);
      else this.blocks.push([row]);
    } else {
      this.insert(row);
    }
  }

  /** Adds the rows from `first` up to `end`, which stand in this order and with nothing between them. */
  addRun(first: number, end: number): void {
    let last = this.blocks.at(-1);
    const newest = last?.at(-1);
    if (newest !== undefined && first < end && this.compare(newest, first) > 0) {
      for (let row = first; row < end; row += 1) this.add(row);
      return;
    }
    for (let row = first; row < end; row += 1) {
      if (last === undefined || last.length === BLOCK) this.blocks.push((last = []));
      last.push(row);
    }
    this.length += end - first;
  }

  has(row: number): boolean {
    const { block, at } = this.find((other) => this.compare(other, row));
    return this.blocks[block]?.[at] === row;
  }

  remove(row: number): void {
    const { block, at } = this.find((other) => this.compare(other, row));
    const rows = this.blocks[block];
    if (rows?.[at] !== row) return;
    this.length -= 1;
    rows.splice(at, 1);
    if (rows.length === 0) this.blocks.splice(block, 1);
  }

  /**
   * Rows that come before a place, newest first. `side` says where a row stands: negative when before the place. Without it
   * all rows. Changes of the list end the walk at no particular row.
   */
  *before(side?: (row: number) => number): Generator<number, void> {
    const from = side === undefined ? { block: this.blocks.length, at: 0 } : this.find(side);
    for (let { block, at } = from; block >= 0; block -= 1) {
      const rows = this.blocks[block];
      if (rows !== undefined) for (at -= 1; at >= 0; at -= 1) yield rows[at] ?? 0;
      at = this.blocks[block - 1]?.length ?? 0;
    }
  }

  /** Rows that do not come before a place, oldest first; see {@link before}. */
  *from(side: (row: number) => number): Generator<number, void> {
    let { block, at } = this.find(side);
    for (; block < this.blocks.length; block += 1, at = 0) {
      const rows = this.blocks[block] ?? [];
      for (; at < rows.length; at += 1) yield rows[at] ?? 0;
    }
  }

  /** How many rows come before a place. */
  countBefore(side: (row: number) => number): number {
    const { block, at } = this.find(side);
    let count = at;
    for (let earlier = 0; earlier < block; earlier += 1) count += this.blocks[earlier]?.length ?? 0;
    return count;
  }

  private insert(row: number): void {
    const { block, at } = this.find((other) => this.compare(other, row));
    const rows = this.blocks[block] ?? [];
    rows.splice(at, 0, row);
    if (rows.length > BLOCK) this.blocks.splice(block + 1, 0, rows.splice(BLOCK >>> 1));
  }

  /** The first row that does not come before a place, or the end of the last block. */
  private find(side: (row: number) => number): { readonly block: number; readonly at: number } {
    let low = 0;
    let high = this.blocks.length - 1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (side(this.blocks[middle]?.at(-1) ?? 0) < 0) low = middle + 1;
      else high = middle;
    }
    const block = Math.max(0, low);
    const rows = this.blocks[block] ?? [];
    low = 0;
    high = rows.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (side(rows[middle] ?? 0) < 0) low = middle + 1;
      else high = middle;
    }
    return { block, at: low };
  }
}
