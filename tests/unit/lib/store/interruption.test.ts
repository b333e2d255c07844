import { serialize } from 'node:v8';
import { IDBFactory, IDBKeyRange, IDBObjectStore } from 'fake-indexeddb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { asBlockHash } from '#lib/bytes/brand.ts';
import { CHUNK_ENTRIES } from '#lib/store/fact-chunk.ts';
import type { HeldTx } from '#lib/store/held-tx.ts';
import { IndexStore, type IndexChange } from '#lib/store/index-store.ts';
import { KeptStore } from '#lib/store/kept-store.ts';
import { writeOlderIndex } from '#tests/support/older-index.ts';
import { manyEntries } from '#tests/support/many-posts.ts';

const COUNT = CHUNK_ENTRIES * 2 + 20;
const entries = manyEntries(COUNT).map((entry): HeldTx =>
  entry.arrival % 100 === 7 ? { ...entry, raw: new Uint8Array(20_000).fill(entry.arrival) } : entry,
);
const place = { height: 5, hash: asBlockHash('b1'.repeat(32)), index: 2, time: 1_800_000_000 };

let factory: IDBFactory;
beforeEach(() => {
  vi.stubGlobal('IDBKeyRange', IDBKeyRange);
  factory = new IDBFactory();
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

const WRITES = ['put', 'add', 'delete', 'clear'] as const;
type Write = (...row: unknown[]) => unknown;

/** From now on the browser ends at the write after so many: that one, and all of its transaction, never were. */
function endAfter(writes: number): { readonly ended: () => boolean } {
  let left = writes;
  let hasEnded = false;
  for (const name of WRITES) {
    const real = Object.getOwnPropertyDescriptor(IDBObjectStore.prototype, name)?.value as Write;
    vi.spyOn(IDBObjectStore.prototype, name).mockImplementation(function (
      this: IDBObjectStore,
      ...row: unknown[]
    ) {
      if (left === 0 && !hasEnded) {
        hasEnded = true;
        this.transaction.abort();
      }
      left -= 1;
      return Reflect.apply(real, this, row) as never;
    });
  }
  return { ended: () => hasEnded };
}

/** Everything in a database, as bytes. */
function dump(name: string): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const request = factory.open(name);
    request.addEventListener('error', () => reject(request.error as Error));
    request.addEventListener('success', () => {
      const { result: database } = request;
      const names = [...database.objectStoreNames];
      const transaction = database.transaction(names);
      const stores = names.map((store) => {
        const [keys, rows] = [
          transaction.objectStore(store).getAllKeys(),
          transaction.objectStore(store).getAll(),
        ];
        return { store, keys, rows };
      });
      transaction.addEventListener('complete', () => {
        database.close();
        resolve(serialize(stores.map(({ store, keys, rows }) => [store, keys.result, rows.result])));
      });
    });
  });
}

/** Does `work` again and again, interrupted one write later each time, until it is not. */
async function interruptEverywhere(name: string, work: () => Promise<unknown>): Promise<number> {
  const before = await dump(name);
  for (let writes = 0; ; writes += 1) {
    const { ended } = endAfter(writes);
    const outcome = await work().then(
      () => 'done',
      () => 'failed',
    );
    vi.restoreAllMocks();
    if (!ended()) {
      expect(outcome).toBe('done');
      return writes;
    }
    expect(outcome).toBe('failed');
    expect((await dump(name)).equals(before)).toBe(true);
  }
}

describe('a store that is interrupted at any write', { timeout: 60_000 }, () => {
  it('holds all of a commit or none of it, chunks and all', async () => {
    const store = await IndexStore.open('devnet', { factory });
    await store.commit({
      added: entries.slice(0, CHUNK_ENTRIES * 2 - 8),
      cursors: [{ source: 's', cursor: '1' }],
    });
    const change: IndexChange = {
      // The oldest rows become columns, and a few more rows follow.
      added: entries.slice(CHUNK_ENTRIES * 2 - 8, CHUNK_ENTRIES * 2 + 4),
      patches: [3, 520].map((arrival) => ({
        arrival,
        proof: { state: 'proven', place },
        bump: Uint8Array.of(5),
      })),
      moves: [{ arrival: 4, txid: entries[4]?.txid ?? fail(), inputs: [], outputs: [], carries: false }],
      headers: { lowest: 0, from: 0, packed: new Uint8Array(80 * 1500) },
      singles: [[7, new Uint8Array(80)]],
      cursors: [{ source: 's', cursor: '2' }],
    };
    const writes = await interruptEverywhere('nabo-index-devnet', () => store.commit(change));
    expect(writes).toBeGreaterThan(20);
    const all = entries.slice(0, CHUNK_ENTRIES * 2 + 4).map(({ arrival, ...rest }) => {
      const patch = change.patches?.find((each) => each.arrival === arrival);
      return { arrival, ...rest, ...(patch && { proof: patch.proof, bump: Uint8Array.of(5) }) };
    });
    const again = await IndexStore.open('devnet', { factory });
    expect((await again.load()).cursors.get('s')).toBe('2');
    expect((await again.read(all.map(({ arrival }) => arrival))).entries).toEqual(all);
  });

  it('has let go of all that it counts as gone, or of nothing', async () => {
    const store = await IndexStore.open('devnet', { factory });
    await store.commit({ added: entries });
    const writes = await interruptEverywhere('nabo-index-devnet', () =>
      store.makeRoom({ media: 0, packed: 0 }, (arrival) => arrival % 3 !== 0),
    );
    expect(writes).toBeGreaterThan(5);
    const { media, packed } = await store.sizes();
    const left = entries.slice(0, CHUNK_ENTRIES).filter(({ arrival }) => arrival % 3 === 0);
    const bytes = (isLarge: boolean): number =>
      left.filter(({ raw }) => raw.length > 16_384 === isLarge).reduce((sum, { raw }) => sum + raw.length, 0);
    expect([media, packed]).toEqual([bytes(true), bytes(false)]);
  });

  it('has read everything by the new rules, or nothing', async () => {
    const store = await IndexStore.open('devnet', { factory });
    await store.commit({ added: entries });
    const authors = [2, 700, COUNT - 1].map((arrival) => ({
      arrival,
      authors: [{ vout: 0, signature: 'wrong', fault: 'envelope' } as const],
    }));
    await interruptEverywhere('nabo-index-devnet', () => store.rewrite({ authors, rules: 9 }));
    const snapshot = await store.load();
    expect(snapshot.rules).toBe(9);
    for (const each of authors)
      expect((await store.read([each.arrival])).entries[0]?.authors).toEqual(each.authors);
  });

  it.each([1, 2] as const)('is of version %i or of the newest, never between', async (version) => {
    const some = entries.slice(0, CHUNK_ENTRIES * 2 + 9);
    await writeOlderIndex(factory, 'devnet', some, { version, hasTimes: true });
    const writes = await interruptEverywhere('nabo-index-devnet', async () =>
      (await IndexStore.open('devnet', { factory })).close(),
    );
    expect(writes).toBeGreaterThan(5);
    const store = await IndexStore.open('devnet', { factory });
    expect((await store.read(some.map(({ arrival }) => arrival))).entries).toEqual(some);
  });

  it('keeps all of what it was given to keep, or none of it', async () => {
    const store = await KeptStore.open('devnet', { factory });
    const rows = ['a', 'b', 'c'].map((id, at) => ({ kind: 'follow', id, at }) as const);
    expect(await interruptEverywhere('nabo-kept-devnet', () => store.keep(rows))).toBe(3);
    expect(await store.all()).toEqual(rows);
  });
});

function fail(): never {
  throw new Error('the story has it');
}
