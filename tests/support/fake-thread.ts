import type { Outpoint } from '#lib/bytes/brand.ts';
import type { PostView, ThreadView } from '#lib/feed/post-view.ts';

/** The thread of a post among `posts`, by its outpoint or its transaction. */
export function threadOf(posts: readonly PostView[], id: string): ThreadView | undefined {
  const opened = posts.find((each) => each.id === id || each.txid === id);
  if (opened === undefined) return undefined;
  const ancestors: PostView[] = [];
  for (let parent = parentOf(posts, opened); parent !== undefined; parent = parentOf(posts, parent))
    ancestors.unshift(parent);
  const family = new Set<Outpoint>([opened.id]);
  const replies: PostView[] = [];
  for (const each of posts.toReversed()) {
    if (each.replyTo?.id === undefined || !family.has(each.replyTo.id)) continue;
    family.add(each.id);
    replies.push(each);
  }
  return { post: opened, ancestors, replies };
}

const parentOf = (posts: readonly PostView[], { replyTo }: PostView): PostView | undefined =>
  posts.find((each) => each.id === replyTo?.id);
