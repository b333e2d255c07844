import type { CatchUpQuery, CatchUpView } from '#lib/feed/catch-up.ts';
import type { PostView } from '#lib/feed/post-view.ts';
import type { KeptRow } from './fake-timeline.ts';

const PARTS = 12;

/** When a post was written, as the feed worker says it. */
const momentOf = ({ verdict, heldSince }: PostView): number =>
  verdict.state === 'proven' ? verdict.place.time * 1_000 : heldSince;

/** What was written in a time, as the feed worker gives it. */
export function catchUpOf(
  posts: readonly PostView[],
  { since, until, whose }: CatchUpQuery,
  kept: readonly KeptRow[],
): CatchUpView {
  const follows = kept.flatMap(({ kind, id }) => (kind === 'follow' ? [id] : []));
  const written = posts.filter((post) => {
    const { key } = post.author;
    const at = momentOf(post);
    return at >= since && at < until && key !== undefined && (whose === 'everybody' || follows.includes(key));
  });
  const groups = [...Map.groupBy(written, ({ author: { key } }) => key).values()].flatMap((own) => {
    const [first] = own;
    if (first === undefined) return [];
    const parts = Array.from({ length: PARTS }, () => 0);
    for (const post of own) {
      const slot = Math.min(PARTS - 1, Math.floor(((momentOf(post) - since) / (until - since)) * PARTS));
      parts[slot] = (parts[slot] ?? 0) + 1;
    }
    return [
      {
        author: first.author,
        posts: own.length,
        replies: own.filter(({ replyTo }) => replyTo !== undefined).length,
        pictures: own.filter(({ media }) => media !== undefined).length,
        density: Math.round(own.reduce((sum, { text }) => sum + text.length, 0) / own.length),
        newest: Math.max(...own.map(momentOf)),
        parts,
      },
    ];
  });
  return { posts: written.length, groups: groups.toSorted((a, b) => b.posts - a.posts), others: 0 };
}
