import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { asBlockHash, asTxid } from '#lib/bytes/brand.ts';
import { toHex } from '#lib/bytes/hex.ts';
import { SIGNATURE_FAULTS } from '#lib/protocols/index.ts';
import {
  CHUNK_ENTRIES,
  decodeFactRow,
  encodeFacts,
  factsAt,
  withProof,
  type HeldFacts,
} from '#lib/store/fact-chunk.ts';
import type { HeldTx } from '#lib/store/held-tx.ts';
import { IndexStore } from '#lib/store/index-store.ts';

const idAt = (seed: number): string => seed.toString(16).padStart(64, '0');
const entryOf = (arrival: number, more: Partial<HeldTx> = {}): HeldTx => ({
  arrival,
  txid: asTxid(idAt(arrival)),
  raw: Uint8Array.of(arrival & 0xff, arrival >> 8, 7),
  proof: { state: 'none' },
  authors: [],
  heldSince: 1000 + arrival,
  from: 'stack',
  ...more,
});
const entriesFrom = (first: number, count: number): HeldTx[] =>
  Array.from({ length: count }, (_, at) => entryOf(first + at));
const place = { height: 5, hash: asBlockHash(idAt(0xb10c)), index: 2, time: 1_800_000_000 };

let factory: IDBFactory;
const open = () => IndexStore.open('devnet', { factory });
async function loadAll(store: IndexStore) {
  const snapshot = await store.load();
  const { entries } = await store.read(Array.from({ length: snapshot.count }, (_, at) => at));
  return { entries, ...snapshot };
}
beforeEach(() => {
  factory = new IDBFactory();
});

describe('IndexStore', () => {
  it('gives back what was committed, in order of arrival, across chunks and tail', async () => {
    const store = await open();
    let next = 0;
    for (const count of [3, 700, 1, 2600, 400]) {
      expect(await store.commit({ added: entriesFrom(next, count) })).toBeGreaterThan(0);
      next += count;
    }
    const loaded = await loadAll(await open());
    expect(loaded.entries).toEqual(entriesFrom(0, next));
    expect(loaded).toMatchObject({ revision: 5 });
  });

  it('changes entries wherever they lie', async () => {
    const store = await open();
    await store.commit({ added: entriesFrom(0, 1500) });
    const proof = { bump: Uint8Array.of(9, 9), proof: { state: 'proven', place } } as const;
    const patches = [0, 511, 600, 1499].map((arrival) => ({ arrival, ...proof }));
    const changed = patches.map(({ arrival }) => entryOf(arrival, proof));
    await store.commit({ patches });
    expect(await store.read([1499, 0, 600, 511, 5000])).toEqual({
      entries: [changed[3], changed[0], changed[2], changed[1]],
      revision: 2,
    });
    await store.commit({
      patches: [{ arrival: 600, proof: { state: 'orphaned', place } }],
      added: entriesFrom(1500, 1000),
    });
    const { entries } = await loadAll(store);
    expect(entries[600]).toEqual(entryOf(600, { bump: proof.bump, proof: { state: 'orphaned', place } }));
    expect(entries).toHaveLength(2500);
    expect(entries[2499]).toEqual(entryOf(2499));
  });

  it('keeps headers packed, and replaces them from a fork on', async () => {
    const store = await open();
    const packed = Uint8Array.from({ length: 2500 * 80 }, (_, at) => at % 251);
    const lowest = 700;
    const put = (from: number, bytes: Uint8Array) =>
      store.commit({ headers: { lowest, from: lowest + from, packed: bytes } });
    await put(0, packed.subarray(0, 1700 * 80));
    await put(1700, packed.subarray(1700 * 80));
    const { headers } = await loadAll(store);
    expect([headers.from, toHex(headers.packed)]).toEqual([700, toHex(packed)]);
    expect(toHex(await store.readHeaders(700 + 1999))).toBe(toHex(packed.subarray(1999 * 80)));
    expect(await store.extent()).toEqual({ entries: 0, nextHeight: 3200 });
    await put(1200, new Uint8Array(80 * 3));
    const { packed: after } = (await loadAll(store)).headers;
    expect(after.length).toBe(1203 * 80);
    expect(after.subarray(1200 * 80)).toEqual(new Uint8Array(240));
  });

  it('begins the row of headers higher up, and keeps single ones from below it', async () => {
    const store = await open();
    const header = (fill: number): Uint8Array => new Uint8Array(80).fill(fill);
    await store.commit({ headers: { lowest: 0, from: 0, packed: new Uint8Array(80 * 2300) } });
    await store.commit({
      headers: { lowest: 2016, from: 2016, packed: header(7) },
      singles: [
        [5, header(1)],
        [2000, header(2)],
      ],
    });
    expect((await loadAll(store)).headers).toEqual({
      from: 2016,
      packed: header(7),
      singles: [
        [5, header(1)],
        [2000, header(2)],
      ],
    });
    expect(await store.readHeaders(5)).toEqual(header(1));
    expect(await store.readHeaders(6)).toEqual(new Uint8Array(0));
    expect(await store.readSingles([1, 5])).toEqual([[5, header(1)]]);
    // A row that was moved is written whole, so that none of the old one is left in it.
    const gap = store.commit({ headers: { lowest: 4032, from: 5000, packed: header(9) } });
    await expect(gap).rejects.toMatchObject({ kind: 'malformed' });
  });

  it('writes cursor and entries together, or neither', async () => {
    const store = await open();
    await store.commit({ added: entriesFrom(0, 2), cursors: [{ source: 'a', cursor: '1.0.0' }] });
    const missed = store.commit({ added: entriesFrom(1, 2), cursors: [{ source: 'a', cursor: '2.0.0' }] });
    await expect(missed).rejects.toMatchObject({ kind: 'exists' });
    const { entries, cursors } = await loadAll(store);
    expect(entries).toHaveLength(2);
    expect([...cursors]).toEqual([['a', '1.0.0']]);
  });

  it('stores no more than an entry\u2019s own bytes when they are a view of something large', async () => {
    const store = await open();
    const large = new Uint8Array(1_000_000);
    await store.commit({
      added: [entryOf(0, { raw: large.subarray(10, 20), bump: large.subarray(30, 35) })],
    });
    const { entries } = await loadAll(store);
    expect(entries[0]?.raw.buffer.byteLength).toBe(10);
    expect(entries[0]?.bump?.buffer.byteLength).toBe(5);
  });

  it('says so when rows are not ours, and can begin anew', async () => {
    const store = await open();
    await store.commit({ added: entriesFrom(0, 2) });
    const broken = await new Promise<IDBDatabase>((resolve) => {
      const request = factory.open('nabo-index-devnet');
      request.addEventListener('success', () => resolve(request.result));
    });
    const row = { ...entryOf(1), txid: 'no txid' };
    await new Promise((resolve) => {
      broken
        .transaction('tail', 'readwrite')
        .objectStore('tail')
        .put(row)
        .addEventListener('success', resolve);
    });
    await expect(loadAll(store)).rejects.toMatchObject({ kind: 'malformed' });
    broken.close();
    expect(await store.clear()).toBe(2);
    expect(await loadAll(store)).toMatchObject({ entries: [], revision: 2 });
    await store.commit({ added: entriesFrom(0, 1) });
    expect((await loadAll(store)).entries).toHaveLength(1);
  });
});

