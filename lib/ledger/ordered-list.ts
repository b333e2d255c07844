import { comparePositions, type Position } from './position.ts';

/** More items than this that came out of order are merged in one pass instead of being put in one by one. */
const MERGE_FROM = 32;

/**
 * Items in order of their positions, which no two share. Most come at the end and cost nothing; others wait until the
 * list is read. So many adds in any order cost one sort, and single ones between reads a binary search.
 */
export class OrderedList<Item extends { readonly position: Position }> {
  private sorted: Item[] = [];
  private waiting: Item[] = [];

  get length(): number {
    return this.sorted.length + this.waiting.length;
  }

  add(item: Item): void {
    const last = this.sorted.at(-1);
    const follows = last === undefined || comparePositions(last.position, item.position) < 0;
    (this.waiting.length === 0 && follows ? this.sorted : this.waiting).push(item);
  }

  /** Takes out the item at this position, if there is one. */
  remove(position: Position): void {
    const items = this.all();
    const at = this.countBefore(position);
    const found = items[at];
    if (found !== undefined && comparePositions(found.position, position) === 0) this.sorted.splice(at, 1);
  }

  /** All items, oldest first. The array is the list's own: read it, and forget it before the next add. */
  all(): readonly Item[] {
    if (this.waiting.length > MERGE_FROM) {
      this.sorted = merge(this.sorted, this.waiting.sort(byPosition));
    } else {
      for (const item of this.waiting) this.sorted.splice(lowerBound(this.sorted, item.position), 0, item);
    }
    if (this.waiting.length > 0) this.waiting = [];
    return this.sorted;
  }

  /** How many items come before a position. */
  countBefore(position: Position): number {
    return lowerBound(this.all(), position);
  }
}

const byPosition = (a: { readonly position: Position }, b: { readonly position: Position }): number =>
  comparePositions(a.position, b.position);

function lowerBound(items: readonly { readonly position: Position }[], position: Position): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const item = items[middle];
    if (item !== undefined && comparePositions(item.position, position) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

function merge<Item extends { readonly position: Position }>(a: readonly Item[], b: readonly Item[]): Item[] {
  const merged: Item[] = [];
  let at = 0;
  for (const item of a) {
    for (let next = b[at]; next !== undefined && byPosition(next, item) < 0; next = b[at]) {
      merged.push(next);
      at += 1;
    }
    merged.push(item);
  }
  for (; at < b.length; at += 1) {
    const item = b[at];
    if (item !== undefined) merged.push(item);
  }
  return merged;
}
