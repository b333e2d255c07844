import { describe, expect, it } from 'vitest';
import { encodeAddress } from '#lib/bytes/address.ts';
import type { Outpoint } from '#lib/bytes/brand.ts';
import { queryNearness } from '#lib/feed/circle.ts';
import type { FoldView, TimelineQuery } from '#lib/feed/post-view.ts';
import { queryFolded } from '#lib/feed/folded-timeline.ts';
import { queryTimeline, type TimelineContext } from '#lib/feed/timeline.ts';
import { encodeFollow, encodeIdentity, encodePost, encodeUnfollow } from '#lib/protocols/index.ts';
import { bapIdOf } from '#lib/protocols/bap-id.ts';
import type { KeptRow } from '#lib/store/kept-store.ts';
import { sayings } from '#tests/support/sayings.ts';
import { writer, type Writer } from '#tests/support/written.ts';

const [mira, ines, gull, tomo, fen] = [
  writer('mira'),
  writer('ines'),
  writer('gull'),
  writer('tomo'),
  writer('fen'),
];
const PEOPLE = [mira, ines, gull, tomo, fen];

const addressOf = ({ owner }: Writer): string => encodeAddress(owner, 0x6f);
const bapIdOfWriter = (by: Writer): string => bapIdOf(addressOf(by));

/** Whom a device follows in private, and whose it is. */
const readerOf = (follows: readonly string[], own: readonly string[] = []): TimelineContext => {
  const rows = follows.map((id, at): KeptRow => ({ kind: 'follow', id, at }));
  return { kept: { list: (kind) => (kind === 'follow' ? rows : []) }, own };
};

/** Five people, of whom one follows another in public. */
function street() {
  const { index, say } = sayings();
  const note = (who: Writer, text: string): Outpoint => say(who, [encodePost({ text, owner: who.owner })]).id;
  for (const each of PEOPLE) say(each, [encodeIdentity(bapIdOfWriter(each), addressOf(each))]);
  say(mira, [encodeFollow(bapIdOfWriter(ines))]);
  return { index, say, note };
}

/** All posts and folds, page by page from the newest on. */
function readAll(
  index: ReturnType<typeof street>['index'],
  context: TimelineContext,
  more: Partial<TimelineQuery> = {},
): { readonly ids: readonly Outpoint[]; readonly folds: readonly FoldView[] } {
  const ids: Outpoint[] = [];
  const folds: FoldView[] = [];
  for (let after: string | undefined; ;) {
    const query = { of: { kind: 'latest' }, limit: 2, folds: true, ...more } as const;
    const page = queryFolded(index, { ...query, ...(after === undefined ? {} : { after }) }, context);
    ids.push(...page.posts.map(({ id }) => id));
    folds.push(...(page.folds ?? []));
    if (page.next === undefined) return { ids, folds };
    after = page.next;
  }
}

describe('queryFolded', () => {
  it('folds nothing for whoever follows nobody', () => {
    const { index, note } = street();
    note(tomo, 'one');
    note(mira, 'two');
    const query = { of: { kind: 'latest' }, limit: 10, folds: true } as const;
    expect(queryFolded(index, query, readerOf([]))).toEqual(queryTimeline(index, query));
  });

  it('keeps posts of two steps and counts the others between them', () => {
    const { index, note } = street();
    const oldest = note(tomo, 'a stranger at the end');
    const first = note(mira, 'followed');
    const second = note(ines, 'followed by somebody followed');
    note(gull, 'a stranger');
    const newest = note(tomo, 'another');
    const third = note(mira, 'followed again');
    const top = note(gull, 'a stranger at the top');
    expect(readAll(index, readerOf([mira.key]))).toEqual({
      ids: [third, second, first],
      folds: [
        { above: third, first: top, count: 1, by: [gull.key] },
        { above: second, first: newest, count: 2, by: [tomo.key, gull.key] },
        { first: oldest, count: 1, by: [tomo.key] },
      ],
    });
  });

  it('gives the same going up as going down, with every post in it once', () => {
    const { index, note } = street();
    const people = [mira, gull, tomo, ines, gull, gull, mira, tomo];
    for (let at = 0; at < 40; at += 1) note(people[(at * 5) % people.length] ?? mira, `note ${at}`);
    const context = readerOf([mira.key]);
    const down = readAll(index, context);
    const start = down.ids.at(-1);
    if (start === undefined) throw new Error('there is a post');
    const query = { of: { kind: 'latest' }, limit: 3, folds: true } as const;
    const page = queryFolded(index, { ...query, limit: 1, from: start }, context);
    const ids = page.posts.map(({ id }) => id);
    const folds = [...(page.folds ?? [])];
    for (let before = page.prev; before !== undefined;) {
      const next = queryFolded(index, { ...query, before }, context);
      ids.unshift(...next.posts.map(({ id }) => id));
      folds.unshift(...(next.folds ?? []));
      before = next.prev;
    }
    expect(ids).toEqual(down.ids);
    expect(folds.map(({ count, first }) => ({ count, first }))).toEqual(
      down.folds.map(({ count, first }) => ({ count, first })),
    );
    const all = queryTimeline(index, { of: { kind: 'latest' }, limit: 100 }).posts.length;
    expect(ids.length + folds.reduce((sum, { count }) => sum + count, 0)).toBe(all);
  });

  it('shows the post at which a reader was, whoever wrote it', () => {
    const { index, note } = street();
    const below = note(mira, 'followed');
    const place = note(gull, 'opened out of a fold');
    note(tomo, 'above');
    const query = { of: { kind: 'latest' }, limit: 5, folds: true, from: place } as const;
    const page = queryFolded(index, query, readerOf([mira.key]));
    expect(page.posts.map(({ id }) => id)).toEqual([place, below]);
  });

  it('counts follows in public of the reader’s own keys, and no longer what was taken back', () => {
    const { index, say, note } = street();
    const context = readerOf([], [fen.key]);
    const far = note(tomo, 'a stranger');
    expect(readAll(index, context).folds).toEqual([]);
    say(fen, [encodeFollow(bapIdOfWriter(mira))]);
    expect(readAll(index, context).folds).toMatchObject([{ first: far, count: 1 }]);
    say(fen, [encodeFollow(bapIdOfWriter(tomo))]);
    expect(readAll(index, context).folds).toEqual([]);
    say(fen, [encodeUnfollow(bapIdOfWriter(tomo))]);
    expect(readAll(index, context).folds).toMatchObject([{ count: 1 }]);
  });
});

describe('queryNearness', () => {
  it('says how near somebody is, and through whom', () => {
    const { index } = street();
    const context = readerOf([mira.key], [fen.key]);
    expect(queryNearness(index, fen.key, context)).toEqual({ following: 1, steps: 0 });
    expect(queryNearness(index, mira.key, context)).toEqual({ following: 1, steps: 1 });
    expect(queryNearness(index, ines.key, context)).toMatchObject({
      steps: 2,
      through: { key: mira.key },
    });
    expect(queryNearness(index, tomo.key, context)).toEqual({ following: 1 });
    expect(queryNearness(index, tomo.key, readerOf([]))).toEqual({ following: 0 });
  });
});