describe('chunks', () => {
  const bytesArbitrary = fc.uint8Array({ minLength: 1, maxLength: 40 });
  const placeArbitrary = fc.record({
    height: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
    hash: fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => asBlockHash(toHex(bytes))),
    index: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
    time: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
  });
  const entryArbitrary = fc.record(
    {
      arrival: fc.constant(0),
      txid: fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => asTxid(toHex(bytes))),
      raw: bytesArbitrary,
      bump: bytesArbitrary,
      proof: fc.oneof(
        fc.constant({ state: 'none' } as const),
        placeArbitrary.map((at) => ({ state: 'proven', place: at }) as const),
        placeArbitrary.map((at) => ({ state: 'orphaned', place: at }) as const),
      ),
      authors: fc.array(
        fc.record(
          {
            vout: fc.nat(),
            signature: fc.constantFrom('sigma', 'aip', 'input', 'wrong', 'none'),
            fault: fc.constantFrom(...SIGNATURE_FAULTS),
            key: fc.uint8Array({ minLength: 20, maxLength: 20, min: 1 }).map(toHex),
          },
          { requiredKeys: ['vout', 'signature'] },
        ),
        { maxLength: 3 },
      ),
      heldSince: fc.nat(),
      from: fc.string({ maxLength: 8 }),
    },
    { requiredKeys: ['arrival', 'txid', 'raw', 'proof', 'authors', 'heldSince', 'from'] },
  );

  const factsOf = ({ raw: _raw, bump: _bump, ...facts }: HeldTx): HeldFacts => facts;

  it('unpack to what was packed', () => {
    fc.assert(
      fc.property(fc.array(entryArbitrary, { maxLength: 12 }), fc.nat(9), (list, id) => {
        const entries = list.map((entry, at): HeldTx => ({ ...entry, arrival: id * CHUNK_ENTRIES + at }));
        const chunk = decodeFactRow(structuredClone(encodeFacts(id, entries)));
        expect(chunk && entries.map((_, at) => factsAt(chunk, at))).toEqual(entries.map(factsOf));
      }),
    );
  });

  it('take another proof for one transaction, and leave the others', () => {
    fc.assert(
      fc.property(
        fc.array(entryArbitrary, { minLength: 1, maxLength: 6 }),
        fc.array(fc.tuple(fc.nat(5), entryArbitrary), { maxLength: 9 }),
        (list, changes) => {
          const entries = list.map((entry, at): HeldTx => ({ ...entry, arrival: at }));
          let chunk = encodeFacts(0, entries);
          for (const [place, { proof }] of changes) {
            const at = place % entries.length;
            chunk = withProof(chunk, at, proof);
            entries[at] = { ...(entries[at] ?? entryOf(at)), proof };
          }
          expect(decodeFactRow(chunk)).toBeDefined();
          expect(entries.map((_, at) => factsAt(chunk, at))).toEqual(entries.map(factsOf));
        },
      ),
    );
  });

  it('are refused when their columns do not fit together', () => {
    const good = encodeFacts(0, entriesFrom(0, 3));
    expect(decodeFactRow(good)).toBeDefined();
    const bad: unknown[] = [
      { ...good, count: 4 },
      { ...good, sizes: good.sizes.subarray(1) },
      { ...good, blockOf: Uint16Array.of(0, 1, 0) },
      { ...good, authorEnds: Uint32Array.of(0, 0, 1) },
      { ...good, txids: 'x' },
      null,
    ];
    for (const row of bad) expect(decodeFactRow(row)).toBeUndefined();
  });
});
