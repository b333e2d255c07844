import type { Outpoint } from '#lib/bytes/brand.ts';
import type { PostView } from '#lib/feed/post-view.ts';

/** What is on screen, in the order in which it was put there, and how many newer posts wait above. */
export type Shown = { readonly posts: readonly PostView[]; readonly waiting: readonly PostView[] };

export const NOTHING_SHOWN: Shown = { posts: [], waiting: [] };

/**
 * Takes the timeline's latest answer without moving what a reader looks at.
 *
 * Posts on screen keep their places and get their newest content (a verdict, a count). Older ones are added at the
 * end. Newer ones wait, unless `follow` says that the reader is at the very top or asked for them. One that the answer
 * no longer has (its page fell off the end) stays as it was last seen.
 */
export function takeLatest(shown: Shown, latest: readonly PostView[], follow: boolean): Shown {
  if (follow || shown.posts.length === 0) return { posts: latest, waiting: [] };

  const fresh = new Map<Outpoint, PostView>(latest.map((post) => [post.id, post]));
  const onScreen = new Set(shown.posts.map((post) => post.id));
  const end = latest.findLastIndex((post) => onScreen.has(post.id));
  const isNew = (post: PostView): boolean => !onScreen.has(post.id);
  // An answer that shares nothing with the screen is newer as a whole.
  const older = end === -1 ? [] : latest.slice(end + 1);
  const newer = end === -1 ? latest : latest.slice(0, end);
  return {
    posts: [...shown.posts.map((post) => fresh.get(post.id) ?? post), ...older.filter(isNew)],
    waiting: newer.filter(isNew),
  };
}
