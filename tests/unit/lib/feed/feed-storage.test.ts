import { IDBFactory, IDBKeyRange, IDBObjectStore } from 'fake-indexeddb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FeedStorage, type StorageLimits } from '#lib/feed/feed-storage.ts';
import type { Holdings } from '#lib/feed/holdings.ts';
import { CHUNK_ENTRIES } from '#lib/store/fact-chunk.ts';
import type { HeldTx } from '#lib/store/held-tx.ts';
import { IndexStore } from '#lib/store/index-store.ts';
import type { PostChunk } from '#lib/store/post-chunk.ts';
import { emptyHoldings, holdingsOf, lookAround, manyEntries } from '#tests/support/many-posts.ts';
import { writer } from '#tests/support/written.ts';

const entries = manyEntries(CHUNK_ENTRIES * 3 + 200);
const memory = holdingsOf(entries);
const seen = lookAround(memory, entries);

let factory: IDBFactory;
const open = (limits?: StorageLimits): Promise<FeedStorage> =>
  FeedStorage.open('devnet', { factory, ...(limits === undefined ? {} : { limits }) });
const loaded = async (storage: FeedStorage): Promise<Holdings> => {
  const found = await storage.load(emptyHoldings);
  if (found === undefined) throw new Error('there is storage');
  return found.holdings;
};
async function commitAll(storage: FeedStorage, of: readonly HeldTx[] = entries): Promise<Holdings> {
  const holdings = emptyHoldings();
  for (let at = 0; at < of.length; at += 300) {
    const added = of.slice(at, at + 300);
    holdings.restore(added);
    await storage.commit({ added }, holdings);
  }
  return holdings;
}

beforeEach(() => {
  vi.stubGlobal('IDBKeyRange', IDBKeyRange);
  factory = new IDBFactory();
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

describe('FeedStorage', () => {
  it('shows after a restart what it showed before, from columns and tail', async () => {
    const before = await open();
    expect(lookAround(await commitAll(before), entries)).toEqual(seen);
    before.close();
    const read = vi.spyOn(IndexStore.prototype, 'read');
    const after = await open();
    const again = await loaded(after);
    expect(read).not.toHaveBeenCalled();
    expect(lookAround(again, entries)).toEqual(seen);
    expect(again.count).toBe(entries.length);
    // It goes on where it was: what comes next is packed as if nothing had happened.
    const more = manyEntries(entries.length + CHUNK_ENTRIES * 2).slice(entries.length);
    again.restore(more);
    await after.commit({ added: more }, again);
    const all = [...entries, ...more];
    expect(lookAround(await loaded(await open()), all)).toEqual(lookAround(holdingsOf(all), all));
  });

  it('reads transactions anew whose words were read by other rules, and stores what they say', async () => {
    const storage = await open();
    await commitAll(storage);
    const store = await IndexStore.open('devnet', { factory });
    const said: PostChunk[] = [];
    await store.load({ onChunk: (_facts, posts) => posts && said.push(posts) });
    await store.rewrite({ said: [{ ...(said[1] ?? fail()), rules: 0 }] });
    const again = await open();
    const holdings = await loaded(again);
    expect(lookAround(holdings, entries)).toEqual(seen);
    await again.rewrite(holdings);
    const read = vi.spyOn(IndexStore.prototype, 'read');
    expect(lookAround(await loaded(await open()), entries)).toEqual(seen);
    expect(read).not.toHaveBeenCalled();
  });

  it('lets media go first and what somebody looked at last, then old bytes, and nothing of our own or kept', async () => {
    const storage = await open({ media: 0, packed: 0 });
    const own = entries[0]?.authors[0]?.key ?? fail();
    const isOwn = ({ authors }: HeldTx): boolean => authors.some(({ key }) => key === own);
    await commitAll(storage);
    // Whose are ours is not known yet, so nothing may go.
    const bytesHeld = async (): Promise<HeldTx[]> =>
      (await storage.entries(0, CHUNK_ENTRIES * 2)).filter(({ raw }) => raw.length > 0);
    expect(await bytesHeld()).toHaveLength(CHUNK_ENTRIES * 2);
    storage.setOwn([own]);
    const bookmarked = entries[1] ?? fail();
    storage.setKept([bookmarked.txid]);
    const holdings = await loaded(storage);
    await storage.commit({ cursors: [{ source: 'stack', cursor: '1' }] }, holdings);
    const left = await bytesHeld();
    expect(left.map(({ arrival }) => arrival)).toEqual(
      entries
        .slice(0, CHUNK_ENTRIES * 2)
        .filter((entry) => isOwn(entry) || entry === bookmarked)
        .map(({ arrival }) => arrival),
    );
    // What they say stays.
    expect(lookAround(await loaded(await open()), entries)).toEqual(seen);
  });

  it('lets go what may when the disk is full, and loses nothing when that is not enough', async () => {
    const storage = await open();
    const holdings = await commitAll(storage);
    storage.setOwn([writer('nobody').key]);
    const more = manyEntries(entries.length + 3).slice(entries.length);
    holdings.restore(more);
    let fullFor = 1;
    const put = vi.spyOn(IDBObjectStore.prototype, 'put');
    const full = (name: string): boolean => name === 'tail' && fullFor > 0;
    put.mockImplementation(function (this: IDBObjectStore, ...row) {
      if (!full(this.name)) return Reflect.apply(realPut, this, row) as IDBRequest<IDBValidKey>;
      fullFor -= 1;
      throw new DOMException('the disk is full', 'QuotaExceededError');
    });
    await storage.commit({ added: more }, holdings);
    expect((await storage.read([entries.length + 2]))[0]?.txid).toBe(more[2]?.txid);
    fullFor = Infinity;
    const evenMore = manyEntries(entries.length + 6).slice(entries.length + 3);
    holdings.restore(evenMore);
    await expect(storage.commit({ added: evenMore }, holdings)).rejects.toMatchObject({ kind: 'quota' });
    put.mockRestore();
    await storage.commit({ added: evenMore }, holdings);
    const all = [...entries, ...more, ...evenMore];
    expect(lookAround(await loaded(await open()), all)).toEqual(lookAround(holdingsOf(all), all));
  });

  it('says why nothing is stored when another version wrote it, and leaves it as it is', async () => {
    const storage = await open();
    await commitAll(storage, entries.slice(0, 20));
    storage.close();
    await new Promise((resolve) => {
      const request = factory.open('nabo-index-devnet', 99);
      request.addEventListener('success', () => {
        request.result.close();
        resolve(undefined);
      });
    });
    const older = await open();
    expect(older.isUsable).toBe(false);
    expect(older.trouble?.kind).toBe('newer');
    await expect(older.commit({}, emptyHoldings())).rejects.toMatchObject({ kind: 'newer' });
    const rows = await new Promise<number>((resolve) => {
      const request = factory.open('nabo-index-devnet');
      request.addEventListener('success', () => {
        const count = request.result.transaction('tail').objectStore('tail').count();
        count.addEventListener('success', () => resolve(count.result));
      });
    });
    expect(rows).toBe(20);
  });
});

const realPut = Object.getOwnPropertyDescriptor(IDBObjectStore.prototype, 'put')?.value as (
  ...row: unknown[]
) => unknown;

function fail(): never {
  throw new Error('the story has it');
}
