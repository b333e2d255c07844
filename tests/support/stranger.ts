import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { generateKeyPair } from '@libp2p/crypto/keys';
import type { PeerId } from '@libp2p/interface';
import { peerIdFromPrivateKey, peerIdFromString } from '@libp2p/peer-id';
import { multiaddr } from '@multiformats/multiaddr';
import { MemoryBlockstore } from 'blockstore-core';
import { MemoryDatastore } from 'datastore-core';
import type { Txid } from '#lib/bytes/brand.ts';
import { concatBytes } from '#lib/bytes/concat.ts';
import { toHex } from '#lib/bytes/hex.ts';
import type { Network } from '#lib/chain/network.ts';
import { cidOf } from '#lib/p2p/cid.ts';
import { Exchange } from '#lib/p2p/exchange.ts';
import { GossipJudge } from '#lib/p2p/gossip-judge.ts';
import { encodeMessage, type Announcement } from '#lib/p2p/message.ts';
import { startNeighbourNode, type NeighbourNode } from '#lib/p2p/node.ts';
import { addMiddleware, overhear } from '#lib/p2p/overhear.ts';
import { BITSWAP, DRAWER, HEADERS, PROOF, RECENT, topicOf } from '#lib/p2p/protocols.ts';
import { eventually } from './eventually.ts';

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
  /** Says to hold these, and to be found there; where it is found indeed, unless said. */
  announce(txids: readonly Txid[], addrs?: readonly string[]): Promise<void>;
  /** Calls somebody through the relay, whether or not a line is open. */
  reach(id: string): Promise<void>;
  hangUp(id: string): Promise<void>;
  /** Asks somebody on the open line what they hold. */
  holdingsOf(id: string): Promise<readonly Txid[]>;
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
  await eventually(async () => {
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
    announce: async (txids, addrs = libp2p.getMultiaddrs().map(String)) => {
      await gossip.publish(topic, encodeMessage({ v: 1, txids, addrs }));
    },
    reach: async (id) => {
      await libp2p.hangUp(peerIdFromString(id));
      await libp2p.dial(multiaddr(`${relay}/p2p-circuit/p2p/${id}`), { signal: AbortSignal.timeout(5_000) });
    },
    hangUp: (id) => libp2p.hangUp(peerIdFromString(id)),
    holdingsOf: async (id) => {
      const exchange = new Exchange(libp2p, network);
      return (await exchange.recent(peerIdFromString(id), undefined, AbortSignal.timeout(5_000))).txids;
    },
    [Symbol.asyncDispose]: async () => void (await node.stop()),
  };
}

/** A relay that takes every call and never says a word. */
export interface SilentRelay extends AsyncDisposable {
  readonly address: string;
  /** How often it was called. */
  calls(): number;
}

export async function startSilentRelay(): Promise<SilentRelay> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    // Whoever gives up is gone; that is all that is ever heard of them.
    socket.on('error', () => socket.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    address: `/ip4/127.0.0.1/tcp/${port}/ws/p2p/${(await newPeerId()).toString()}`,
    calls: () => sockets.size,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** The name of somebody whom nobody has ever met. */
export const newPeerId = async (): Promise<PeerId> => peerIdFromPrivateKey(await generateKeyPair('Ed25519'));
