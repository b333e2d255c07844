import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { encodeAddress } from '#lib/bytes/address.ts';
import { toOutpoint } from '#lib/bytes/brand.ts';
import { FeedStorage } from '#lib/feed/feed-storage.ts';
import type { Holdings } from '#lib/feed/holdings.ts';
import { readSignedItems } from '#lib/feed/items.ts';
import { queryPosts } from '#lib/feed/thread.ts';
import { bapIdOf } from '#lib/protocols/bap-id.ts';
import { encodeHandleClaim, encodeIdentity, encodePost, type OutputDraft } from '#lib/protocols/index.ts';
import { CHUNK_ENTRIES } from '#lib/store/fact-chunk.ts';
import type { HeldTx } from '#lib/store/held-tx.ts';
import { IndexStore } from '#lib/store/index-store.ts';
import { emptyHoldings, holdingsOf, lookAround, manyEntries, proofAt } from '#tests/support/many-posts.ts';
import { writeOlderIndex, type OlderIndex } from '#tests/support/older-index.ts';
import { write, writer, type Writer } from '#tests/support/written.ts';

const COUNT = CHUNK_ENTRIES * 3 + 100;
const OLDER: readonly OlderIndex[] = [
  { version: 1, hasTimes: false },
  { version: 1, hasTimes: true },
  { version: 2, hasTimes: true },
];
function withoutTime(entry: HeldTx): HeldTx {
  const { ms, ...rest } = entry;
  return ms === undefined ? entry : rest;
}

let factory: IDBFactory;
beforeEach(() => {
  vi.stubGlobal('IDBKeyRange', IDBKeyRange);
  factory = new IDBFactory();
});
afterEach(() => {
  vi.unstubAllGlobals();
});
async function load(): Promise<{ readonly storage: FeedStorage; readonly holdings: Holdings }> {
  const storage = await FeedStorage.open('devnet', { factory });
  const loaded = await storage.load(emptyHoldings);
  if (loaded === undefined) throw new Error('there is storage');
  return { storage, holdings: loaded.holdings };
}

/** Somebody's post under a handle that their identity lets them use, and a post whose signature is of another key. */
function delegated(first: number): readonly HeldTx[] {
  const [root, hand, thief] = ['root', 'hand', 'thief'].map(writer);
  if (root === undefined || hand === undefined || thief === undefined) throw new Error('three writers');
  const bapId = bapIdOf(encodeAddress(root.owner, 0x00));
  const say = (by: Writer, draft: OutputDraft, at: number): HeldTx => {
    const { txid, raw } = write(by, [draft], { seed: 50_000 + at });
    return {
      arrival: first + at,
      txid,
      raw,
      proof: proofAt(2000 + at, 1),
      authors: readSignedItems(raw, 'bsv').authors,
      heldSince: 1,
      from: 'stack',
    };
  };
  const forged = say(thief, encodePost({ text: 'forged', owner: thief.owner, handle: 'root' }), 3);
  const at = forged.raw.findLastIndex((byte) => byte === 65) + 10;
  forged.raw[at] = (forged.raw[at] ?? 0) ^ 1;
  return [
    say(root, encodeHandleClaim('root', root.owner), 0),
    say(root, encodeIdentity(bapId, encodeAddress(hand.owner, 0x00)), 1),
    say(hand, encodePost({ text: 'by hand', owner: hand.owner, handle: 'root' }), 2),
    { ...forged, authors: readSignedItems(forged.raw, 'bsv').authors },
  ];
}

describe('a database of an earlier build', () => {
  it.each(OLDER)('of version $version shows what it showed, times noted: $hasTimes', async (older) => {
    const entries = manyEntries(COUNT).map((entry) => (older.hasTimes ? entry : withoutTime(entry)));
    await writeOlderIndex(factory, 'devnet', entries, older);
    const expected = lookAround(holdingsOf(entries), entries);
    const { storage, holdings } = await load();
    expect(lookAround(holdings, entries)).toEqual(expected);
    expect((await storage.state())?.cursors.get('stack')).toBe('page 7');
    // Bytes and paths are where they were, whatever row they lay in.
    expect(await storage.entries(0, COUNT)).toEqual(entries);
    await storage.rewrite(holdings);
    storage.close();
    // From now on no byte is read for a start.
    const read = vi.spyOn(IndexStore.prototype, 'read');
    const again = await load();
    expect(read).not.toHaveBeenCalled();
    expect(lookAround(again.holdings, entries)).toEqual(expected);
    read.mockRestore();
    again.storage.close();
  });

  it('of version 2 keeps its headers, and of version 1 reads them again', async () => {
    const entries = manyEntries(20);
    for (const [older, from, length] of [
      [{ version: 2, hasTimes: true }, 700, 240],
      [{ version: 1, hasTimes: true }, 0, 0],
    ] as const) {
      factory = new IDBFactory();
      await writeOlderIndex(factory, 'devnet', entries, older);
      const store = await IndexStore.open('devnet', { factory });
      const { headers } = await store.load();
      expect([headers.from, headers.packed.length]).toEqual([from, length]);
      store.close();
    }
  });

  it.each([30, COUNT])(
    'with %i transactions is searched again for authors that it did not look for',
    async (count) => {
      const many = manyEntries(count);
      const entries = [...many.slice(0, 5), ...delegated(5), ...many.slice(9)];
      const [identity, forged] = [entries[6], entries[8]];
      // That build checked no identities, and did not say what was the matter with a signature.
      const old = entries.map((entry) =>
        entry === identity
          ? { ...entry, authors: [] }
          : entry === forged
            ? { ...entry, authors: [{ vout: 0, signature: 'wrong' as const }] }
            : entry,
      );
      await writeOlderIndex(factory, 'devnet', old, { version: 2, hasTimes: true });
      const ids = entries.slice(7, 9).map(({ txid }) => toOutpoint(txid, 0));
      const standings = ({ index }: Holdings) =>
        queryPosts(index, ids).map(({ author }) => [author.standing, author.fault]);
      const { storage, holdings } = await load();
      expect(standings(holdings)).toEqual([
        ['verified', undefined],
        ['not-verified', 'mismatch'],
      ]);
      await storage.rewrite(holdings);
      storage.close();
      const read = vi.spyOn(IndexStore.prototype, 'read');
      expect(standings((await load()).holdings)).toEqual(standings(holdings));
      expect(read).not.toHaveBeenCalled();
      read.mockRestore();
    },
  );

  it('that nobody can read any more is forgotten whole, to be filled again', async () => {
    const entries = manyEntries(COUNT);
    await writeOlderIndex(factory, 'devnet', entries, { version: 2, hasTimes: true });
    await new Promise<void>((resolve) => {
      const request = factory.open('nabo-index-devnet');
      request.addEventListener('success', () => {
        const transaction = request.result.transaction('chunks', 'readwrite');
        transaction.objectStore('chunks').put({ id: 1, count: 'many' });
        transaction.addEventListener('complete', () => {
          request.result.close();
          resolve();
        });
      });
    });
    const { storage, holdings } = await load();
    expect([holdings.count, (await storage.state())?.cursors.size]).toEqual([0, 0]);
  });
});
