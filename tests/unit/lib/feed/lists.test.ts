import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { toHex } from '#lib/bytes/hex.ts';
import { keepSchema, timelineOfSchema } from '#lib/bridge/feed-views.ts';
import { Kept } from '#lib/feed/kept.ts';
import { keysListed, queryLists } from '#lib/feed/lists.ts';
import { queryTimeline } from '#lib/feed/timeline.ts';
import { isListName, keptRowSchema, listedId, MOST_LIST_NAME, parseListed } from '#lib/store/kept-store.ts';
import { holdingsOf, manyEntries } from '#tests/support/many-posts.ts';
import { writer } from '#tests/support/written.ts';

const { index } = holdingsOf(manyEntries(200));
const [mira, ines] = ['mira', 'ines'].map((name) => writer(name).key);
if (mira === undefined || ines === undefined) throw new Error('two writers');
const STRANGER = 'ab'.repeat(20);

let factory: IDBFactory;
let kept: Kept;
beforeEach(async () => {
  vi.stubGlobal('IDBKeyRange', IDBKeyRange);
  factory = new IDBFactory();
  kept = await Kept.open('devnet', factory);
});
afterEach(() => {
  kept.close();
  vi.unstubAllGlobals();
});

const namesAndKeys = () =>
  queryLists(index, kept).map(({ name, people }) => [name, people.map(({ key }) => key)]);
const idsIn = (name: string) =>
  queryTimeline(index, { of: { kind: 'list', name }, limit: 100 }, { kept, own: [] }).posts.map(
    ({ id }) => id,
  );

describe('a list with another name', () => {
  it('has the same people, in the same order', async () => {
    await kept.set('listed', listedId(mira, 'Bakers'), true, 2);
    await kept.set('listed', listedId(STRANGER, 'Bakers'), true, 3);
    await kept.set('list', 'Others', true, 4);
    await kept.renameList('Bakers', 'Millers');
    kept.close();
    kept = await Kept.open('devnet', factory);
    expect(namesAndKeys()).toEqual([
      ['Millers', [STRANGER, mira]],
      ['Others', []],
    ]);
    await kept.renameList('Millers', 'Others');
    await kept.renameList('Nobody', 'Somebody');
    expect(namesAndKeys().map(([name]) => name)).toEqual(['Millers', 'Others']);
  });
});

describe('lists of keys that others block', () => {
  it('are taken whole, in place of one of that name, and go by their name', async () => {
    await kept.setBlockList('Blocked by mira', [ines, STRANGER], 1);
    await kept.setBlockList('Blocked by mira', [STRANGER], 2);
    await kept.setBlockList('Blocked by tobi', [ines, STRANGER], 3);
    kept.close();
    kept = await Kept.open('devnet', factory);
    const rows = () => kept.list('block-listed').map(({ id }) => parseListed(id));
    expect(kept.list('block-list').map(({ id }) => id)).toEqual(['Blocked by tobi', 'Blocked by mira']);
    expect(rows()).toHaveLength(3);
    expect(rows().filter((row) => row?.name === 'Blocked by mira')).toEqual([
      { key: STRANGER, name: 'Blocked by mira' },
    ]);
    await kept.set('block-list', 'Blocked by tobi', false, 4);
    expect(rows()).toEqual([{ key: STRANGER, name: 'Blocked by mira' }]);
    expect(kept.list('block-list').map(({ id }) => id)).toEqual(['Blocked by mira']);
  });

  it('let go of whom the reader no longer blocks', async () => {
    await kept.setBlockList('Blocked by mira', [ines, STRANGER], 1);
    await kept.set('block', ines, false, 2);
    expect(kept.list('block-listed').map(({ id }) => parseListed(id)?.key)).toEqual([STRANGER]);
  });
});

