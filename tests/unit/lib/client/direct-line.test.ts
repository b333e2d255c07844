import 'fake-indexeddb/auto';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Txid } from '#lib/bytes/brand.ts';
import { startDirectLine, type DirectLine, type DirectPlatform } from '#lib/client/direct-line.ts';
import type { NeighboursView } from '#lib/p2p/neighbours-view.ts';
import type { RunningDirect } from '#lib/p2p/start-direct.ts';
import { ContentStore } from '#lib/store/content-store.ts';
import { ShelfStore } from '#lib/store/shelf-store.ts';
import { NOBODY_IN } from '#tests/support/fake-neighbours.ts';
import { largeTx } from '#tests/support/large-tx.ts';
import { ownRecord } from '#tests/support/own-record.ts';

const PEER = {
  id: 'tab',
  of: 'device',
  via: 'direct',
  since: 5,
  bytesIn: 1,
  bytesOut: 2,
  blocksIn: 1,
  blocksOut: 0,
} as const;
const tabs: AbortController[] = [];
afterEach(() => {
  for (const tab of tabs.splice(0)) tab.abort();
});

/** A browser with one profile, in which nothing is real but its storage and its channels. */
function profile() {
  const factory = new IDBFactory();
  const state = {
    metered: false,
    starts: 0,
    running: 0,
    known: [] as readonly string[],
    shared: [] as object[],
    fetched: [] as Txid[],
    /** Whom a new node says to be connected to, and whether a relay answers it. */
    view: { ...NOBODY_IN, peers: [PEER] } as NeighboursView,
  };
  const meteredChanged = new Set<() => void>();
  let turn: Promise<unknown> = Promise.resolve();
  const request = async (
    _name: string,
    options: { signal: AbortSignal },
    work: () => unknown,
  ): Promise<unknown> => {
    const before = turn;
    const mine = before.then(() => (options.signal.aborted ? undefined : work()));
    turn = mine.catch(() => undefined);
    return mine;
  };
  const node = (): RunningDirect => {
    state.starts += 1;
    state.running += 1;
    return {
      view: async () => state.view,
      shelfChanged: async () => undefined,
      fetchPost: async (txid) => {
        state.fetched.push(txid);
        return true;
      },
      meet: async (step) => ({ code: `code for ${step.step}` }),
      shareMedia: (txid, own) => void state.shared.push({ txid, own }),
      stop: async () => void (state.running -= 1),
    };
  };
  const platform: DirectPlatform = {
    isSupported: true,
    isMetered: () => state.metered,
    watchMetered: (onChange) => void meteredChanged.add(onChange),
    locks: { request } as unknown as DirectPlatform['locks'],
    openChannel: (name) => new BroadcastChannel(name),
    openStore: (network) => ShelfStore.open(network, { factory }),
    openContent: (network) => ContentStore.open(network, { factory }),
    script: async () => ({
      startDirect: async ({ known }) => {
        state.known = known;
        return node();
      },
    }),
  };
  return {
    state,
    platform,
    meter: (on: boolean): void => {
      state.metered = on;
      for (const tell of meteredChanged) tell();
    },
    /** Somebody opens a tab. */
    open: async (): Promise<{ readonly line: DirectLine; readonly close: () => void }> => {
      const tab = new AbortController();
      tabs.push(tab);
      const options = {
        network: 'devnet',
        relays: [],
        stun: [],
        onChanged: () => undefined,
        platform,
      } as const;
      return { line: await startDirectLine(options, tab.signal), close: () => tab.abort() };
    },
  };
}

const soon = { timeout: 10_000, interval: 10 };

