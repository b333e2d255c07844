import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { describe, expect, it, vi } from 'vitest';
import { asBlockHash } from '#lib/bytes/brand.ts';
import type { ChannelLike, FeedTabs, FeedTabsMessage } from '#lib/bridge/feed-tabs.ts';
import type { NeighboursView } from '#lib/p2p/neighbours-view.ts';
import type { BrowserNeighbourOptions } from '#lib/p2p/start-in-browser.ts';
import { ShelfStore } from '#lib/store/shelf-store.ts';
import { NeighbourHost, type NeighbourPlatform } from '#lib/sw/neighbour-host.ts';
import { ownRecord } from '#tests/support/own-record.ts';

const RELAY = '/ip4/127.0.0.1/tcp/3200/ws/p2p/12D3KooWJGTfUprP2K8ascxedrrW99pkV3cfAgakXmZ26kjfR27M';
const OTHER = RELAY.replace('3200', '3201');
const CONFIG = { network: 'devnet', relays: [RELAY] } as const;

/** A worker's host over a profile's storage, and everything that it starts. A second one is the worker after it was ended. */
function hostOver(factory = new IDBFactory()) {
  const told: string[] = [];
  let config: Awaited<ReturnType<NeighbourPlatform['readConfig']>> = CONFIG;
  let given: BrowserNeighbourOptions | undefined;
  let hear: ((message: FeedTabsMessage) => void) | undefined;
  let say: ((event: { readonly data: unknown }) => void) | undefined;
  let closed: (() => void) | undefined;
  let failure: Error | undefined;
  let peers = 0;
  const view = (): NeighboursView => ({
    sharing: true,
    state: 'on',
    relays: [],
    peers: Array.from({ length: peers }, (_, at) => ({
      id: `peer ${at}`,
      via: 'relay',
      since: 0,
      bytesIn: 0,
      bytesOut: 0,
      blocksIn: 0,
      blocksOut: 0,
    })),
    shelf: { transactions: 0, bytes: 0, addedToday: 0, budgetBytes: 0 },
    refused: 0,
    recent: [],
  });
  const tabs: FeedTabs = {
    send: () => undefined,
    listen: (listener) => (hear = listener),
    close: () => void told.push('deaf'),
  };
  const received: ChannelLike = {
    postMessage: () => void told.push('received'),
    addEventListener: (_type, listener) => (say = listener),
    close: () => undefined,
  };
  const host = new NeighbourHost({
    readConfig: async () => config,
    openStore: (network, onClosed) => {
      closed = onClosed;
      return ShelfStore.open(network, { factory, onClosed });
    },
    takeOver: async () => () => void told.push('free'),
    script: () => ({
      async start(options) {
        if (failure !== undefined) throw failure;
        given = options;
        told.push(`start ${options.relays.join()}`);
        return {
          view: async () => view(),
          holders: () => peers,
          feedChanged: async () => void told.push('fill'),
          fetchPost: async (txid) => {
            told.push('ask');
            return peers > 1 ? { txid, peer: 'peer 0', bytes: 1, ms: 1 } : undefined;
          },
          hold: async () => true,
          fetchBlock: async (hash) => {
            told.push(`block ${hash}`);
            return Uint8Array.of(9, 1, 2).subarray(1);
          },
          lookIn: async () => void told.push('look'),
          stop: async () => void told.push('stop'),
        };
      },
    }),
    openTabs: () => tabs,
    openReceived: () => received,
    // Whoever waits meets somebody.
    pause: async () => void (peers += 2),
    onChanged: () => void told.push('changed'),
  });
  return {
    host,
    told,
    factory,
    given: () => given,
    feed: (message: FeedTabsMessage) => hear?.(message),
    say: (data: unknown) => say?.({ data }),
    closeStore: () => closed?.(),
    configure: (next: typeof config) => (config = next),
    fail: (error: Error | undefined) => (failure = error),
  };
}