describe('lists of people', () => {
  it('have names and people, and are there again after a restart', async () => {
    await kept.set('list', 'Bakers', true, 1);
    await kept.set('listed', listedId(mira, 'Bakers'), true, 2);
    await kept.set('listed', listedId(STRANGER, 'Bakers'), true, 3);
    await kept.set('list', 'A quiet street', true, 4);
    kept.close();
    kept = await Kept.open('devnet', factory);
    expect(namesAndKeys()).toEqual([
      ['A quiet street', []],
      ['Bakers', [STRANGER, mira]],
    ]);
  });

  it('have a timeline of what their people wrote, in the order of the chain', async () => {
    expect(idsIn('Bakers')).toEqual([]);
    await kept.set('listed', listedId(mira, 'Bakers'), true, 1);
    await kept.set('listed', listedId(ines, 'Bakers'), true, 2);
    await kept.set('listed', listedId(STRANGER, 'Nobody'), true, 3);
    const all = queryTimeline(index, { of: { kind: 'latest' }, limit: 100 }).posts;
    const wanted = all.filter(({ author: { key } }) => key === mira || key === ines).map(({ id }) => id);
    const listed = idsIn('Bakers');
    expect(wanted.length).toBeGreaterThan(5);
    expect(listed.slice(0, wanted.length)).toEqual(wanted);
    expect(idsIn('Nobody')).toEqual([]);
    await kept.set('listed', listedId(ines, 'Bakers'), false, 4);
    expect(idsIn('Bakers')).toEqual(
      queryTimeline(index, { of: { kind: 'author', key: mira }, limit: 100 }).posts.map(({ id }) => id),
    );
  });

  it('come with the first who is put into them, and take everybody along when they are deleted', async () => {
    await kept.set('listed', listedId(mira, 'Bakers'), true, 1);
    await kept.set('listed', listedId(mira, 'Bakers of bread'), true, 2);
    await kept.set('list', 'Bakers', false, 3);
    expect(namesAndKeys()).toEqual([['Bakers of bread', [mira]]]);
    await kept.set('list', 'Bakers', true, 4);
    expect(keysListed(kept, 'Bakers')).toEqual([]);
  });

  it('pass over rows of a file that say nothing of the kind', async () => {
    const rows = ['', ' ', `${mira}`, `${mira} `, `${mira}  x`, `${mira}Bakers`, `xx ${mira}`].map(
      (id, at) => ({ kind: 'listed', id, at }) as const,
    );
    await kept.keepAll([...rows, { kind: 'list', id: 'Bakers', at: 1 }]);
    expect(namesAndKeys()).toEqual([['Bakers', []]]);
  });
});

describe('the row of somebody in a list', () => {
  const name = fc.string({ unit: 'grapheme', maxLength: MOST_LIST_NAME }).filter(isListName);
  const key = fc.uint8Array({ minLength: 20, maxLength: 20 }).map(toHex);

  it('gives back key and name, and fits into what a row holds', () => {
    fc.assert(
      fc.property(key, name, (who, list) => {
        const id = listedId(who, list);
        expect(parseListed(id)).toEqual({ key: who, name: list });
        expect(keptRowSchema.safeParse({ kind: 'listed', id, at: 1 }).success).toBe(true);
        const what = { kind: 'listed', id: who, list, on: true };
        expect(keepSchema.safeParse(what).data).toEqual(what);
      }),
    );
  });

  it('is read of nothing else, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 120 }), (id) => {
        const listed = parseListed(id);
        if (listed !== undefined) expect(listedId(listed.key, listed.name)).toBe(id);
      }),
    );
  });

  it.each(['', ' ', ' x', 'x ', 'a\nb', 'x'.repeat(MOST_LIST_NAME + 1), '\u00a0x'])(
    'has no name like %j',
    (bad) => {
      expect(isListName(bad)).toBe(false);
      expect(keepSchema.safeParse({ kind: 'list', id: bad, on: true }).success).toBe(false);
      expect(timelineOfSchema.safeParse({ kind: 'list', name: bad }).success).toBe(false);
    },
  );
});
