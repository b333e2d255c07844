import type { Outpoint } from '#lib/bytes/brand.ts';
import { parsePosition, positionText, type Position } from '#lib/ledger/position.ts';
import type { CompareRows, OrderedRows } from './columns/ordered-rows.ts';
import type { FeedIndex } from './feed-index.ts';
import type { PostView, TimelineOf, TimelinePage, TimelineQuery } from './post-view.ts';
import { postView } from './views.ts';

/** Whoever follows more people than this reads all posts and passes over the others': that is quicker than merging. */
const MAX_MERGED = 256;

/** A page of a timeline, newest first. A cursor that is not one of ours gives the first page. */
export function queryTimeline(index: FeedIndex, { of, after, limit }: TimelineQuery): TimelinePage {
  const before = after === undefined ? undefined : parsePosition(after);
  const posts: PostView[] = [];
  let last: Position | undefined;
  for (const row of newestFirst(index, of, before && index.sideOf(before))) {
    if (posts.length === limit && last !== undefined) return { posts, next: positionText(last) };
    const post = index.postAt(row);
    posts.push(postView(index, post));
    last = post.position;
  }
  return { posts };
}

/** How many posts of a timeline are newer than a post; none when that is not held. */
export function queryNewer(index: FeedIndex, of: TimelineOf, than: Outpoint): number {
  const post = index.post(than);
  if (post === undefined) return 0;
  const { position } = post;
  const side = index.sideOf({ ...position, vout: position.vout + 1 });
  return listsOf(index, of).reduce((sum, list) => sum + list.length - list.countBefore(side), 0);
}

/** The lists that make a timeline. No post is in two of them. */
function listsOf(index: FeedIndex, of: TimelineOf): readonly OrderedRows[] {
  switch (of.kind) {
    case 'latest':
      return [index.lists.order];
    case 'author':
      return [index.lists.of(of.key)];
    case 'following':
      return index.ledger.followedBy(of.key).map((key) => index.lists.of(key));
    case 'hashtag':
      return [index.lists.tagged(of.tag)];
    case 'mentions':
      return [index.lists.naming(of.name)];
  }
}

type Side = (row: number) => number;

function newestFirst(index: FeedIndex, of: TimelineOf, side?: Side): Iterable<number> {
  const lists = listsOf(index, of).filter(({ length }) => length > 0);
  const [only] = lists;
  if (only === undefined) return [];
  if (lists.length === 1) return only.before(side);
  if (of.kind !== 'following' || lists.length <= MAX_MERGED) return merge(lists, side, index.compare);
  return passOver(
    index,
    new Set(index.ledger.followedBy(of.key).map((key) => index.posts.findKey(key))),
    side,
  );
}

/** All posts by some keys, out of all posts. */
function* passOver(index: FeedIndex, keys: ReadonlySet<number>, side?: Side): Generator<number, void> {
  for (const row of index.lists.order.before(side)) if (keys.has(index.lists.listedAuthor(row))) yield row;
}

/** Rows of several lists, newest first. */
function* merge(
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
