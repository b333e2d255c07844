import { IDBDatabase, IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { FeedTabs, FeedTabsMessage } from '#lib/bridge/feed-tabs.ts';
import { toOutpoint } from '#lib/bytes/brand.ts';
import { concatBytes } from '#lib/bytes/concat.ts';
import type { SourcedTx } from '#lib/chain/sources/source.ts';
import { FeedStorage } from '#lib/feed/feed-storage.ts';
import { Feed } from '#lib/feed/feed.ts';
import { encodeInscription } from '#lib/protocols/file.ts';
import { encodePost } from '#lib/protocols/index.ts';
import { CHUNK_ENTRIES } from '#lib/store/fact-chunk.ts';
import { IndexStore } from '#lib/store/index-store.ts';
import { emptyHoldings, manyEntries } from '#tests/support/many-posts.ts';
import { pngHeader } from '#tests/support/pictures.ts';
import { write, writer } from '#tests/support/written.ts';

const soon = { timeout: 10_000, interval: 5 };

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

  it('takes the bytes of a picture again that had to go, from a neighbour who was asked for them', async () => {
    vi.stubGlobal('IDBKeyRange', IDBKeyRange);
    const factory = new IDBFactory();
    const mira = writer('mira');
    const body = concatBytes([pngHeader(2, 2), new Uint8Array(20_000)]);
    const picture = write(mira, [
      encodeInscription({ contentType: 'image/png', body, owner: mira.owner }),
      encodePost({ text: 'With a picture', owner: mira.owner }),
    ]);
    const id = toOutpoint(picture.txid, 0);
    // Everything but the newest lies in packs: from there it goes when there is no more room.
    const added = manyEntries(CHUNK_ENTRIES * 2).map((entry) =>
      entry.arrival === 0 ? { ...entry, ...picture } : entry,
    );
    const storage = await FeedStorage.open('devnet', { factory });
    const holdings = emptyHoldings();
    holdings.restore(added);
    await storage.commit({ added }, holdings);
    storage.close();
    const store = await IndexStore.open('devnet', { factory });
    const most = { media: 0, packed: Infinity };
    expect(await store.makeRoom(most, () => true)).toBe(picture.raw.length);

    const given: Record<'stack' | 'neighbour', SourcedTx[]> = { stack: [], neighbour: [] };
    const rings: (() => void)[] = [];
    const follow = (name: 'stack' | 'neighbour') => ({
      source: {
        name,
        changes: async (cursor: string | undefined) => {
          const entries = given[name].slice(Number(cursor ?? 0));
          return { entries, cursor: String(given[name].length), more: false };
        },
        headers: async () => [],
        watch: (ring: () => void) => void rings.push(ring),
      },
      key: name,
      isNeighbour: name === 'neighbour',
    });
    const onChanged = vi.fn<() => void>();
    const sent: FeedTabsMessage[] = [];
    const feed = await Feed.open(
      { network: 'devnet', sources: [follow('stack'), follow('neighbour')] },
      {
        locks: { request: (_name, _options, work) => work() },
        openTabs: () => ({
          send: (message) => sent.push(message),
          listen: () => undefined,
          close: () => undefined,
        }),
        pauses: { round: 60_000, first: 1, longest: 1, least: 0 },
        factory,
      },
      { onChanged, onStatus: () => undefined },
    );
    const gives = async (by: 'stack' | 'neighbour', entry: SourcedTx): Promise<void> => {
      given[by].push(entry);
      for (const ring of rings) ring();
      await vi.waitFor(async () => {
        const state = await store.state();
        expect(state.cursors.get(by)).toBe(String(given[by].length));
      }, soon);
    };
    const bytes = async (): Promise<number> => (await store.sizes()).media;
    expect(await feed.picture(id)).toBeUndefined();
    // What a server lists went for want of room, and a stranger may say anything.
    await gives('stack', picture);
    const wrong = picture.raw.slice().fill(1, -9);
    await gives('neighbour', { txid: picture.txid, raw: wrong, neighbour: 'liar' });
    expect(await feed.picture(id)).toBeUndefined();
    expect(feed.status().refused).toBe(1);
    expect(await bytes()).toBe(0);

    onChanged.mockClear();
    await gives('neighbour', { ...picture, neighbour: 'birch' });
    await vi.waitFor(() => expect(onChanged).toHaveBeenCalled(), soon);
    expect(await feed.picture(id)).toEqual(body);
    // Other tabs hear of it, and it is counted once.
    expect(sent.filter(({ type }) => type === 'stored').at(-1)).toMatchObject({ arrivals: [0] });
    await gives('neighbour', { ...picture, neighbour: 'birch' });
    expect(await bytes()).toBe(picture.raw.length);
    expect(feed.index.posts.length).toBeGreaterThan(CHUNK_ENTRIES);
    expect(await store.makeRoom(most, () => true)).toBe(picture.raw.length);
    feed.close();
    store.close();
  });
});
