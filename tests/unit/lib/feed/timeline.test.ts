import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Outpoint } from '#lib/bytes/brand.ts';
import { Kept } from '#lib/feed/kept.ts';
import type { PostView, TimelineOf, TimelineQuery } from '#lib/feed/post-view.ts';
import { queryTimeline, type TimelineContext } from '#lib/feed/timeline.ts';
import { fromNeighbour } from '#lib/store/held-tx.ts';
import { KeptStore } from '#lib/store/kept-store.ts';
import { holdingsOf, manyEntries } from '#tests/support/many-posts.ts';
import { writer } from '#tests/support/written.ts';

const entries = manyEntries(300).map((entry) =>
  entry.arrival % 10 === 3 ? { ...entry, from: fromNeighbour('12D3KooWpeer') } : entry,
);
const { index } = holdingsOf(entries);
const [mira, ines] = ['mira', 'ines'].map((name) => writer(name).key);
if (mira === undefined || ines === undefined) throw new Error('two writers');

let factory: IDBFactory;
let kept: Kept;
let context: TimelineContext;
beforeEach(async () => {
  vi.stubGlobal('IDBKeyRange', IDBKeyRange);
  factory = new IDBFactory();
  kept = await Kept.open('devnet', factory);
  context = { kept, own: [] };
});
afterEach(() => {
  vi.unstubAllGlobals();
});

function pages(of: TimelineOf, more: Partial<TimelineQuery> = {}): PostView[] {
  const posts: PostView[] = [];
  for (let after: string | undefined; ;) {
    const query = { of, limit: 7, ...more, ...(after === undefined ? {} : { after }) };
    const page = queryTimeline(index, query, context);
    posts.push(...page.posts);
    if (page.next === undefined) return posts;
    after = page.next;
  }
}
const idsOf = (posts: readonly PostView[]): Outpoint[] => posts.map(({ id }) => id);
const latest = () => pages({ kind: 'latest' });

describe('queryTimeline', () => {
  it('gives the posts of whom this device follows, in the order of the chain', async () => {
    expect(pages({ kind: 'following' })).toEqual([]);
    await kept.set('follow', mira, true, 1);
    await kept.set('follow', ines, true, 2);
    const wanted = latest().filter(({ author }) => author.key === mira || author.key === ines);
    expect(idsOf(pages({ kind: 'following' }))).toEqual(idsOf(wanted));
    await kept.set('follow', mira, false, 3);
    expect(idsOf(pages({ kind: 'following' }))).toEqual(idsOf(pages({ kind: 'author', key: ines })));
  });

  it('begins at a post and goes on both ways from there, whatever the timeline', async () => {
    await kept.set('follow', mira, true, 1);
    await kept.set('follow', ines, true, 2);
    const timelines: readonly (Pick<TimelineQuery, 'of'> & Partial<TimelineQuery>)[] = [
      { of: { kind: 'latest' } },
      { of: { kind: 'following' } },
      { of: { kind: 'author', key: mira }, only: 'replies' },
      { of: { kind: 'hashtag', tags: ['day1', 'day3'] } },
    ];
    for (const { of, ...more } of timelines) {
      const all = idsOf(pages(of, more));
      const middle = Math.floor(all.length / 2);
      const from = all[middle];
      if (from === undefined) throw new Error('there is a post in the middle');
      const page = queryTimeline(index, { of, ...more, from, limit: 5 }, context);
      expect(idsOf(page.posts)).toEqual(all.slice(middle, middle + 5));
      const above: Outpoint[] = [];
      for (let before = page.prev; before !== undefined;) {
        const next = queryTimeline(index, { of, ...more, before, limit: 4 }, context);
        above.unshift(...idsOf(next.posts));
        before = next.prev;
      }
      expect(above).toEqual(all.slice(0, middle));
      expect(queryTimeline(index, { of, ...more, limit: 3 }, context).prev).toBeUndefined();
    }
  });

  it('gives posts with any of several tags, each once', () => {
    const tags = ['day1', 'DAY3', 'day1', 'none'];
    const wanted = latest().filter(({ text }) => /#day[13]\b/.test(text));
    const found = pages({ kind: 'hashtag', tags });
    expect(idsOf(found)).toEqual(idsOf(wanted));
  });

  it('gives what neighbours brought', () => {
    const wanted = latest().filter(({ from }) => from === 'a neighbour');
    expect(wanted.length).toBeGreaterThan(20);
    expect(idsOf(pages({ kind: 'neighbours' }))).toEqual(idsOf(wanted));
  });

  it('keeps to posts or to answers where it is asked to', () => {
    for (const [only, isReply] of [
      ['posts', false],
      ['replies', true],
    ] as const) {
      const wanted = pages({ kind: 'author', key: mira }).filter(
        ({ replyTo }) => (replyTo !== undefined) === isReply,
      );
      expect(wanted.length).toBeGreaterThan(0);
      expect(idsOf(pages({ kind: 'author', key: mira }, { only }))).toEqual(idsOf(wanted));
    }
    expect(pages({ kind: 'latest' }, { only: 'media' })).toEqual([]);
  });

  it('gives bookmarks by when they were kept, and passes over what is not held', async () => {
    const some = idsOf(latest()).filter((_, at) => at % 11 === 0);
    for (const [at, id] of some.entries()) await kept.set('bookmark', id, true, at);
    await kept.set('bookmark', `${'ab'.repeat(32)}_0`, true, 5);
    expect(idsOf(pages({ kind: 'bookmarks' }))).toEqual(some.toReversed());
  });
});

describe('Kept', () => {
  it('is there after a restart, and in another tab once that reads again', async () => {
    const other = await Kept.open('devnet', factory);
    await kept.set('follow', mira, true, 5);
    await kept.set('follow', mira, true, 9);
    expect(other.list('follow')).toEqual([]);
    await other.read();
    const expected = [{ kind: 'follow', id: mira, at: 5 }];
    expect(other.list('follow')).toEqual(expected);
    expect((await Kept.open('devnet', factory)).list('follow')).toEqual(expected);
  });

  it('says so when something cannot be kept, and keeps nothing then', async () => {
    vi.spyOn(KeptStore.prototype, 'keep').mockRejectedValueOnce(new Error('full'));
    await expect(kept.set('follow', mira, true, 5)).rejects.toThrow('full');
    expect(kept.list('follow')).toEqual([]);
    vi.restoreAllMocks();
  });
});
