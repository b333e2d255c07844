import type { PostView, ThreadView } from '#lib/feed/post-view.ts';

export type ThreadLine = {
  readonly post: PostView;
  /** The next line goes on with the same talk. */
  readonly leadsOn: boolean;
  /** The post that is answered stands directly above, or is the opened one. */
  readonly followsParent: boolean;
};

/**
 * Replies in reading order: each with all that came of it before the next, oldest first. There is no indentation, so
 * that a long talk does not run out of a phone's screen; a line joins what belongs together.
 */
export function threadLines({ post: opened, replies }: ThreadView): readonly ThreadLine[] {
  const known = new Set(replies.map((reply) => reply.txid));
  const children = Map.groupBy(replies, ({ replyTo }) =>
    replyTo !== undefined && known.has(replyTo.txid) ? replyTo.txid : opened.txid,
  );

  const ordered: { readonly post: PostView; readonly top: boolean }[] = [];
  const placed = new Set<string>();
  const pending = [...(children.get(opened.txid) ?? [])].reverse().map((post) => ({ post, top: true }));
  // An explicit stack: a talk of ten thousand turns must not be a call of ten thousand levels.
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (placed.has(next.post.txid)) continue;
    placed.add(next.post.txid);
    ordered.push(next);
    const answers = [...(children.get(next.post.txid) ?? [])].reverse();
    pending.push(...answers.map((post) => ({ post, top: false })));
  }

  return ordered.map(({ post, top }, index) => ({
    post,
    leadsOn: ordered[index + 1]?.top === false,
    followsParent: top || ordered[index - 1]?.post.txid === post.replyTo?.txid,
  }));
}
