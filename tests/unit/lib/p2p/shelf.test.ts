import { IDBFactory, IDBKeyRange, IDBObjectStore } from 'fake-indexeddb';
import { expect, it, vi } from 'vitest';
import type { Txid } from '#lib/bytes/brand.ts';
import { cidOf } from '#lib/p2p/cid.ts';
import { ROOM_AGAIN_BYTES } from '#lib/p2p/limits.ts';
import { Shelf, type ShelfOptions } from '#lib/p2p/shelf.ts';
import { guardBlockstore } from '#lib/p2p/shelf-blockstore.ts';
import { storedBlocks } from '#lib/p2p/stored-blocks.ts';
import { ShelfStore } from '#lib/store/shelf-store.ts';
import { StoreError } from '#lib/store/store-error.ts';
import { quietView } from '#lib/sw/quiet-view.ts';
import { ownRecord } from '#tests/support/own-record.ts';

const DAY_MS = 86_400_000;

async function newShelf(options: Omit<ShelfOptions, 'store' | 'blocks'>) {
  const store = await ShelfStore.open('devnet', { factory: new IDBFactory() });
  const blocks = {
    get: (txid: Txid) => store.block(txid),
    put: (txid: Txid, raw: Uint8Array) => store.putBlock(txid, raw),
    delete: (txid: Txid) => store.deleteBlock(txid),
  };
  return { store, shelf: new Shelf({ store, blocks, ...options }) };
}

it('keeps no bytes of what the budget of a day has no room for', async () => {
  const [first, second] = [ownRecord('there is room'), ownRecord('there is none')];
  const { store, shelf } = await newShelf({ budgetBytes: first.raw.length });
  expect(await shelf.hold(first.txid, first.raw)).toMatchObject({ ok: true });
  // As bitswap does, before anybody looks at the budget.
  await store.putBlock(second.txid, second.raw);
  expect(await shelf.hold(second.txid, second.raw)).toMatchObject({ ok: false, issue: { code: 'budget' } });
  expect(await store.blockNames()).toEqual([first.txid]);
});

it('tells what was added today from what is held, also while no node runs', async () => {
  let now = 20_000 * DAY_MS + 1;
  const [first, second] = [ownRecord('of yesterday'), ownRecord('of today')];
  const { store, shelf } = await newShelf({ now: () => now });
  const told = async () => {
    const { shelf: quiet } = await quietView(store, 'off', () => now);
    const size = await shelf.size();
    expect(quiet).toEqual(size);
    return size;
  };
  const one = first.raw.length;
  expect(await told()).toMatchObject({ transactions: 0, bytes: 0, addedToday: 0 });
  await shelf.hold(first.txid, first.raw);
  expect(await told()).toMatchObject({ transactions: 1, bytes: one, addedToday: one });
  now += DAY_MS;
  expect(await told()).toMatchObject({ transactions: 1, bytes: one, addedToday: 0 });
  await shelf.hold(first.txid, first.raw);
  await shelf.hold(second.txid, second.raw);
  const both = one + second.raw.length;
  expect(await told()).toMatchObject({ transactions: 2, bytes: both, addedToday: second.raw.length });
});

it('gives no room back for what it evicted', async () => {
  const [first, second] = [ownRecord('the older one'), ownRecord('the newer one')];
  const { shelf } = await newShelf({ maxBytes: first.raw.length });
  await shelf.hold(first.txid, first.raw);
  await shelf.hold(second.txid, second.raw);
  expect(await shelf.size()).toMatchObject({
    transactions: 1,
    bytes: second.raw.length,
    addedToday: first.raw.length + second.raw.length,
  });
});

it('hands on no longer what the reader withholds, and takes it in again only when that is taken back', async () => {
  vi.stubGlobal('IDBKeyRange', IDBKeyRange);
  const [kept, hidden] = [ownRecord('for everybody'), ownRecord('for nobody')];
  const { store, shelf } = await newShelf({});
  await shelf.hold(kept.txid, kept.raw);
  await shelf.hold(hidden.txid, hidden.raw);
  await store.withhold(hidden.txid, true);
  // All ways by which a neighbour gets something: the bytes, the newest, by name.
  expect(await shelf.read(hidden.txid)).toBeUndefined();
  expect((await shelf.recent()).txids).toEqual([kept.txid]);
  expect(await shelf.missing([hidden.txid])).toEqual([hidden.txid]);
  expect(await shelf.size()).toMatchObject({ transactions: 1, bytes: kept.raw.length });
  // And all ways by which it could come back.
  await store.putBlock(hidden.txid, hidden.raw);
  expect(await store.blockNames()).toEqual([kept.txid]);
  expect(await shelf.hold(hidden.txid, hidden.raw)).toMatchObject({ ok: false, issue: { code: 'withheld' } });
  const shelved = await store.shelve([{ txid: hidden.txid, bytes: 1 }], { day: 1, maxBytes: 10_000 });
  expect(shelved).toEqual({ fresh: new Set(), evicted: [hidden.txid] });
  await store.withhold(hidden.txid, false);
  expect(await shelf.hold(hidden.txid, hidden.raw)).toMatchObject({ ok: true });
});

