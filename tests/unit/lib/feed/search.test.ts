import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodePost, encodeReply } from '#lib/protocols/index.ts';
import { readItems } from '#lib/feed/items.ts';
import type { PostView } from '#lib/feed/post-view.ts';
import { readSearch } from '#lib/feed/search-clauses.ts';
import { queryProfile } from '#lib/feed/queries.ts';
import { querySearch } from '#lib/feed/search.ts';
import { queryTimeline } from '#lib/feed/timeline.ts';
import { toOutpoint } from '#lib/bytes/brand.ts';
import { holdingsOf, manyEntries, proofAt } from '#tests/support/many-posts.ts';
import { write, writer } from '#tests/support/written.ts';

const entries = manyEntries(700);
const { index } = holdingsOf(entries);
const day = (time: number): string => new Date(time * 1000).toISOString().slice(0, 10);

/** Adds a post at the end of the others. */
function say(text: string, more: { readonly by?: string; readonly to?: number; readonly at?: number } = {}) {
  const { by = 'sol', to, at } = more;
  const who = writer(by);
  const parent = to === undefined ? undefined : entries[to];
  const draft =
    parent === undefined
      ? encodePost({ text, owner: who.owner })
      : encodeReply({ text, owner: who.owner, to: toOutpoint(parent.txid, 0) });
  const arrival = entries.length;
  const { txid, raw } = write(who, [draft], { seed: arrival, sigma: false });
  const held = {
    arrival,
    txid,
    raw,
    proof: at === undefined ? ({ state: 'none' } as const) : proofAt(at, 1),
    authors: [{ vout: 0, signature: 'sigma', key: who.key }],
    heldSince: Date.UTC(2026, 10, 23),
    from: 'stack',
  } as const;
  entries.push(held);
  index.add(held, readItems(raw, 'bsv'));
}
say('The harbour   master says: "tides, not times"', { at: 640 });
say('says the master of the harbour', { to: 4, at: 641 });
say('Ein Caf\u00e9 am #Hafen', { by: 'ines' });
say('hafen without a sign', { by: 'ines', to: 5 });

function everything(): PostView[] {
  const posts: PostView[] = [];
  for (let after: string | undefined; ;) {
    const of = { kind: 'latest' } as const;
    const page = queryTimeline(index, { of, limit: 100, ...(after === undefined ? {} : { after }) });
    posts.push(...page.posts);
    if (page.next === undefined) return posts;
    after = page.next;
  }
}
const all = everything();

function search(text: string): PostView[] {
  const posts: PostView[] = [];
  for (let after: string | undefined; ;) {
    const page = querySearch(index, { text, limit: 50, ...(after === undefined ? {} : { after }) });
    posts.push(...page.posts);
    if (page.next === undefined) return posts;
    after = page.next;
  }
}
const textsOf = (text: string): string[] => search(text).map((post) => post.text);

const timeOf = ({ verdict, heldSince }: PostView): number =>
  verdict.state === 'proven' ? verdict.place.time : Math.floor(heldSince / 1000);
const heightOf = ({ verdict }: PostView): number =>
  verdict.state === 'proven' ? verdict.place.height : Infinity;
const foldOf = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase();
const hasWord = (word: string) => (post: PostView) =>
  new RegExp(`(?<![\\p{L}\\p{N}_])${foldOf(word)}(?![\\p{L}\\p{N}_])`, 'u').test(foldOf(post.text));
const key = writer('mira').key;
const noon = timeOf(all.find((post) => heightOf(post) === 300) ?? fail());

/** What each part of a search means, said again in the plainest way. */
const PARTS: readonly (readonly [string, (post: PostView) => boolean])[] = [
  ['lamp', hasWord('lamp')],
  ['HARBOUR', hasWord('harbour')],
  ['cafe', hasWord('cafe')],
  ['\u706f', ({ text }) => text.includes('\u706f')],
  ['"at the"', ({ text }) => /at the/i.test(text)],
  ['"note 12"', hasWord('note 12')],
  ['#day3', ({ text }) => /#day3\b/.test(text)],
  [`from:${key}`, ({ author }) => author.key === key],
  ['is:reply', ({ replyTo }) => replyTo !== undefined],
  ['has:media', ({ media }) => media !== undefined],
  ['before:300', (post) => heightOf(post) < 300],
  ['after:300', (post) => heightOf(post) > 300],
  [`before:${day(noon)}`, (post) => day(timeOf(post)) < day(noon)],
  [`after:${day(noon)}`, (post) => day(timeOf(post)) > day(noon)],
];

describe('querySearch', () => {
  it('finds what a plain reading of every post finds, whatever is asked for together', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom(...PARTS), fc.boolean()), { minLength: 1, maxLength: 4 }),
        (parts) => {
          const text = parts.map(([[part], isNot]) => (isNot ? `-${part}` : part)).join(' ');
          const plain = all.filter((post) => parts.every(([[, holds], isNot]) => holds(post) !== isNot));
          expect(
            search(text)
              .map(({ id }) => id)
              .sort(),
          ).toEqual(plain.map(({ id }) => id).sort());
        },
      ),
      { numRuns: 120 },
    );
  });

  it('gives what came last first, page after page, and each once', () => {
    const found = search('note');
    expect(found.length).toBeGreaterThan(500);
    expect(new Set(found.map(({ id }) => id)).size).toBe(found.length);
    const since = found.map(({ heldSince }) => heldSince);
    expect(since).toEqual([...since].sort((a, b) => b - a));
  });

  it('tells words in a row from the same words', () => {
    expect(textsOf('"harbour master says"')).toEqual(['The harbour   master says: "tides, not times"']);
    expect(textsOf('harbour master says')).toHaveLength(2);
    expect(textsOf('master -"harbour master"')).toEqual(['says the master of the harbour']);
  });

  it('tells a tag from its word, in any case and with any accents', () => {
    expect(textsOf('#hafen')).toEqual(['Ein Caf\u00e9 am #Hafen']);
    expect(textsOf('HAFEN')).toHaveLength(2);
    expect(textsOf('hafen -#hafen')).toEqual(['hafen without a sign']);
  });

  it('finds a person by the handle that they hold or say, and nobody who only says it', () => {
    const mine = search('from:@name1.bitter');
    const holder = queryProfile(index, 'name1.bitter')?.key ?? fail();
    const plain = all.filter(
      ({ id, author }) => author.key === holder && index.post(id)?.handle === undefined,
    );
    expect(mine.length).toBe(plain.length);
    expect(mine.every(({ author }) => author.key === holder)).toBe(true);
    // Nobody holds the name of Mira in this world, so whoever says it is found.
    expect(search('from:mira').every(({ author }) => author.handle === 'mira')).toBe(true);
    expect(search('from:nobody')).toEqual([]);
  });

  it('finds nothing for nothing, and takes what is no operator for words', () => {
    for (const text of ['', '   ', '-', '""', '-""', '!!! -???']) expect(search(text)).toEqual([]);
    for (const text of ['before:2026-13', 'after:2026-02-30', 'has:wings', 'is:late', 'from:'])
      expect(readSearch(text)).toEqual([{ isNot: false, kind: 'words', text }]);
  });

  it('reads any text without harm', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        expect(querySearch(index, { text, limit: 5 }).posts.length).toBeLessThanOrEqual(5);
      }),
    );
  });
});

function fail(): never {
  throw new Error('the story has it');
}
