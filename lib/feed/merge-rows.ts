import type { CompareRows, OrderedRows } from './columns/ordered-rows.ts';

/** Where a row stands beside a place: negative when before it. */
export type Side = (row: number) => number;

/** Rows of several lists, newest first; one that is in two of them comes twice, in a row. */
export function* mergeRows(
  lists: readonly OrderedRows[],
  side: Side | undefined,
  compare: CompareRows,
): Generator<number, void> {
  /** A heap: no row is newer than the one at half its place. */
  const heap: { row: number; readonly rest: Generator<number, void> }[] = [];
  const sink = (start: number): void => {
    for (let at = start; ;) {
      let newest = at;
      for (const child of [2 * at + 1, 2 * at + 2]) {
        const [one, other] = [heap[newest], heap[child]];
        if (one !== undefined && other !== undefined && compare(one.row, other.row) < 0) newest = child;
      }
      const [above, below] = [heap[at], heap[newest]];
      if (newest === at || above === undefined || below === undefined) return;
      heap[at] = below;
      heap[newest] = above;
      at = newest;
    }
  };
  for (const list of lists) {
    const rest = list.before(side);
    const { value } = rest.next();
    if (value !== undefined) heap.push({ row: value, rest });
  }
  for (let at = heap.length >>> 1; at >= 0; at -= 1) sink(at);
  for (let top = heap[0]; top !== undefined; top = heap[0]) {
    yield top.row;
    const { value } = top.rest.next();
    const last = value === undefined ? heap.pop() : undefined;
    if (value !== undefined) top.row = value;
    else if (last !== undefined && last !== top) heap[0] = last;
    sink(0);
  }
}
