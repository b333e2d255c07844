import 'fake-indexeddb/auto';
import type { PeerId } from '@libp2p/interface';
import { multiaddr } from '@multiformats/multiaddr';
import { MemoryBlockstore } from 'blockstore-core';
import { MemoryDatastore } from 'datastore-core';
import { describe, expect, it, vi } from 'vitest';
import type { Txid } from '#lib/bytes/brand.ts';
import { concatBytes } from '#lib/bytes/concat.ts';
import { fromDisplayHex, toHex } from '#lib/bytes/hex.ts';
import { encodeUtf8 } from '#lib/bytes/text.ts';
import { cidOf } from '#lib/p2p/cid.ts';
import { DIAL_MS } from '#lib/p2p/limits.ts';
import { encodeMessage } from '#lib/p2p/message.ts';
import { DRAWER } from '#lib/p2p/protocols.ts';
import { serveExchange, type ServedOptions } from '#lib/p2p/exchange.ts';
import { FeedReader } from '#lib/p2p/feed-reader.ts';
import { HolderRouter, type Holder } from '#lib/p2p/router.ts';
import { Shelf } from '#lib/p2p/shelf.ts';
import { collectBlock } from '#lib/p2p/shelf-blockstore.ts';
import { ask } from '#lib/p2p/stream.ts';
import { ShelfStore } from '#lib/store/shelf-store.ts';
import { newProfile } from '#tests/support/feed-tab.ts';
import { joinNeighbours, startTestRelay, type TestNeighbour } from '#tests/support/neighbours.ts';
import { mineTestHeader } from '#tests/support/mined-headers.ts';
import { ownRecord } from '#tests/support/own-record.ts';
import { joinAsStranger, newPeerId, startSilentRelay, type Stranger } from '#tests/support/stranger.ts';

// Real nodes behind a real relay, each its own device.

const PATIENCE = { timeout: 20_000, interval: 20 };
const TIMEOUT = 60_000;

const isReachable = ({ neighbour }: TestNeighbour): Promise<void> =>
  vi.waitFor(() => expect(neighbour.addresses()).not.toEqual([]), PATIENCE);

type Post = ReturnType<typeof ownRecord>;

/** Lets somebody serve a shelf with these on it, without a word to anybody. Answers what goes out of it, as it goes. */
async function serveQuietly(
  { node }: Stranger,
  posts: readonly Post[],
  block?: ServedOptions['block'],
): Promise<string[]> {
  const { factory } = newProfile();
  const store = await ShelfStore.open('devnet', { factory });
  const blocks = new Map<Txid, Uint8Array>();
  const shelf = new Shelf({
    store,
    blocks: {
      get: async (txid) => blocks.get(txid),
      put: async (txid, raw) => void blocks.set(txid, raw),
      delete: async (txid) => void blocks.delete(txid),
    },
  });
  for (const { txid, raw } of posts) await shelf.hold(txid, raw);
  const feed = await FeedReader.open('devnet', store, shelf, { factory });
  const served: string[] = [];
  const onServed: ServedOptions['onServed'] = (_peer, txs) => served.push(...txs.map(({ txid }) => txid));
  await serveExchange(node.libp2p, {
    network: 'devnet',
    shelf,
    feed,
    onServed,
    ...(block !== undefined && { block }),
  });
  return served;
}

const announcedBy = ({ neighbour }: TestNeighbour, { heard }: Stranger): string[] =>
  heard.flatMap(({ from, announcement }) => (from === neighbour.id ? announcement.txids : []));

/** A txid in hex of bytes: as it is written, and as a block's name has it. */
const names = (txid: Txid): string[] =>
  [encodeUtf8(txid), fromDisplayHex(txid) ?? new Uint8Array(1)].map(toHex);

describe('a block', { timeout: TIMEOUT }, () => {
  it('comes from whoever looked at its district, and never another one', async () => {
    await using relay = await startTestRelay();
    await using c = await joinNeighbours(newProfile(), [relay.address]);
    await using liar = await joinAsStranger(relay.address);
    await using a = await joinAsStranger(relay.address);
    await isReachable(c);
    const wanted = mineTestHeader();
    const other = mineTestHeader({ time: 1_900_000_000 });
    const raw = concatBytes([wanted.bytes, new Uint8Array(300_000).fill(7)]);
    const asked: string[] = [];
    await serveQuietly(liar, [], () => Promise.resolve(other.bytes));
    await serveQuietly(a, [], (hash) => {
      asked.push(hash);
      return Promise.resolve(hash === wanted.hash ? raw : undefined);
    });
    const [address = ''] = c.neighbour.addresses();
    for (const { node } of [liar, a]) await node.libp2p.dial(multiaddr(address));
    await vi.waitFor(async () => expect((await c.neighbour.view()).peers).toHaveLength(2), PATIENCE);

    const live = new AbortController().signal;
    expect(await c.neighbour.fetchBlock(wanted.hash, live)).toEqual(raw);
    const nobodys = mineTestHeader({ time: 1_950_000_000 }).hash;
    expect(await c.neighbour.fetchBlock(nobodys, live)).toBeUndefined();
    expect(asked).toEqual([wanted.hash, nobodys]);
  });
});

