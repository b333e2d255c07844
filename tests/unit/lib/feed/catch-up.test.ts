import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { catchUpQuerySchema, catchUpSchema } from '#lib/bridge/feed-views.ts';
import { CATCH_UP_PARTS, queryCatchUp, type CatchUpQuery } from '#lib/feed/catch-up.ts';
import { NOTHING_KEPT, type KeptLists } from '#lib/feed/kept.ts';
import { queryTimeline } from '#lib/feed/timeline.ts';
import type { PostView } from '#lib/feed/post-view.ts';
import type { KeptKind } from '#lib/store/kept-store.ts';
import { holdingsOf, manyEntries } from '#tests/support/many-posts.ts';
import { writer } from '#tests/support/written.ts';

const { index } = holdingsOf(manyEntries(240));
const [mira, ines] = ['mira', 'ines'].map((name) => writer(name).key);
if (mira === undefined || ines === undefined) throw new Error('two writers');

const momentOf = ({ verdict, heldSince }: PostView): number =>
  verdict.state === 'proven' ? verdict.place.time * 1_000 : heldSince;
const all = allPosts();
const named = all.filter(({ author }) => author.key !== undefined);
const moments = named.map(momentOf);
const FIRST = Math.min(...moments);
const LAST = Math.max(...moments);
const EVERYTHING: CatchUpQuery = { since: FIRST, until: LAST + 1, whose: 'everybody' };

function allPosts(): PostView[] {
  const posts: PostView[] = [];
  for (let after: string | undefined; ;) {
    const page = queryTimeline(index, {
      of: { kind: 'latest' },
      limit: 100,
      ...(after !== undefined && { after }),
    });
    posts.push(...page.posts);
    if (page.next === undefined) return posts;
    after = page.next;
  }
}

const keeping = (rows: Partial<Record<KeptKind, readonly string[]>>): KeptLists => ({
  list: (kind) => (rows[kind] ?? []).map((id, at) => ({ kind, id, at })),
});
const catchUp = (query: CatchUpQuery, kept = NOTHING_KEPT, own: readonly string[] = []) =>
  queryCatchUp(index, query, { kept, own });

describe('queryCatchUp', () => {
  it('counts what each wrote in a time, the most first, and says what of it answers others', () => {
    const view = catchUp(EVERYTHING);
    expect(view.posts).toBe(named.length);
    expect(view.others).toBe(0);
    expect(view).not.toHaveProperty('cutAt');
    const groups = Map.groupBy(named, ({ author: { key } }) => key);
    expect(new Set(view.groups.map(({ author: { key } }) => key))).toEqual(new Set(groups.keys()));
    for (const group of view.groups) {
      const own = groups.get(group.author.key) ?? [];
      expect(group.posts).toBe(own.length);
      expect(group.replies).toBe(own.filter(({ replyTo }) => replyTo !== undefined).length);
      expect(group.pictures).toBe(0);
      expect(group.newest).toBe(Math.max(...own.map(momentOf)));
      const letters = own.reduce((sum, { text }) => sum + text.length, 0);
      expect(group.density).toBe(Math.round(letters / own.length));
    }
    const counts = view.groups.map(({ posts }) => posts);
    expect(counts).toEqual([...counts].sort((a, b) => b - a));
    expect(catchUpSchema.safeParse(view).data).toEqual(view);
  });

  it('holds to the time, whatever it is, and puts every post into one part of it', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: FIRST - 10_000, max: LAST + 10_000 }),
        fc.integer({ min: 1, max: LAST - FIRST + 20_000 }),
        (since, length) => {
          const until = since + length;
          const view = catchUp({ since, until, whose: 'everybody' });
          expect(view.posts).toBe(named.filter((post) => isIn(post, since, until)).length);
          for (const { author, posts, parts } of view.groups) {
            expect(parts).toHaveLength(CATCH_UP_PARTS);
            expect(parts.reduce((sum, each) => sum + each, 0)).toBe(posts);
            const own = named.filter((post) => post.author.key === author.key && isIn(post, since, until));
            expect(posts).toBe(own.length);
          }
        },
      ),
    );
  });

  it('is of whom the reader follows, when they say so', () => {
    const query = { ...EVERYTHING, whose: 'following' } as const;
    expect(catchUp(query)).toEqual({ posts: 0, groups: [], others: 0 });
    const view = catchUp(query, keeping({ follow: [mira, ines] }));
    expect(new Set(view.groups.map(({ author: { key } }) => key))).toEqual(new Set([mira, ines]));
    expect(view.posts).toBe(named.filter(({ author: { key } }) => key === mira || key === ines).length);
  });

  it('leaves out whom the reader muted or blocked, what they hid, and their own', () => {
    const hidden = named.filter(({ author: { key } }) => key !== mira && key !== ines).slice(0, 3);
    const view = catchUp(
      EVERYTHING,
      keeping({ mute: [mira], block: ['ab'.repeat(20)], hide: hidden.map(({ id }) => id) }),
      [ines],
    );
    const wanted = named.filter(
      ({ id, author: { key } }) => key !== mira && key !== ines && !hidden.some((each) => each.id === id),
    );
    expect(view.posts).toBe(wanted.length);
    expect(
      catchUp(EVERYTHING, keeping({ block: [mira] })).groups.map(({ author }) => author.key),
    ).not.toContain(mira);
  });

  it.each([
    { since: 5, until: 5, whose: 'everybody' },
    { since: 0, until: 32 * 24 * 3_600_000, whose: 'everybody' },
    { since: -1, until: 5, whose: 'everybody' },
    { since: 1, until: 5, whose: 'nobody' },
  ])('is not asked for %j', (query) => {
    expect(catchUpQuerySchema.safeParse(query).success).toBe(false);
  });
});

function isIn(post: PostView, since: number, until: number): boolean {
  return momentOf(post) >= since && momentOf(post) < until;
}
