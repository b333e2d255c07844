import { isOutpoint, type Outpoint } from '#lib/bytes/brand.ts';
import { parsePosition, positionText, type Position } from '#lib/ledger/position.ts';
import type { OrderedRows } from './columns/ordered-rows.ts';
import type { FeedIndex } from './feed-index.ts';
import { NOTHING_KEPT, type KeptLists } from './kept.ts';
import { mergeRows, type Side } from './merge-rows.ts';
import type { PostView, TimelineOf, TimelinePage, TimelineQuery } from './post-view.ts';
import { postView } from './views.ts';

/**
 * Whoever follows more people than this, who wrote at least every so many posts together, reads all posts and passes over
 * the others': that is quicker than merging.
 */
const MAX_MERGED = 256;
const LEAST_SHARE = 32;
/** Posts that one page passes over at most. */
const MAX_PASSED = 50_000;

/** Whose posts and what lists a timeline is of, as this device knows it. */
export type TimelineContext = {
  readonly kept: KeptLists;
  /** Hash160 (hex) of this device's own keys. */
  readonly own: readonly string[];
};

const NOBODY: TimelineContext = { kept: NOTHING_KEPT, own: [] };

/** A page of a timeline, newest first. A cursor that is not one of ours gives the first page. */
export function queryTimeline(
  index: FeedIndex,
  query: TimelineQuery,
  context: TimelineContext = NOBODY,
): TimelinePage {
  const { of, only, after, limit } = query;
  if (of.kind === 'bookmarks') return bookmarksPage(index, query, context.kept);
  const before = after === undefined ? undefined : parsePosition(after);
  const posts: PostView[] = [];
  let last = -1;
  let passed = 0;
  for (const row of newestFirst(index, of, context, before && index.sideOf(before))) {
    if (row === last) continue;
    if (last >= 0 && (posts.length === limit || passed === MAX_PASSED))
      return { posts, next: positionText(positionOf(index, last)) };
    last = row;
    if (!fits(index, row, only)) passed += 1;
    else posts.push(postView(index, index.postAt(row)));
  }
  return { posts };
}

/** How many posts of a timeline are newer than a post; none when that is not held, or the timeline has no such order. */
export function queryNewer(
  index: FeedIndex,
  of: TimelineOf,
  than: Outpoint,
  context: TimelineContext = NOBODY,
): number {
  const post = index.post(than);
  if (post === undefined) return 0;
  const { position } = post;
  const side = index.sideOf({ ...position, vout: position.vout + 1 });
  const lists = listsOf(index, of, context);
  if (of.kind !== 'hashtag' || lists.length < 2)
    return lists.reduce((sum, list) => sum + list.length - list.countBefore(side), 0);
  // A post may have several of the tags.
  const newer = new Set<number>();
  for (const list of lists) {
    for (const row of list.before()) {
      if (side(row) < 0) break;
      newer.add(row);
    }
  }
  return newer.size;
}

function bookmarksPage(
  index: FeedIndex,
  { after, limit, only }: TimelineQuery,
  kept: KeptLists,
): TimelinePage {
  const rows = kept.list('bookmark');
  const from = rows.findIndex(({ id }) => id === after) + 1;
  const posts: PostView[] = [];
  let last: string | undefined;
  for (const { id } of rows.slice(from)) {
    if (posts.length === limit && last !== undefined) return { posts, next: last };
    const post = isOutpoint(id) ? index.post(id) : undefined;
    if (post !== undefined && fits(index, post.row, only)) posts.push(postView(index, post));
    last = id;
  }
  return { posts };
}

function fits({ posts }: FeedIndex, row: number, only: TimelineQuery['only']): boolean {
  switch (only) {
    case undefined:
      return true;
    case 'posts':
      return posts.parents.at(row) === 0;
    case 'replies':
      return posts.parents.at(row) !== 0;
    case 'media':
      return posts.extras.get(row)?.media !== undefined;
  }
}

const positionOf = (index: FeedIndex, row: number): Position =>
  index.placeOf(index.posts.txs.at(row), index.posts.vouts.at(row));

/** The keys of those whom this device follows. */
function followedKeys(index: FeedIndex, { kept, own }: TimelineContext): readonly string[] {
  const inPublic = own.flatMap((key) => index.ledger.followedBy(key));
  return [...new Set([...kept.list('follow').map(({ id }) => id), ...inPublic])];
}

/** The lists that make a timeline. Only tags share posts. */
function listsOf(index: FeedIndex, of: TimelineOf, context: TimelineContext): readonly OrderedRows[] {
  switch (of.kind) {
    case 'latest':
      return [index.lists.order];
    case 'author':
      return [index.lists.of(of.key)];
    case 'following':
      return followedKeys(index, context).map((key) => index.lists.of(key));
    case 'followed-by':
      return index.ledger.followedBy(of.key).map((key) => index.lists.of(key));
    case 'neighbours':
      return [index.lists.handedOn];
    case 'hashtag':
      return [...new Set(of.tags)].map((tag) => index.lists.tagged(tag));
    case 'mentions':
      return [index.lists.naming(of.name)];
    case 'bookmarks':
      return [];
  }
}

function newestFirst(
  index: FeedIndex,
  of: TimelineOf,
  context: TimelineContext,
  side?: Side,
): Iterable<number> {
  const lists = listsOf(index, of, context).filter(({ length }) => length > 0);
  const [only] = lists;
  if (only === undefined) return [];
  if (lists.length === 1) return only.before(side);
  const sum = lists.reduce((total, { length }) => total + length, 0);
  const isOfMany = lists.length > MAX_MERGED && sum * LEAST_SHARE > index.posts.length;
  if (!isOfMany || (of.kind !== 'following' && of.kind !== 'followed-by'))
    return mergeRows(lists, side, index.compare);
  const keys = of.kind === 'following' ? followedKeys(index, context) : index.ledger.followedBy(of.key);
  return passOver(index, new Set(keys.map((key) => index.posts.findKey(key))), side);
}

/** All posts by some keys, out of all posts. */
function* passOver(index: FeedIndex, keys: ReadonlySet<number>, side?: Side): Generator<number, void> {
  for (const row of index.lists.order.before(side)) if (keys.has(index.lists.listedAuthor(row))) yield row;
}
