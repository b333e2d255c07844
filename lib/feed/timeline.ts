import { isOutpoint } from '#lib/bytes/brand.ts';
import { parsePosition, positionText, type Position } from '#lib/ledger/position.ts';
import type { OrderedRows } from './columns/ordered-rows.ts';
import type { FeedIndex } from './feed-index.ts';
import { keysListed } from './lists.ts';
import { NOTHING_KEPT, type KeptLists } from './kept.ts';
import { mergeRows, walk, type Side, type Way } from './merge-rows.ts';
import { isByPerson, keysOfPerson, type PersonKeys } from './people.ts';
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
  if (query.of.kind === 'bookmarks') return bookmarksPage(index, query, context.kept);
  if (query.of.kind === 'here') return herePage(index, query);
  const after = cursorOf(query.after);
  const before = after === undefined ? cursorOf(query.before) : undefined;
  if (before !== undefined) {
    const { rows, edge } = gather(index, query, context, {
      way: 'newer',
      side: index.sideOf(behind(before)),
    });
    rows.reverse();
    return pageOf(index, rows, { newest: edge, oldest: rows.at(-1) });
  }
  const from = query.from === undefined ? undefined : index.post(query.from)?.position;
  const place = after ?? (from && behind(from));
  const { rows, edge } = gather(index, query, context, {
    way: 'older',
    side: place && index.sideOf(place),
  });
  const [first] = rows;
  const isTop = place === undefined || first === undefined || isNewest(index, query, context, first);
  return pageOf(index, rows, { newest: isTop ? undefined : first, oldest: edge });
}

/** The place that a cursor names. */
export const cursorOf = (text: string | undefined): Position | undefined =>
  text === undefined ? undefined : parsePosition(text);

/** The place right behind a post, so that the post comes before it. */
export const behind = (position: Position): Position => ({ ...position, vout: position.vout + 1 });

type Start = { readonly way: Way; readonly side: Side | undefined };

/** Rows of a timeline from a place on that fit, and the last that was looked at where that is not the last of all. */
type Gathered = { readonly rows: number[]; readonly edge: number | undefined };

function gather(
  index: FeedIndex,
  { of, only, limit }: TimelineQuery,
  context: TimelineContext,
  start: Start,
): Gathered {
  const rows: number[] = [];
  let last = -1;
  let passed = 0;
  for (const row of rowsOf(index, of, context, start)) {
    if (row === last) continue;
    if (last >= 0 && (rows.length === limit || passed === MAX_PASSED)) return { rows, edge: last };
    last = row;
    if (fits(index, row, only)) rows.push(row);
    else passed += 1;
  }
  return { rows, edge: undefined };
}

/** Whether nothing of a timeline is newer than a row of it. */
function isNewest(index: FeedIndex, query: TimelineQuery, context: TimelineContext, row: number): boolean {
  const side = index.sideOf(behind(positionOf(index, row)));
  const { rows, edge } = gather(index, { ...query, limit: 1 }, context, { way: 'newer', side });
  return rows.length === 0 && edge === undefined;
}