describe('an opened post', { timeout: TIMEOUT }, () => {
  it('comes with its drawer from whoever holds it, and nobody hears its name', async () => {
    await using relay = await startTestRelay();
    await using c = await joinNeighbours(newProfile(), [relay.address]);
    await using spy = await joinAsStranger(relay.address);
    await using a = await joinAsStranger(relay.address);
    await isReachable(c);
    const posts = Array.from({ length: 400 }, (_, at) => ownRecord(`an old post, number ${at}`));
    const served = await serveQuietly(a, posts);
    const [wanted = ownRecord('')] = posts;
    const drawer = posts.map(({ txid }) => txid).filter((txid) => txid.startsWith(wanted.txid.slice(0, 2)));
    const loud = ownRecord('a want that everybody hears');
    const [address = ''] = c.neighbour.addresses();
    for (const { node } of [a, spy]) await node.libp2p.dial(multiaddr(address));
    await spy.announce([loud.txid]);
    await vi.waitFor(async () => {
      expect((await c.neighbour.view()).peers).toHaveLength(2);
      expect(names(loud.txid).some((name) => spy.sent().includes(name))).toBe(true);
    }, PATIENCE);

    const found = await c.neighbour.fetchPost(wanted.txid, AbortSignal.timeout(10_000));
    expect(found).toMatchObject({ txid: wanted.txid, peer: a.id, bytes: wanted.raw.length });
    const received = (await c.store.inbox(0, 1_000)).map(({ txid }) => txid);
    expect(received.toSorted()).toEqual(drawer.toSorted());
    expect(served.toSorted()).toEqual(drawer.toSorted());
    expect(await c.blocks.has(cidOf(wanted.txid))).toBe(true);
    // The spy was asked for the drawer or was not; in neither case did it hear a name.
    for (const txid of drawer) for (const name of names(txid)) expect(spy.sent()).not.toContain(name);

    const nobodys = ownRecord('nobody holds this').txid;
    expect(await c.neighbour.fetchPost(nobodys, AbortSignal.timeout(10_000))).toBeUndefined();
  });
});

describe('a drawer that is too full for one answer', { timeout: TIMEOUT }, () => {
  it('is asked for more narrowly', async () => {
    await using relay = await startTestRelay();
    await using c = await joinNeighbours(newProfile(), [relay.address]);
    await using a = await joinAsStranger(relay.address);
    await isReachable(c);
    const long = 'a long post. '.repeat(550);
    const posts = Array.from({ length: 600 }, (_, at) => ownRecord(`${at} ${long}`));
    const drawers = Map.groupBy(posts, ({ txid }) => txid.slice(0, 2)).values();
    const fullest = [...drawers].toSorted((one, other) => other.length - one.length)[0] ?? [];
    expect(fullest.reduce((sum, { raw }) => sum + 2 * raw.length, 0)).toBeGreaterThan(64 * 1024);
    const served = await serveQuietly(a, fullest);
    const [address = ''] = c.neighbour.addresses();
    await a.node.libp2p.dial(multiaddr(address));
    await vi.waitFor(async () => expect((await c.neighbour.view()).peers).toHaveLength(1), PATIENCE);

    const [wanted = ownRecord('')] = fullest;
    const found = await c.neighbour.fetchPost(wanted.txid, AbortSignal.timeout(10_000));
    expect(found?.txid).toBe(wanted.txid);
    expect(served).toContain(wanted.txid);
    expect(served.length).toBeLessThan(fullest.length);
  });
});

