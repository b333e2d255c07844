import type { PostView, ThreadView } from '#lib/feed/post-view.ts';

export type ThreadLine = {
  readonly post: PostView;
  /** The next line goes on with the same talk. */
  readonly leadsOn: boolean;
  /** The post that is answered stands directly above, or is the opened one. */
  readonly followsParent: boolean;
  /** How far it is set in: answers of answers, and theirs, and from there on no further. */
  readonly depth: 0 | 1 | 2;
};

/**
 * Replies in reading order: each with all that came of it before the next, oldest first. Three
 * steps are set in and no more, so that a long talk does not run out of a phone's screen; a line joins what belongs
 * together.
 */
export function threadLines({ post: opened, replies }: ThreadView): readonly ThreadLine[] {
  const known = new Set(replies.map((reply) => reply.txid));
  const children = Map.groupBy(replies, ({ replyTo }) =>
    replyTo !== undefined && known.has(replyTo.txid) ? replyTo.txid : opened.txid,
  );

  const ordered: { readonly post: PostView; readonly level: number }[] = [];
  const placed = new Set<string>();
  const pending = [...(children.get(opened.txid) ?? [])].reverse().map((post) => ({ post, level: 0 }));
  // An explicit stack: a talk of ten thousand turns must not be a call of ten thousand levels.
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (placed.has(next.post.txid)) continue;
    placed.add(next.post.txid);
    ordered.push(next);
    const answers = [...(children.get(next.post.txid) ?? [])].reverse();
    pending.push(...answers.map((post) => ({ post, level: next.level + 1 })));
  }

  return ordered.map(({ post, level }, index) => ({
    post,
    leadsOn: (ordered[index + 1]?.level ?? 0) > 0,
    depth: level === 0 ? 0 : level === 1 ? 1 : 2,
    followsParent: level === 0 || ordered[index - 1]?.post.txid === post.replyTo?.txid,
  }));
}
