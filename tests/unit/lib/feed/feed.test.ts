import { IDBDatabase, IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { FeedTabs, FeedTabsMessage } from '#lib/bridge/feed-tabs.ts';
import { encodePost } from '#lib/protocols/index.ts';
import { Feed } from '#lib/feed/feed.ts';
import { IndexStore } from '#lib/store/index-store.ts';
import { write, writer } from '#tests/support/written.ts';

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

describe('Feed', () => {
  it('misses nothing that another tab stores while it reads what was there', async () => {
    vi.stubGlobal('IDBKeyRange', IDBKeyRange);
    const factory = new IDBFactory();
    const other = await IndexStore.open('devnet', { factory });
    const mira = writer('mira');
    const { txid, raw } = write(mira, [encodePost({ text: 'meanwhile', owner: mira.owner })]);
    const added = [
      { arrival: 0, txid, raw, proof: { state: 'none' }, authors: [], heldSince: 1, from: 'stack' },
    ] as const;

    const listeners: ((message: FeedTabsMessage) => void)[] = [];
    const tabs: FeedTabs = {
      send: () => undefined,
      listen: (listener) => listeners.push(listener),
      close: () => undefined,
    };
    // The other tab's write waits for our first read, and its news come before we hear that the read is over.
    const transaction = vi.spyOn(IDBDatabase.prototype, 'transaction');
    transaction.mockImplementationOnce(function (this: IDBDatabase, ...asked) {
      const read = this.transaction(...asked);
      void other.commit({ added });
      read.addEventListener('complete', () => {
        for (const listener of listeners) listener({ type: 'stored', revision: 1, arrivals: [0] });
      });
      return read;
    });
    const feed = await Feed.open(
      { network: 'devnet', sources: [] },
      { locks: { request: () => new Promise(() => undefined) }, openTabs: () => tabs, factory },
      { onChanged: () => undefined, onStatus: () => undefined },
    );
    await vi.waitFor(() => expect(feed.verdict(txid)).toBeDefined());
    feed.close();
    other.close();
  });
});