describe('the host of a neighbour', () => {
  it('starts nothing before a page asks for it, and then once', async () => {
    const { host, told } = hostOver();
    expect(await host.view()).toMatchObject({ sharing: true, state: 'starting' });
    expect(told).toEqual([]);
    await Promise.all([host.settle(), host.settle()]);
    expect(told).toEqual([`start ${RELAY}`, 'changed']);
    expect((await host.view()).state).toBe('on');
  });

  it('looks in at neighbours when the feed waits for a source', async () => {
    const { host, told, say } = hostOver();
    await host.settle();
    say('look');
    say('received');
    expect(told).toEqual([`start ${RELAY}`, 'changed', 'look']);
  });

  it('starts none where the host names no relay', async () => {
    const { host, told, configure } = hostOver();
    configure({ network: 'devnet', relays: [] });
    await host.settle();
    expect(told).toEqual([]);
    expect(await host.view()).toMatchObject({ sharing: true, state: 'off' });
  });

  it('follows the configuration', async () => {
    const { host, told, configure } = hostOver();
    await host.settle();
    configure({ network: 'devnet', relays: [OTHER] });
    await host.settle();
    expect(told).toEqual([`start ${RELAY}`, 'changed', 'stop', 'deaf', 'free', `start ${OTHER}`, 'changed']);
  });

  it('keeps to itself once it is told so, also in a worker that was ended meanwhile', async () => {
    const first = hostOver();
    await first.host.settle();
    await first.host.setSharing(false);
    expect(first.told.slice(2)).toEqual(['stop', 'deaf', 'free', 'changed']);
    await first.host.settle();
    expect(await first.host.view()).toMatchObject({ sharing: false, state: 'off' });

    const next = hostOver(first.factory);
    await next.host.settle();
    expect(next.told).toEqual([]);
    expect(await next.host.fetchPost(ownRecord('x').txid)).toBe(false);
    expect(await next.host.view()).toMatchObject({ sharing: false, state: 'off' });
    await next.host.setSharing(true);
    expect(next.told).toContain(`start ${RELAY}`);
    expect((await hostOver(first.factory).host.view()).sharing).toBe(true);
  });

  it('does not lose what else is kept when it is switched', async () => {
    const { host, factory } = hostOver();
    const store = await ShelfStore.open('devnet', { factory });
    await store.setMeta((meta) => ({ ...meta, refused: 3 }));
    await host.setSharing(false);
    expect(await store.meta()).toEqual({ refused: 3, sharing: false });
  });

  it('keeps the switch on though the node does not start, and tries again', async () => {
    const { host, told, fail } = hostOver();
    fail(new Error('no node today'));
    await expect(host.settle()).rejects.toThrow('no node today');
    expect(told).toEqual(['deaf', 'free']);
    await host.setSharing(true);
    expect(await host.view()).toMatchObject({ sharing: true, state: 'starting' });
    fail(undefined);
    await host.settle();
    expect((await host.view()).state).toBe('on');
  });

  it('passes on what the feed stored, and what neighbours gave', async () => {
    const { host, told, feed, given } = hostOver();
    await host.settle();
    feed({ type: 'stored', revision: 1, arrivals: [0] });
    feed({ type: 'hello' });
    given()?.onReceived();
    expect(told.slice(2)).toEqual(['fill', 'received']);
  });

  it('waits for the first neighbours before it says that nobody has a post', async () => {
    const { host, told } = hostOver();
    expect(await host.fetchPost(ownRecord('opened').txid)).toBe(true);
    expect(told.filter((word) => word === 'ask')).toHaveLength(2);
  });

  it('brings a block in memory of its own, from the neighbours that are there', async () => {
    const { host, told } = hostOver();
    const hash = asBlockHash('0b'.repeat(32));
    const raw = await host.fetchBlock(hash);
    expect([raw?.length, raw?.buffer.byteLength]).toEqual([2, 2]);
    expect(told).toContain(`block ${hash}`);
  });

  it('opens its database anew after a newer build has closed it', async () => {
    const { host, told, closeStore } = hostOver();
    await host.settle();
    closeStore();
    await vi.waitFor(() => expect(told).toContain('free'));
    await host.settle();
    expect(told.filter((word) => word.startsWith('start'))).toHaveLength(2);
  });

  it('starts nothing and says nothing any more when another worker takes over', async () => {
    const { host, told, given } = hostOver();
    await host.settle();
    await host.retire();
    await host.settle();
    given()?.onChanged();
    expect(told).toEqual([`start ${RELAY}`, 'changed', 'stop', 'deaf', 'free']);
  });

  it('says that there is no neighbour without storage or configuration', async () => {
    const { host, configure } = hostOver();
    configure(undefined);
    expect((await host.view()).state).toBe('unsupported');
    await expect(host.setSharing(true)).rejects.toThrow('configuration');
    await host.settle();
  });

  it('gathers what neighbours bring with no page open, and ends them again', async () => {
    vi.stubGlobal('IDBKeyRange', IDBKeyRange);
    const { host, told, configure } = hostOver();
    const store = await host.gather();
    expect(told).toEqual([`start ${RELAY}`, 'changed', 'stop', 'deaf', 'free']);
    expect(await store?.inbox(0, 10)).toEqual([]);
    configure({ network: 'devnet', relays: [] });
    expect(await host.gather()).toBeDefined();
    configure(undefined);
    expect(await host.gather()).toBeUndefined();
    expect(told.filter((what) => what.startsWith('start'))).toHaveLength(1);
    vi.unstubAllGlobals();
  });
});