it('keeps no bytes without a row when the disk is full, says so, and goes on when there is room again', async () => {
  const { store, shelf } = await newShelf({});
  const [first, second, third] = [ownRecord('one'), ownRecord('two'), ownRecord('three')];
  await shelf.hold(first.txid, first.raw);
  const shelve = store.shelve.bind(store);
  store.shelve = () => Promise.reject(new StoreError('quota', 'the disk is full'));
  // As bitswap does.
  await store.putBlock(second.txid, second.raw);
  const both = [second, third].map(({ txid, raw }) => ({ txid, raw }));
  await expect(shelf.holdAll(both)).rejects.toThrow('the disk is full');
  expect(await store.blockNames()).toEqual([first.txid]);
  const full = await shelf.size();
  expect([full.transactions, full.budgetBytes]).toEqual([1, full.addedToday]);
  expect(await shelf.hasRoom()).toBe(false);
  store.shelve = shelve;
  await shelf.holdAll(both);
  expect(await store.blockNames()).toHaveLength(3);
  expect((await shelf.size()).budgetBytes).toBeGreaterThan(full.budgetBytes);
  expect(await shelf.hasRoom()).toBe(true);
});

it('is full until as much found room as had none, and tells both', async () => {
  const told: boolean[] = [];
  const { store, shelf } = await newShelf({ onFull: (isFull) => void told.push(isFull) });
  const crowd = Array.from({ length: 12 }, (_none, at) => ownRecord(`${at} `.padEnd(7_000, 'many words ')));
  const shelve = store.shelve.bind(store);
  store.shelve = () => Promise.reject(new StoreError('quota', 'the disk is full'));
  await expect(shelf.holdAll(crowd)).rejects.toThrow('the disk is full');
  store.shelve = shelve;
  // A small thing still fits on a disk that is full, and one after the other of them, until there was room for all.
  const held: boolean[] = [];
  for (const { txid, raw } of crowd) {
    await shelf.hold(txid, raw);
    held.push(await shelf.hasRoom());
  }
  expect(held.indexOf(true)).toBe(Math.ceil(ROOM_AGAIN_BYTES / (crowd[0]?.raw.length ?? 0)) - 1);
  expect(told).toEqual([true, false]);
});

it('leaves what is new for the feed by the same write as it is held, or neither', async () => {
  const { store, shelf } = await newShelf({});
  const given = (text: string) => {
    const { txid, raw } = ownRecord(text);
    return { txid, raw, left: { txid, raw, peer: 'somebody', at: 1, ms: 1 } };
  };
  const [first, second] = [given('one'), given('two')];
  await shelf.holdAll([first]);
  // What is held already was left when it came.
  await shelf.holdAll([first]);
  expect((await store.inbox(0, 10)).map(({ txid }) => txid)).toEqual([first.txid]);
  const put = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (
    this: IDBObjectStore,
    ...row
  ) {
    if (this.name === 'inbox') throw new DOMException('the disk is full', 'QuotaExceededError');
    return Reflect.apply(realPut, this, row) as IDBRequest<IDBValidKey>;
  });
  await expect(shelf.holdAll([second])).rejects.toMatchObject({ kind: 'quota' });
  put.mockRestore();
  expect(await shelf.missing([first.txid, second.txid])).toEqual([second.txid]);
  expect(await store.blockNames()).toEqual([first.txid]);
  expect(await shelf.hasRoom()).toBe(false);
});

it('is full where bitswap finds no room for what it is given, which nobody else hears of', async () => {
  const told: boolean[] = [];
  const { store, shelf } = await newShelf({ onFull: (isFull) => void told.push(isFull) });
  const { txid, raw } = ownRecord('one');
  const blocks = guardBlockstore(storedBlocks(store), () => shelf.ranOut());
  const putBlock = vi.spyOn(store, 'putBlock');
  putBlock.mockRejectedValue(new StoreError('quota', 'the disk is full'));
  await expect(blocks.put(cidOf(txid), raw)).rejects.toThrow('the disk is full');
  expect([await shelf.hasRoom(), told]).toEqual([false, [true]]);
  // Any other trouble is no want of room.
  const other = await newShelf({});
  const theirs = guardBlockstore(storedBlocks(other.store), () => other.shelf.ranOut());
  vi.spyOn(other.store, 'putBlock').mockRejectedValue(new StoreError('closed', 'closed'));
  await expect(theirs.put(cidOf(txid), raw)).rejects.toThrow('closed');
  expect(await other.shelf.hasRoom()).toBe(true);
});

const realPut = Object.getOwnPropertyDescriptor(IDBObjectStore.prototype, 'put')?.value as (
  ...row: unknown[]
) => unknown;
