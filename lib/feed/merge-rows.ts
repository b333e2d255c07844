import type { CompareRows, OrderedRows } from './columns/ordered-rows.ts';

/** Where a row stands beside a place: negative when before it. */
export type Side = (row: number) => number;

/** From a place to older posts, or to newer ones. */
export type Way = 'older' | 'newer';

/** The rows of a list on one side of a place: those before it newest first, or the others oldest first. */
export const walk = (list: OrderedRows, side: Side | undefined, way: Way): Generator<number, void> =>
  way === 'newer' && side !== undefined ? list.from(side) : list.before(side);

/** Rows of several lists, as {@link walk} gives those of one; a row that is in two of them comes twice, in a row. */
export function* mergeRows(
  lists: readonly OrderedRows[],
  side: Side | undefined,
  oldestFirst: CompareRows,
  way: Way = 'older',
): Generator<number, void> {
  const compare: CompareRows = way === 'older' ? oldestFirst : (a, b) => oldestFirst(b, a);
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
    const rest = walk(list, side, way);
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
