import 'fake-indexeddb/auto';
import type { Stream } from '@libp2p/interface';
import { peerIdFromString } from '@libp2p/peer-id';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { fromDisplayHex } from '#lib/bytes/hex.ts';
import { GOSSIP_WINDOW_MS, MAX_BITSWAP_BYTES, MAX_GOSSIP_PER_PEER, MAX_TX_BYTES } from '#lib/p2p/limits.ts';
import { BITSWAP } from '#lib/p2p/protocols.ts';
import { bitswapMessage, IDENTITY_PREFIX, TRANSACTION_PREFIX } from '#tests/support/bitswap-wire.ts';
import { newProfile } from '#tests/support/feed-tab.ts';
import {
  joinNeighbours,
  startTestRelay,
  type TestNeighbour,
  type TestRelay,
} from '#tests/support/neighbours.ts';
import { ownRecord } from '#tests/support/own-record.ts';
import { joinAsStranger, type Stranger } from '#tests/support/stranger.ts';

// Real nodes behind a real relay: somebody who keeps no rule, and what comes of it.

const PATIENCE = { timeout: 20_000, interval: 20 };
const TIMEOUT = 60_000;

let relay: TestRelay;
beforeAll(async () => void (relay = await startTestRelay()), TIMEOUT);
afterAll(async () => relay[Symbol.asyncDispose]());

const isReachable = ({ neighbour }: TestNeighbour): Promise<void> =>
  vi.waitFor(() => expect(neighbour.addresses()).not.toEqual([]), PATIENCE);

const openBitswap = ({ node }: Stranger, { neighbour }: TestNeighbour): Promise<Stream> =>
  node.libp2p.dialProtocol(peerIdFromString(neighbour.id), BITSWAP, { runOnLimitedConnection: true });

const isHungUpOn = ({ node }: Stranger, { neighbour }: TestNeighbour): Promise<void> =>
  vi.waitFor(() => {
    const lines = node.libp2p.getConnections(peerIdFromString(neighbour.id));
    expect(lines.filter(({ status }) => status === 'open')).toEqual([]);
  }, PATIENCE);

describe('whoever sends what nobody asked for', { timeout: TIMEOUT }, () => {
  it('is counted, hung up on, and nothing of it is kept', async () => {
    await using victim = await joinNeighbours(newProfile(), [relay.address]);
    await using sender = await joinAsStranger(relay.address);
    await isReachable(victim);
    await sender.reach(victim.neighbour.id);
    const stream = await openBitswap(sender, victim);
    const posts = Array.from({ length: 20 }, (_none, at) => ownRecord(`nobody wants number ${at}`));
    stream.send(bitswapMessage(posts.map(({ raw }) => ({ prefix: TRANSACTION_PREFIX, data: raw }))));
    await isHungUpOn(sender, victim);
    await vi.waitFor(
      async () => expect((await victim.neighbour.view()).refused).toBeGreaterThan(2),
      PATIENCE,
    );
    expect(await victim.store.count()).toBe(0);
    expect(await victim.store.inbox(0, 10)).toEqual([]);
    // Nor is it let in again.
    await sender.reach(victim.neighbour.id).catch(() => undefined);
    await isHungUpOn(sender, victim);
    expect((await victim.neighbour.view()).peers).toEqual([]);
  });
});

describe('a message that is longer than bitswap may be', { timeout: TIMEOUT }, () => {
  it('is cut off, and others go on being heard', async () => {
    await using victim = await joinNeighbours(newProfile(), [relay.address]);
    await using sender = await joinAsStranger(relay.address);
    await using honest = await joinNeighbours(newProfile(), [relay.address]);
    await isReachable(victim);
    await sender.reach(victim.neighbour.id);
    const stream = await openBitswap(sender, victim);
    const data = new Uint8Array(MAX_BITSWAP_BYTES + MAX_TX_BYTES);
    stream.send(bitswapMessage([{ prefix: TRANSACTION_PREFIX, data }]));
    await vi.waitFor(() => expect(stream.status).not.toBe('open'), PATIENCE);
    const { txid, raw } = ownRecord('heard all the same');
    await honest.neighbour.hold(txid, raw);
    await vi.waitFor(async () => expect(await victim.store.count()).toBe(1), PATIENCE);
    expect((await victim.store.newest(1)).map((row) => row.txid)).toEqual([txid]);
  });
});

describe('a block under the right hash of another kind', { timeout: TIMEOUT }, () => {
  it('ends one try, and the post comes from somebody honest', async () => {
    await using victim = await joinNeighbours(newProfile(), [relay.address]);
    await using liar = await joinAsStranger(relay.address);
    await using honest = await joinNeighbours(newProfile(), [relay.address]);
    await isReachable(victim);
    await isReachable(honest);
    await liar.reach(victim.neighbour.id);
    const { txid, raw } = ownRecord('wanted, and confused by somebody');
    const digest = fromDisplayHex(txid) ?? new Uint8Array(0);
    // Helia matches what it wants by the digest alone: this names itself, and has the digest as its bytes.
    const confusing = bitswapMessage([{ prefix: IDENTITY_PREFIX, data: digest }]);
    const stream = await openBitswap(liar, victim);
    const confuse = setInterval(() => {
      if (stream.status === 'open') stream.send(confusing);
    }, 5);
    try {
      await liar.announce([txid]);
      await honest.neighbour.hold(txid, raw);
      await vi.waitFor(async () => expect(await victim.store.count()).toBe(1), PATIENCE);
    } finally {
      clearInterval(confuse);
    }
    expect(await victim.store.inbox(0, 10)).toMatchObject([{ txid, raw, peer: honest.neighbour.id }]);
    await isHungUpOn(liar, victim);
  });
});

describe('whoever announces without end', { timeout: TIMEOUT }, () => {
  it('is passed on as often as a rule allows', async () => {
    await using flooder = await joinAsStranger(relay.address);
    await using listener = await joinAsStranger(relay.address);
    await using honest = await joinNeighbours(newProfile(), [relay.address]);
    await isReachable(honest);
    const begun = performance.now();
    for (let at = 0; at < 5 * MAX_GOSSIP_PER_PEER; at += 1)
      await flooder.announce([ownRecord(`flood ${at}`).txid]);
    // What is said after it goes the same way.
    const { txid, raw } = ownRecord('after the flood');
    await honest.neighbour.hold(txid, raw);
    await vi.waitFor(
      () => expect(listener.heard.some(({ announcement }) => announcement.txids.includes(txid))).toBe(true),
      PATIENCE,
    );
    const windows = 1 + Math.ceil((performance.now() - begun) / GOSSIP_WINDOW_MS);
    const heard = listener.heard.filter(({ from }) => from === flooder.id).length;
    expect(heard).toBeGreaterThan(0);
    expect(heard).toBeLessThanOrEqual(windows * MAX_GOSSIP_PER_PEER);
  });
});
