import type { Outpoint } from '#lib/bytes/brand.ts';
import { comparePositions } from '#lib/ledger/position.ts';
import type { FeedIndex, IndexedPost } from './feed-index.ts';

/** Steps from version to version that are followed at most. */
const MOST_STEPS = 16;

/** Other versions of a post by the same author, as far as they are held. */
export type VersionView = {
  /** The one that this one replaces. */
  readonly earlier?: Outpoint;
  /** The newest of those that replace this one, directly or one after another. */
  readonly newest?: Outpoint;
};

/**
 * The versions before and after a post. One post is a new version of another when it says so, both are by one key, no
 * signature of theirs is wrong, and it comes later; of several the last in the order of the chain counts. What anybody
 * else says of a post makes no version of it.
 */
export function versionsOf(index: FeedIndex, post: IndexedPost): VersionView | undefined {
  const earlier = post.replaces === undefined ? undefined : index.post(post.replaces);
  const replaced = earlier !== undefined && isVersionOf(index, post, earlier) ? earlier.id : undefined;
  let newest = post;
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const next = lastVersionOf(index, newest);
    if (next === undefined) break;
    newest = next;
  }
  const isReplaced = newest.id !== post.id;
  if (replaced === undefined && !isReplaced) return undefined;
  return {
    ...(replaced !== undefined && { earlier: replaced }),
    ...(isReplaced && { newest: newest.id }),
  };
}

function lastVersionOf(index: FeedIndex, post: IndexedPost): IndexedPost | undefined {
  let last: IndexedPost | undefined;
  for (const row of index.replacing(post)) {
    const next = index.postAt(row);
    if (!isVersionOf(index, next, post)) continue;
    if (last === undefined || comparePositions(last.position, next.position) < 0) last = next;
  }
  return last;
}

function isVersionOf(index: FeedIndex, later: IndexedPost, earlier: IndexedPost): boolean {
  const key = index.authorKey(later.tx.tx, later.vout);
  return (
    key !== undefined &&
    key === index.authorKey(earlier.tx.tx, earlier.vout) &&
    isSound(index, later) &&
    isSound(index, earlier) &&
    comparePositions(earlier.position, later.position) < 0
  );
}

const isSound = ({ posts }: FeedIndex, { row }: IndexedPost): boolean =>
  posts.authorOf(row).signature !== 'wrong';
