import { IDBFactory } from 'fake-indexeddb';
import { CID } from 'multiformats/cid';
import { identity } from 'multiformats/hashes/identity';
import { describe, expect, it } from 'vitest';
import { cidOf } from '#lib/p2p/cid.ts';
import { collectBlock } from '#lib/p2p/shelf-blockstore.ts';
import { storedBlocks } from '#lib/p2p/stored-blocks.ts';
import { ShelfStore } from '#lib/store/shelf-store.ts';
import { ownRecord } from '#tests/support/own-record.ts';

const FOREIGN = CID.createV1(0x55, identity.digest(Uint8Array.of(1)));

async function collect<T>(items: Iterable<T> | AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

describe('blocks in the database of the shelf', () => {
  it('are there after it was closed and opened again', async () => {
    const factory = new IDBFactory();
    const { txid, raw } = ownRecord('to be kept');
    const first = await ShelfStore.open('devnet', { factory });
    await storedBlocks(first).put(cidOf(txid), raw);
    first.close();

    const blocks = storedBlocks(await ShelfStore.open('devnet', { factory }));
    expect(await blocks.has(cidOf(txid))).toBe(true);
    expect(await collectBlock(blocks.get(cidOf(txid)))).toEqual(raw);
    const [only, ...others] = await collect(blocks.getAll());
    expect([only?.cid.toString(), others]).toEqual([cidOf(txid).toString(), []]);
  });

  it('come and go in any number, and in parts', async () => {
    const blocks = storedBlocks(await ShelfStore.open('devnet', { factory: new IDBFactory() }));
    const [one, two] = [ownRecord('one'), ownRecord('two')];
    const parts = [one.raw.subarray(0, 10), one.raw.subarray(10)];
    const pairs = [
      { cid: cidOf(one.txid), bytes: parts },
      { cid: cidOf(two.txid), bytes: two.raw },
    ];
    await collect(blocks.putMany(pairs));
    const got = await collect(blocks.getMany(pairs.map(({ cid }) => cid)));
    expect(await Promise.all(got.map(({ bytes }) => collectBlock(bytes)))).toEqual([one.raw, two.raw]);
    await collect(blocks.deleteMany([cidOf(one.txid)]));
    expect(await blocks.has(cidOf(one.txid))).toBe(false);
    expect(await blocks.has(cidOf(two.txid))).toBe(true);
  });

  it('are transactions: nothing else is held, and what is not held is said to be missing', async () => {
    const blocks = storedBlocks(await ShelfStore.open('devnet', { factory: new IDBFactory() }));
    expect(await blocks.has(FOREIGN)).toBe(false);
    await expect(blocks.put(FOREIGN, Uint8Array.of(1))).rejects.toThrow('names no transaction');
    const { txid } = ownRecord('never put');
    await expect(collectBlock(blocks.get(cidOf(txid)))).rejects.toMatchObject({ name: 'NotFoundError' });
  });
});