describe('a device that comes back', { timeout: TIMEOUT }, () => {
  it('tells what it holds to those who do not ask', async () => {
    await using relay = await startTestRelay();
    await using spy = await joinAsStranger(relay.address);
    const profile = newProfile();
    const kept = { blocks: new MemoryBlockstore(), datastore: new MemoryDatastore() };
    const { txid, raw } = ownRecord('held since yesterday');
    const before = await joinNeighbours(profile, [], kept);
    await before.neighbour.hold(txid, raw);
    await before[Symbol.asyncDispose]();

    await using a = await joinNeighbours(profile, [relay.address], kept);
    await vi.waitFor(() => expect(announcedBy(a, spy)).toContain(txid), PATIENCE);
  });
});

describe('sharing that is switched off', { timeout: TIMEOUT }, () => {
  it('serves nothing and announces nothing, not even what waited to be said', async () => {
    await using relay = await startTestRelay();
    const a = await joinNeighbours(newProfile(), [relay.address]);
    await using b = await joinNeighbours(newProfile(), [relay.address]);
    await using spy = await joinAsStranger(relay.address);
    await isReachable(a);
    await isReachable(b);
    const { txid, raw } = ownRecord('shared while it was on');
    await a.neighbour.hold(txid, raw);
    await vi.waitFor(() => expect(announcedBy(a, spy)).toContain(txid), PATIENCE);
    const [address = ''] = a.neighbour.addresses();
    const line = await spy.node.libp2p.dial(multiaddr(address));
    const begins = encodeMessage({ v: 1, network: 'devnet', begins: txid.slice(0, 2) });
    const askA = () => ask(spy.node.libp2p, line.remotePeer, DRAWER, begins, 65_536);
    expect((await askA()).length).toBeGreaterThan(raw.length);

    const late = ownRecord('held in the very moment');
    const after = ownRecord('held when it was off');
    await a.neighbour.hold(late.txid, late.raw);
    await a.neighbour.stop();
    await a.neighbour.hold(after.txid, after.raw).catch(() => undefined);
    await a.neighbour.feedChanged().catch(() => undefined);

    await vi.waitFor(() => expect(line.status).not.toBe('open'), PATIENCE);
    await expect(askA()).rejects.toThrow();
    await expect(spy.node.libp2p.dial(multiaddr(address))).rejects.toThrow();
    expect(a.neighbour.addresses()).toEqual([]);
    // What others say after that comes by the same way, and takes longer than the longest pause before an announcement.
    let heardBefore: number | undefined;
    for (const words of ['one', 'two', 'three', 'four']) {
      const said = ownRecord(words);
      await b.neighbour.hold(said.txid, said.raw);
      await vi.waitFor(() => expect(announcedBy(b, spy)).toContain(said.txid), PATIENCE);
      // What it had said before it was switched off has come by now, too.
      heardBefore ??= spy.heard.length;
    }
    expect(announcedBy(a, spy)).not.toContain(late.txid);
    expect(announcedBy(a, spy)).not.toContain(after.txid);
    expect(spy.heard.slice(heardBefore).filter(({ from }) => from === a.neighbour.id)).toEqual([]);
    expect((await b.neighbour.view()).peers.map(({ id }) => id)).not.toContain(a.neighbour.id);
    a.store.close();
  });
});

describe('a holder that is dead', { timeout: TIMEOUT }, () => {
  it('does not hold up the one that is named after it', async () => {
    await using relay = await startTestRelay();
    await using silent = await startSilentRelay();
    const { txid, raw } = ownRecord('held by the living');
    await using living = await joinAsStranger(relay.address);
    await living.give(txid, raw);
    await using c = await joinAsStranger(relay.address, { otherRelays: [silent.address] });
    const holders = new HolderRouter(c.node.libp2p);
    c.node.addRouter(holders);
    const addressesOf = (peer: PeerId, base: string): Holder => ({
      peer,
      addresses: [multiaddr(`${base}/p2p-circuit/p2p/${peer.toString()}`)],
    });
    holders.note([txid], addressesOf(living.node.libp2p.peerId, relay.address));
    // One that the relay does not know, and one behind a relay that takes the call and says nothing.
    holders.note([txid], addressesOf(await newPeerId(), relay.address));
    holders.note([txid], addressesOf(await newPeerId(), silent.address));
    expect(c.node.libp2p.getConnections(living.node.libp2p.peerId)).toEqual([]);

    const begun = performance.now();
    const got = await collectBlock(
      c.node.blockstore.get(cidOf(txid), { signal: AbortSignal.timeout(20_000) }),
    );
    const took = performance.now() - begun;
    expect(got).toEqual(raw);
    expect(silent.calls()).toBe(1);
    // The silent one is given up after DIAL_MS: nobody waited for that.
    expect(took).toBeLessThan(DIAL_MS);
  });
});
