import type { Txid } from '#lib/bytes/brand.ts';
import { comparePositions, positionText, type Position } from '#lib/ledger/position.ts';
import type { Reaction } from '#lib/ledger/reactions.ts';
import type { FeedIndex } from './feed-index.ts';
import type { Way } from './merge-rows.ts';
import { peopleAmong } from './people.ts';
import { personView } from './person-view.ts';
import type { PostView, TimelinePage, TimelineQuery } from './post-view.ts';
import {
  behind,
  cursorOf,
  fits,
  followedKeys,
  positionOf,
  rowsOf,
  type TimelineContext,
} from './timeline.ts';
import { postOfTx, postView } from './views.ts';

/** People named for one post; the rest are a number. */
const MOST_NAMED = 3;
/** Posts that one page passes over at most. */
const MAX_PASSED = 50_000;

/** A post of somebody else that stands where it was first handed on by somebody whom the reader follows. */
type Repost = { readonly row: number; readonly position: Position; readonly by: readonly string[] };
type Entry = { readonly row: number; readonly position: Position; readonly by?: readonly string[] };

/** Reposts by whom a reader follows, oldest first, and by the post that they are of. */
type Reposts = { readonly list: readonly Repost[]; readonly byRow: ReadonlyMap<number, Repost> };

type Made = { readonly state: readonly unknown[]; readonly reposts: Reposts };
const made = new WeakMap<FeedIndex, Made>();

/**
 * A page of the posts of whom the reader follows, and of those that they reposted, newest first. A reposted post stands
 * once, where it was first handed on, and never moves when others follow; posts of whom the reader follows stand at
 * their own places alone.
 */
export function queryFollowing(
  index: FeedIndex,
  query: TimelineQuery,
  context: TimelineContext,
): TimelinePage {
  const reposts = repostsFor(index, context);
  const after = cursorOf(query.after);
  const before = after === undefined ? cursorOf(query.before) : undefined;
  const walkFrom = (way: Way, place: Position | undefined) =>
    merged(index, context, reposts.list, { way, place });
  if (before !== undefined) {
    const { entries, edge } = gather(index, query, walkFrom('newer', behind(before)));
    entries.reverse();
    return pageOf(index, entries, { newest: edge, oldest: entries.at(-1) });
  }
  const from = query.from === undefined ? undefined : index.post(query.from);
  const place = after ?? (from && behind(reposts.byRow.get(from.row)?.position ?? from.position));
  const { entries, edge } = gather(index, query, walkFrom('older', place));
  const [first] = entries;
  const isTop =
    place === undefined ||
    first === undefined ||
    walkFrom('newer', behind(first.position)).next().done === true;
  return pageOf(index, entries, { newest: isTop ? undefined : first, oldest: edge });
}

/** Entries that fit, and the last that was looked at where that is not the last of all. */
function gather(
  index: FeedIndex,
  { only, limit }: TimelineQuery,
  walk: Generator<Entry, void>,
): { readonly entries: Entry[]; readonly edge: Entry | undefined } {
  const entries: Entry[] = [];
  let last: Entry | undefined;
  let passed = 0;
  for (const entry of walk) {
    if (last !== undefined && (entries.length === limit || passed === MAX_PASSED))
      return { entries, edge: last };
    last = entry;
    if (fits(index, entry.row, only)) entries.push(entry);
    else passed += 1;
  }
  return { entries, edge: undefined };
}

function pageOf(
  index: FeedIndex,
  entries: readonly Entry[],
  { newest, oldest }: { readonly newest: Entry | undefined; readonly oldest: Entry | undefined },
): TimelinePage {
  return {
    posts: entries.map(({ row, by }) => ({
      ...postView(index, index.postAt(row)),
      ...(by !== undefined && { reposted: repostedBy(index, by) }),
    })),
    ...(oldest !== undefined && { next: positionText(oldest.position) }),
    ...(newest !== undefined && { prev: positionText(newest.position) }),
  };
}

function repostedBy(index: FeedIndex, keys: readonly string[]): NonNullable<PostView['reposted']> {
  const people = peopleAmong(index, keys);
  return { by: people.slice(0, MOST_NAMED).map((key) => personView(index, key)), count: people.length };
}

type Start = { readonly way: Way; readonly place: Position | undefined };

/** Posts and reposts from a place on, in order. */
function* merged(
  index: FeedIndex,
  context: TimelineContext,
  reposts: readonly Repost[],
  { way, place }: Start,
): Generator<Entry, void> {
  const isOlder = way === 'older';
  const step = isOlder ? -1 : 1;
  const boundary = place === undefined ? reposts.length : firstFrom(reposts, place);
  let at = isOlder ? boundary - 1 : boundary;
  const side = place && index.sideOf(place);
  for (const row of rowsOf(index, { kind: 'following' }, context, { way, side })) {
    const position = positionOf(index, row);
    for (let next = reposts[at]; next !== undefined; next = reposts[at]) {
      if (comparePositions(next.position, position) * step > 0) break;
      yield next;
      at += step;
    }
    yield { row, position };
  }
  for (let next = reposts[at]; next !== undefined; next = reposts[at]) {
    yield next;
    at += step;
  }
}

/** The first repost that does not come before a place. */
function firstFrom(reposts: readonly Repost[], place: Position): number {
  let [low, high] = [0, reposts.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    const repost = reposts[middle];
    if (repost !== undefined && comparePositions(repost.position, place) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Worked out anew when whom the reader follows, what is reposted, or what is held has changed. */
function repostsFor(index: FeedIndex, context: TimelineContext): Reposts {
  const { ledger, posts } = index;
  const state = [
    context.kept.list('follow'),
    context.own,
    ledger.circleChanges,
    ledger.reposts.changes,
    posts.length,
  ];
  const before = made.get(index);
  if (before?.state.every((value, at) => value === state[at]) === true) return before.reposts;
  const followed = new Set(followedKeys(index, context));
  const ofTarget = Map.groupBy(
    [...ledger.reposts.all()].filter(({ author }) => followed.has(author)),
    ({ target }) => target,
  );
  const list = [...ofTarget].flatMap(([target, said]) => repostOf(index, target, said, followed) ?? []);
  list.sort((a, b) => comparePositions(a.position, b.position));
  const reposts = { list, byRow: new Map(list.map((repost) => [repost.row, repost])) };
  made.set(index, { state, reposts });
  return reposts;
}

/** What people said of a transaction, as one entry; none where it is not held, or by somebody who is followed anyway. */
function repostOf(
  index: FeedIndex,
  target: Txid,
  said: readonly Reaction[],
  followed: ReadonlySet<string>,
): Repost | undefined {
  const post = postOfTx(index, target);
  const [first, ...others] = [...said].sort((a, b) => comparePositions(a.position, b.position));
  if (post === undefined || first === undefined) return undefined;
  const author = index.lists.listedAuthor(post.row);
  if (author >= 0 && followed.has(index.posts.keyOf(author))) return undefined;
  return {
    row: post.row,
    position: first.position,
    by: [...new Set([first, ...others].map((each) => each.author))],
  };
}
