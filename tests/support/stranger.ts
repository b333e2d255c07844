import { multiaddr } from '@multiformats/multiaddr';
import { MemoryBlockstore } from 'blockstore-core';
import { MemoryDatastore } from 'datastore-core';
import { vi } from 'vitest';
import type { Txid } from '#lib/bytes/brand.ts';
import { concatBytes } from '#lib/bytes/concat.ts';
import { toHex } from '#lib/bytes/hex.ts';
import type { Network } from '#lib/chain/network.ts';
import { cidOf } from '#lib/p2p/cid.ts';
import { GossipJudge } from '#lib/p2p/gossip-judge.ts';
import { encodeMessage, type Announcement } from '#lib/p2p/message.ts';
import { startNeighbourNode, type NeighbourNode } from '#lib/p2p/node.ts';
import { addMiddleware, overhear } from '#lib/p2p/overhear.ts';
import { BITSWAP, DRAWER, HEADERS, PROOF, RECENT, topicOf } from '#lib/p2p/protocols.ts';

const PATIENCE = { timeout: 20_000, interval: 20 };

/** Somebody who speaks to neighbours and keeps no rule of theirs: listens to everything, says and gives anything. */
export interface Stranger extends AsyncDisposable {
  readonly id: string;
  readonly node: NeighbourNode;
  /** Announcements of others. */
  readonly heard: readonly { readonly from: string; readonly announcement: Announcement }[];
  /** All that others sent on streams of ours, in hex. */
  sent(): string;
  /** Gives these bytes to whoever asks for `txid`, whatever they are. */
  give(txid: Txid, bytes: Uint8Array): Promise<void>;
  /** Says to hold these. */
  announce(txids: readonly Txid[]): Promise<void>;
}

type StrangerOptions = {
  readonly network?: Network;
  /** Relays besides the one that is joined, behind which others may be called. */
  readonly otherRelays?: readonly string[];
};

/** Joins behind a relay; resolves when others can be heard and call. */
export async function joinAsStranger(
  relay: string,
  { network = 'devnet', otherRelays = [] }: StrangerOptions = {},
): Promise<Stranger> {
  const topic = topicOf(network);
  const blockstore = new MemoryBlockstore();
  const node = await startNeighbourNode({
    blockstore,
    datastore: new MemoryDatastore(),
    topic,
    relays: [relay, ...otherRelays],
    isBanned: () => false,
  });
  const { libp2p } = node;
  const { gossip } = libp2p.services;
  const parts: Uint8Array[] = [];
  for (const protocol of [BITSWAP, RECENT, DRAWER, PROOF, HEADERS]) {
    addMiddleware(libp2p, protocol, (stream, connection, next) => {
      overhear(stream, (data) => parts.push(data.slice()));
      next(stream, connection);
    });
  }
  const heard: { from: string; announcement: Announcement }[] = [];
  const judge = new GossipJudge();
  gossip.addEventListener('gossipsub:message', ({ detail: { msg } }) => {
    const read = judge.read(msg);
    if (read !== undefined) heard.push({ from: read.from.toString(), announcement: read.announcement });
  });
  gossip.subscribe(topic);
  await libp2p.dial(multiaddr(relay));
  await vi.waitFor(() => {
    if (libp2p.getMultiaddrs().length === 0 || gossip.getSubscribers(topic).length === 0)
      throw new Error('the relay has not taken us in');
  }, PATIENCE);
  return {
    id: libp2p.peerId.toString(),
    node,
    heard,
    sent: () => toHex(concatBytes(parts)),
    // Past Helia, which would check.
    give: async (txid, bytes) => void (await blockstore.put(cidOf(txid), bytes)),
    announce: async (txids) => {
      const addrs = libp2p.getMultiaddrs().map(String);
      await gossip.publish(topic, encodeMessage({ v: 1, txids, addrs }));
    },
    [Symbol.asyncDispose]: async () => void (await node.stop()),
  };
}