/** A page, and the rows at its ends, where it goes on beyond them. */
export function pageOf(
  index: FeedIndex,
  rows: readonly number[],
  { newest, oldest }: { readonly newest: number | undefined; readonly oldest: number | undefined },
): TimelinePage {
  return {
    posts: rows.map((row) => postView(index, index.postAt(row))),
    ...(oldest !== undefined && { next: positionText(positionOf(index, oldest)) }),
    ...(newest !== undefined && { prev: positionText(positionOf(index, newest)) }),
  };
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

/** Rows are numbered as they come, so a cursor is a row. */
function herePage(index: FeedIndex, { limit, only, ...query }: TimelineQuery): TimelinePage {
  const { length } = index.posts;
  const after = rowOf(query.after);
  const before = after === undefined ? rowOf(query.before) : undefined;
  const from = query.from === undefined ? undefined : index.post(query.from)?.row;
  const step = before === undefined ? -1 : 1;
  const rows: number[] = [];
  let row =
    before === undefined ? Math.min(after ?? (from === undefined ? length : from + 1), length) : before;
  for (let passed = 0; rows.length < limit && passed < MAX_PASSED; passed += 1) {
    row += step;
    if (row < 0 || row >= length) break;
    if (fits(index, row, only)) rows.push(row);
  }
  if (before !== undefined) rows.reverse();
  const newest = before === undefined ? (rows[0] ?? length) : row;
  const oldest = before === undefined ? row : (rows.at(-1) ?? 0);
  return {
    posts: rows.map((each) => postView(index, index.postAt(each))),
    ...(oldest > 0 && { next: String(oldest) }),
    ...(newest < length - 1 && { prev: String(newest) }),
  };
}

const rowOf = (cursor: string | undefined): number | undefined =>
  cursor !== undefined && /^\d{1,10}$/.test(cursor) ? Number(cursor) : undefined;

/** Whether a post is of the kind that a query wants. */
export function fits({ posts }: FeedIndex, row: number, only: TimelineQuery['only']): boolean {
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

/** Where a post stands in the chain. */
export const positionOf = (index: FeedIndex, row: number): Position =>
  index.placeOf(index.posts.txs.at(row), index.posts.vouts.at(row));

/** The keys of those whom this device follows. */
export function followedKeys(index: FeedIndex, { kept, own }: TimelineContext): readonly string[] {
  const inPublic = own
    .flatMap((key) => index.ledger.followedBy(key))
    .flatMap((key) => keysOfPerson(index, key).keys);
  return [...new Set([...kept.list('follow').map(({ id }) => id), ...inPublic])];
}

type OfPeople = Extract<TimelineOf, { kind: 'following' | 'followed-by' | 'list' }>;

/** The keys whose posts make a timeline of several people. */
function peopleOf(index: FeedIndex, of: OfPeople, context: TimelineContext): readonly string[] {
  switch (of.kind) {
    case 'following':
      return followedKeys(index, context);
    case 'followed-by':
      return index.ledger.followedBy(of.key);
    case 'list':
      return keysListed(context.kept, of.name).flatMap((key) => keysOfPerson(index, key).keys);
  }
}

/** The lists that make a timeline. Only tags share posts. */
function listsOf(index: FeedIndex, of: TimelineOf, context: TimelineContext): readonly OrderedRows[] {
  switch (of.kind) {
    case 'latest':
      return [index.lists.order];
    case 'author': {
      const { keys, ended } = keysOfPerson(index, of.key);
      return [...keys, ...ended.keys()].map((key) => index.lists.of(key));
    }
    case 'following':
    case 'followed-by':
    case 'list':
      return [...new Set(peopleOf(index, of, context))].map((key) => index.lists.of(key));
    case 'neighbours':
      return [index.lists.handedOn];
    case 'hashtag':
      return [...new Set(of.tags)].map((tag) => index.lists.tagged(tag));
    case 'mentions':
      return [index.lists.naming(of.name)];
    case 'here':
    case 'liked':
    case 'bookmarks':
      return [];
  }
}

/** The posts of a timeline from a place on. */
export function rowsOf(
  index: FeedIndex,
  of: TimelineOf,
  context: TimelineContext,
  start: Start,
): Iterable<number> {
  const rows = everyRowOf(index, of, context, start);
  if (of.kind !== 'author') return rows;
  const person = keysOfPerson(index, of.key);
  return person.ended.size === 0 ? rows : byPerson(index, person, rows);
}

function* byPerson(index: FeedIndex, person: PersonKeys, rows: Iterable<number>): Generator<number, void> {
  for (const row of rows) if (isByPerson(index, person, row)) yield row;
}

/** As {@link rowsOf}; of an author also what a key that was ended wrote since. */
function everyRowOf(
  index: FeedIndex,
  of: TimelineOf,
  context: TimelineContext,
  { way, side }: Start,
): Iterable<number> {
  const lists = listsOf(index, of, context).filter(({ length }) => length > 0);
  const [only] = lists;
  if (only === undefined) return [];
  if (lists.length === 1) return walk(only, side, way);
  const sum = lists.reduce((total, { length }) => total + length, 0);
  const isOfMany = lists.length > MAX_MERGED && sum * LEAST_SHARE > index.posts.length;
  if (!isOfMany || (of.kind !== 'following' && of.kind !== 'followed-by' && of.kind !== 'list'))
    return mergeRows(lists, side, index.compare, way);
  const keys = peopleOf(index, of, context);
  return passOver(index, new Set(keys.map((key) => index.posts.findKey(key))), { way, side });
}

/** All posts by some keys, out of all posts. */
function* passOver(
  index: FeedIndex,
  keys: ReadonlySet<number>,
  { way, side }: Start,
): Generator<number, void> {
  for (const row of walk(index.lists.order, side, way))
    if (keys.has(index.lists.listedAuthor(row))) yield row;
}