describe('lines from browser to browser', () => {
  it('are off until somebody wants them, in one tab then, and in none as soon as that is said', async () => {
    const { state, open } = profile();
    const [first, second] = [await open(), await open()];
    expect(await first.line.view()).toEqual({ on: false, state: 'off', media: false });
    expect(state.starts).toBe(0);
    await second.line.set(true);
    await vi.waitFor(
      async () => expect(await first.line.view()).toEqual({ on: true, state: 'on', media: false }),
      soon,
    );
    expect(await second.line.view()).toEqual({ on: true, state: 'on', media: false });
    expect(state).toMatchObject({ starts: 1, running: 1 });
    await first.line.set(false);
    expect(state).toMatchObject({ starts: 1, running: 0 });
    expect(first.line.join(NOBODY_IN)).toBe(NOBODY_IN);
  });

  it('go on in the next tab when the one that has them is closed', async () => {
    const { state, open } = profile();
    const first = await open();
    await first.line.set(true);
    await vi.waitFor(() => expect(state.running).toBe(1), soon);
    const second = await open();
    await vi.waitFor(async () => expect((await second.line.view()).state).toBe('on'), soon);
    expect(await second.line.fetchPost(ownRecord('asked in the other tab').txid)).toBe(true);
    first.close();
    // Whoever was at the other ends is called by the next.
    await vi.waitFor(() => expect(state).toMatchObject({ starts: 2, running: 1, known: [PEER.id] }), soon);
  });

  it('are made with a device that is near, from any tab', async () => {
    const { state, open } = profile();
    const first = await open();
    await first.line.set(true);
    await vi.waitFor(() => expect(state.running).toBe(1), soon);
    const second = await open();
    for (const { line } of [first, second]) {
      expect(await line.meet({ step: 'invite' })).toEqual({ code: 'code for invite' });
      expect(await line.meet({ step: 'answer', code: 'nabo-x' })).toEqual({ code: 'code for answer' });
    }
  });

  it('are said to find nobody where no relay answers for a while', async () => {
    const { state, open } = profile();
    state.view = { ...NOBODY_IN, peers: [], relays: [] };
    const { line } = await open();
    await line.set(true);
    await vi.waitFor(() => expect(state.running).toBe(1), soon);
    expect((await line.view()).state).toBe('starting');
    await vi.waitFor(async () => expect((await line.view()).state).toBe('alone'), soon);
  });

  it('pause on a network that costs by the byte', async () => {
    const { state, open, meter } = profile();
    const { line } = await open();
    await line.set(true);
    await vi.waitFor(() => expect(state.running).toBe(1), soon);
    meter(true);
    await vi.waitFor(() => expect(state.running).toBe(0), soon);
    expect(await line.view()).toEqual({ on: true, state: 'paused', media: false });
    meter(false);
    await vi.waitFor(() => expect(state.running).toBe(1), soon);
  });

  it('carry pictures that were opened in any tab, once that is switched on, and no small ones', async () => {
    const { state, open, platform } = profile();
    const [first, second] = [await open(), await open()];
    const [picture, other, small] = [largeTx(20_000), largeTx(20_000, 1), largeTx(9_000)];
    await first.line.set(true);
    await vi.waitFor(async () => expect((await second.line.view()).state).toBe('on'), soon);
    await first.line.keep(other.txid, false, async () => other.raw);
    expect(await second.line.givesMedia()).toBe(false);
    await second.line.setMedia(true);
    expect(await first.line.view()).toEqual({ on: true, state: 'on', media: true });
    await second.line.keep(small.txid, false, async () => small.raw);
    await second.line.keep(picture.txid, true, async () => picture.raw);
    await second.line.keep(picture.txid, true, async () => picture.raw);
    await vi.waitFor(() => expect(state.shared).toEqual([{ txid: picture.txid, own: true }]), soon);
    const content = await platform.openContent('devnet');
    expect(await content.newest(9)).toEqual([picture.txid]);
    expect((await content.find(picture.txid))?.file).toEqual(picture.raw);
    content.close();
  });

  it('bring back the bytes of what was opened and had to go, and ask for nothing else', async () => {
    const { state, open } = profile();
    const [first, second] = [await open(), await open()];
    const [gone, here, unknown] = [largeTx(20_000), largeTx(20_000, 1), largeTx(20_000, 2)];
    await first.line.set(true);
    await vi.waitFor(async () => expect((await second.line.view()).state).toBe('on'), soon);
    const nothing = vi.fn(async () => new Uint8Array(0));
    await first.line.bringBack(here.txid, async () => here.raw);
    await first.line.bringBack(unknown.txid, async () => undefined);
    await first.line.bringBack(gone.txid, nothing);
    // The screen reads again at each change of the feed.
    await first.line.bringBack(gone.txid, nothing);
    expect(state.fetched).toEqual([gone.txid]);
    expect(nothing).toHaveBeenCalledTimes(1);
    await second.line.bringBack(gone.txid, nothing);
    expect(state.fetched).toEqual([gone.txid, gone.txid]);
  });

  it('are none without sharing', async () => {
    const { state, open, platform } = profile();
    const { line } = await open();
    await line.set(true);
    await vi.waitFor(() => expect(state.running).toBe(1), soon);
    const store = await platform.openStore('devnet');
    await store.setMeta((meta) => ({ ...meta, sharing: false }));
    store.close();
    await line.settle();
    expect(state.running).toBe(0);
    expect(await line.view()).toEqual({ on: true, state: 'off', media: false });
  });

  it('show a device once that is there by both ways', async () => {
    const { open } = profile();
    const { line } = await open();
    await line.set(true);
    await vi.waitFor(async () => expect((await line.view()).state).toBe('on'), soon);
    const byRelay = { ...PEER, id: 'device', via: 'relay', since: 3, bytesIn: 10 } as const;
    const { of: _of, ...other } = { ...byRelay, id: 'other' };
    const { peers } = line.join({ ...NOBODY_IN, peers: [byRelay, other] });
    expect(peers).toEqual([
      { ...PEER, id: 'device', since: 3, bytesIn: 11, bytesOut: 4, blocksIn: 2 },
      other,
    ]);
  });
});
