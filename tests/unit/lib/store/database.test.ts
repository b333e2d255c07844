import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { openDatabase, table, type Migration } from '#lib/store/database.ts';

const noteSchema = z.object({ id: z.string(), words: z.string(), rank: z.number() });
type Note = z.infer<typeof noteSchema>;

const tables = {
  notes: table<string, Note>((row) => noteSchema.safeParse(row).data),
  meta: table<string, number>((row) => z.number().safeParse(row).data),
};
const migrations: readonly Migration[] = [
  (database) => {
    database.createObjectStore('notes', { keyPath: 'id' }).createIndex('rank', 'rank');
    database.createObjectStore('meta');
  },
];

let factory: IDBFactory;
const open = (more: readonly Migration[] = [], onClosed?: () => void) =>
  openDatabase({
    name: 'test',
    tables,
    migrations: [...migrations, ...more],
    factory,
    ...(onClosed === undefined ? {} : { onClosed }),
  });

const note = (id: string, rank: number): Note => ({ id, words: `words of ${id}`, rank });

beforeEach(() => {
  factory = new IDBFactory();
});

describe('openDatabase', () => {
  it('reads what it wrote, by key, range, index and from the end', async () => {
    const database = await open();
    await database.write(['notes', 'meta'], async ({ notes, meta }) => {
      await notes.put(note('a', 3));
      await notes.put(note('b', 1));
      await notes.put(note('c', 2));
      await meta.put(7, 'seen');
    });
    const read = await database.read(['notes', 'meta'], async ({ notes, meta }) => ({
      one: await notes.get('b'),
      none: await notes.get('z'),
      all: (await notes.all()).map((row) => row.id),
      limited: (await notes.all(undefined, 2)).map((row) => row.id),
      ranked: (await notes.allBy('rank')).map((row) => row.id),
      last: (await notes.last())?.id,
      keys: await notes.keys(IDBKeyRange.lowerBound('b')),
      lastKey: await notes.lastKey(),
      count: await notes.count(),
      seen: await meta.get('seen'),
    }));
    expect(read).toEqual({
      one: note('b', 1),
      none: undefined,
      all: ['a', 'b', 'c'],
      limited: ['a', 'b'],
      ranked: ['b', 'c', 'a'],
      last: 'c',
      keys: ['b', 'c'],
      lastKey: 'c',
      count: 3,
      seen: 7,
    });
  });

  it('writes all of a transaction or nothing', async () => {
    const database = await open();
    await database.write(['notes'], ({ notes }) => notes.put(note('a', 1)));
    const failing = database.write(['notes'], async ({ notes }) => {
      await notes.put(note('b', 2));
      throw new RangeError('changed my mind');
    });
    await expect(failing).rejects.toThrow(new RangeError('changed my mind'));
    expect(await database.read(['notes'], ({ notes }) => notes.keys())).toEqual(['a']);
  });

  it('refuses the whole transaction when a row that must be new exists', async () => {
    const database = await open();
    await database.write(['notes'], ({ notes }) => notes.add(note('a', 1)));
    const failing = database.write(['notes'], async ({ notes }) => {
      await notes.put(note('b', 2));
      await notes.add(note('a', 3));
    });
    await expect(failing).rejects.toMatchObject({ name: 'StoreError', kind: 'exists' });
    expect(await database.read(['notes'], ({ notes }) => notes.all())).toEqual([note('a', 1)]);
  });

  it('gives one winner to a read-modify-write that many start at once', async () => {
    const database = await open();
    await database.write(['meta'], ({ meta }) => meta.put(0, 'count'));
    await Promise.all(
      Array.from({ length: 50 }, () =>
        database.write(['meta'], async ({ meta }) => meta.put(((await meta.get('count')) ?? 0) + 1, 'count')),
      ),
    );
    expect(await database.read(['meta'], ({ meta }) => meta.get('count'))).toBe(50);
  });

  it('says so when a row is of another shape', async () => {
    const database = await open();
    // @ts-expect-error -- what an older or broken build could have left
    await database.write(['notes'], ({ notes }) => notes.put({ id: 'a', words: 5 }));
    await expect(database.read(['notes'], ({ notes }) => notes.get('a'))).rejects.toMatchObject({
      kind: 'malformed',
    });
  });

  it('runs only the migrations that are missing, and keeps the rows', async () => {
    const first = await open();
    await first.write(['notes'], ({ notes }) => notes.put(note('a', 1)));
    first.close();
    const steps: string[] = [];
    const second = await open([() => steps.push('second')]);
    expect(steps).toEqual(['second']);
    expect(await second.read(['notes'], ({ notes }) => notes.get('a'))).toEqual(note('a', 1));
  });

  it('makes way for a newer build, and tells the older one', async () => {
    let closed = 0;
    const older = await open([], () => {
      closed += 1;
    });
    await open([() => {}]);
    expect(closed).toBe(1);
    await expect(older.read(['notes'], ({ notes }) => notes.keys())).rejects.toMatchObject({
      kind: 'closed',
    });
    await expect(open()).rejects.toMatchObject({ kind: 'newer' });
  });

  it('fails instead of hanging when its work waits for something else', async () => {
    const database = await open();
    const failing = database.write(['notes'], async ({ notes }) => {
      await notes.put(note('a', 1));
      await new Promise((resolve) => setTimeout(resolve, 20));
      await notes.put(note('b', 2));
    });
    await expect(failing).rejects.toMatchObject({ name: 'StoreError', kind: 'aborted' });
  });
});
