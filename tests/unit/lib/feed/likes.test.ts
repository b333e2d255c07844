import { describe, expect, it } from 'vitest';
import { asTxid, type Outpoint } from '#lib/bytes/brand.ts';
import { queryLikes } from '#lib/feed/likes.ts';
import { encodeLike, encodePost, encodeUnlike } from '#lib/protocols/index.ts';
import { sayings } from '#tests/support/sayings.ts';
import { writer } from '#tests/support/written.ts';

const [mira, gull] = [writer('mira'), writer('gull')];

/** Seven posts, which somebody likes in another order than they were written. */
function street() {
  const { index, say } = sayings();
  const posts = Array.from({ length: 7 }, (_, at) =>
    say(gull, [encodePost({ text: `note ${at}`, owner: gull.owner })]),
  );
  const order = [3, 0, 6, 1, 5, 2, 4].flatMap((at) => posts[at] ?? []);
  for (const { txid } of order) say(mira, [encodeLike(txid)]);
  return { index, say, liked: order.map(({ id }) => id).reverse(), posts };
}

const query = { of: { kind: 'liked', key: mira.key }, limit: 10 } as const;

describe('queryLikes', () => {
  it('gives what a key likes, by when it said so, and nobody else’s', () => {
    const { index, liked } = street();
    expect(queryLikes(index, mira.key, query).posts.map(({ id }) => id)).toEqual(liked);
    expect(queryLikes(index, gull.key, query)).toEqual({ posts: [] });
  });

  it('leaves out what was taken back, and what is not held', () => {
    const { index, say, liked, posts } = street();
    const [first] = posts;
    if (first === undefined) throw new Error('there is a post');
    say(mira, [encodeUnlike(first.txid)]);
    say(mira, [encodeLike(asTxid('ab'.repeat(32)))]);
    const ids = queryLikes(index, mira.key, query).posts.map(({ id }) => id);
    expect(ids).toEqual(liked.filter((id) => id !== first.id));
  });

  it('reads page by page, down and up', () => {
    const { index, liked } = street();
    for (const [at, from] of liked.entries()) {
      const page = queryLikes(index, mira.key, { ...query, limit: 2, from });
      const ids: Outpoint[] = page.posts.map(({ id }) => id);
      for (let after = page.next; after !== undefined;) {
        const next = queryLikes(index, mira.key, { ...query, limit: 2, after });
        ids.push(...next.posts.map(({ id }) => id));
        after = next.next;
      }
      expect(ids).toEqual(liked.slice(at));
      const above: Outpoint[] = [];
      for (let before = page.prev; before !== undefined;) {
        const next = queryLikes(index, mira.key, { ...query, limit: 2, before });
        above.unshift(...next.posts.map(({ id }) => id));
        before = next.prev;
      }
      expect(above).toEqual(liked.slice(0, at));
    }
  });
});
