import type { PeerId } from '@libp2p/interface';
import { peerIdFromString } from '@libp2p/peer-id';
import type { Txid } from '#lib/bytes/brand.ts';
import type { Network } from '#lib/chain/network.ts';
import type { ShelfStore } from '#lib/store/shelf-store.ts';
import { cidOf } from './cid.ts';
import { Exchange, serveExchange } from './exchange.ts';
import { FeedReader } from './feed-reader.ts';
import { ANNOUNCED_AT_ONCE, DIAL_MS, MAX_LOG, MAX_REFUSALS } from './limits.ts';
import { GossipJudge } from './gossip-judge.ts';
import type { Announcement } from './message.ts';
import type { NeighboursView, NeighbourView } from './neighbours-view.ts';
import { startNeighbourNode, type NeighbourNode, type NodeOptions } from './node.ts';
import { addMiddleware } from './overhear.ts';
import { BITSWAP, HEADERS, PROOF, RECENT, topicOf } from './protocols.ts';
import { Receiver } from './receive.ts';
import { Relays } from './relays.ts';
import { HolderRouter, type Holder } from './router.ts';
import { Announcer } from './share.ts';
import { Shelf } from './shelf.ts';
import { collectBlock, guardBlockstore, readHeld } from './shelf-blockstore.ts';
import { Traffic, type PassingBlock } from './traffic.ts';

export type NeighbourOptions = {
  readonly network: Network;
  /** Multiaddrs of relays, each ending in its PeerId. */
  readonly relays: readonly string[];
  readonly store: ShelfStore;
  readonly blockstore: NodeOptions['blockstore'];
  readonly datastore: NodeOptions['datastore'];
  readonly allowsLocal: boolean;
  /** What the screen shows is not what it was. */
  readonly onChanged?: () => void;
  /** Transactions of neighbours wait in the store for the feed. */
  readonly onReceived?: () => void;
  /** Opens the feed's database; given by tests that run several people in one process. */
  readonly factory?: IDBFactory;
};

/** How many neighbours have been read in full while this node runs; beyond it, the first may be read again. */
const MAX_READ = 500;

/**
 * One device among its neighbours, while it shares: serves what is on its shelf, announces what is new there, and takes
 * what others hold. Stopped, it serves and announces nothing.
 */
export class Neighbour {
  private readonly options: NeighbourOptions;
  private readonly node: NeighbourNode;
  private readonly shelf: Shelf;
  private readonly feed: FeedReader;
  private readonly relays: Relays;
  private readonly announcer: Announcer;
  private readonly receiver: Receiver;
  private readonly traffic: Traffic;
  private readonly refusals: Map<string, number>;
  /** Blocks that are waited for. */
  private readonly awaited = new Map<Txid, (block: PassingBlock) => void>();
  /** Neighbours whose whole shelf was read. */
  private readonly read = new Set<string>();

  private constructor(
    options: NeighbourOptions,
    parts: {
      node: NeighbourNode;
      shelf: Shelf;
      feed: FeedReader;
      refusals: Map<string, number>;
    },
  ) {
    this.options = options;
    const { store, network } = options;
    const { node, shelf, feed, refusals } = parts;
    const { libp2p } = node;
    this.node = node;
    this.shelf = shelf;
    this.feed = feed;
    this.refusals = refusals;
    this.relays = new Relays({ addresses: options.relays, line: libp2p, onChanged: () => this.changed() });
    this.announcer = new Announcer({
      addresses: () => libp2p.getMultiaddrs().map((address) => address.toString()),
      publish: (message) => libp2p.services.gossip.publish(topicOf(network), message),
    });
    const holders = new HolderRouter(libp2p);
    node.addRouter(holders);
    this.receiver = new Receiver({
      store,
      shelf,
      feed,
      holders,
      exchange: new Exchange(libp2p, network),
      fetchBlock: (txid, signal) => this.fetchBlock(txid, signal),
      readBlock: (txid) => readHeld(options.blockstore, cidOf(txid)),
      onRefused: (peer) => this.refuse(peer.toString()),
      onReceived: (received) => quietly(this.received(received)),
    });
    this.traffic = new Traffic({
      onIn: (block) => this.onBlockIn(block),
      onOut: ({ txid, peer, block }) =>
        void this.note({ txid, peer, bytes: block.length, ms: 0, direction: 'out' }),
    });
  }

  /** Makes the node and starts it. Relays that are not there are waited for in the background. */
  static async start(options: NeighbourOptions): Promise<Neighbour> {
    const { network, store, datastore, allowsLocal } = options;
    const refusals = new Map<string, number>();
    const blockstore = guardBlockstore(options.blockstore);
    // Nobody is called before the relays are.
    const node = await startNeighbourNode({
      blockstore,
      datastore,
      allowsLocal,
      topic: topicOf(network),
      isBanned: (peer) => (refusals.get(peer) ?? 0) >= MAX_REFUSALS,
    });
    const shelf = new Shelf({
      store,
      blocks: {
        put: async (txid, raw) => void (await node.blockstore.put(cidOf(txid), raw)),
        delete: async (txid) => blockstore.delete(cidOf(txid)),
      },
    });
    const feed = await FeedReader.open(
      network,
      store,
      shelf,
      options.factory && { factory: options.factory },
    );
    const neighbour = new Neighbour(options, { node, shelf, feed, refusals });
    await neighbour.begin();
    return neighbour;
  }

  get id(): string {
    return this.node.libp2p.peerId.toString();
  }

  /** Where this device is found. Empty until a relay has taken it in. */
  addresses(): string[] {
    return this.node.libp2p.getMultiaddrs().map((address) => address.toString());
  }

  /** The feed stored something: puts it on the shelf, and tells neighbours. */
  async feedChanged(): Promise<void> {
    const fresh = await this.feed.fill();
    this.announcer.add(fresh);
    if (fresh.length > 0) this.changed();
  }

  /** Puts one transaction on the shelf, whoever gave it, and tells neighbours. Answers whether it is held. */
  async hold(txid: Txid, raw: Uint8Array): Promise<boolean> {
    const held = await this.shelf.hold(txid, raw);
    if (held.ok && held.value === 'new') this.announcer.add([txid]);
    return held.ok;
  }

  async view(): Promise<NeighboursView> {
    const [shelf, { refused = 0 }, recent] = await Promise.all([
      this.shelf.size(),
      this.options.store.meta(),
      this.options.store.passages(),
    ]);
    const relays = this.relays.view();
    return {
      sharing: true,
      state: relays.some(({ connected }) => connected) ? 'on' : 'starting',
      self: this.id,
      relays,
      peers: this.peers(),
      shelf,
      refused,
      recent,
    };
  }

  async stop(): Promise<void> {
    this.relays.stop();
    this.announcer.stop();
    this.receiver.stop();
    await this.node.stop();
    this.feed.close();
  }

  private async begin(): Promise<void> {
    const { network } = this.options;
    const topic = topicOf(network);
    const { libp2p } = this.node;
    const { gossip } = libp2p.services;
    addMiddleware(libp2p, BITSWAP, this.traffic.countBlocks);
    for (const protocol of [RECENT, PROOF, HEADERS]) {
      addMiddleware(libp2p, protocol, this.traffic.countBytes);
    }
    await serveExchange(libp2p, network, this.shelf, this.feed);
    const judge = new GossipJudge();
    gossip.topicValidators.set(topic, (_source, message) => judge.judge(message));
    gossip.addEventListener('gossipsub:message', ({ detail: { msg } }) => {
      const heard = judge.read(msg);
      if (heard !== undefined && msg.topic === topic) quietly(this.hear(heard.from, heard.announcement));
    });
    gossip.addEventListener('subscription-change', ({ detail: { peerId, subscriptions } }) => {
      const listens = subscriptions.some(({ topic: heard, subscribe }) => heard === topic && subscribe);
      if (listens && this.relays.isRelay(peerId)) void this.announcer.hello();
    });
    gossip.subscribe(topic);
    libp2p.addEventListener('peer:connect', () => this.changed());
    libp2p.addEventListener('peer:disconnect', ({ detail: peer }) => {
      this.read.delete(peer.toString());
      this.traffic.forget(peer.toString());
      this.changed();
    });
    // Whoever is greeted before this device has an address could not call back.
    libp2p.addEventListener('self:peer:update', () => {
      this.changed();
      if (this.addresses().length > 0) void this.announcer.hello();
    });
    this.relays.start();
    await this.feedChanged();
  }

  private async hear(from: PeerId, { txids, addrs }: Announcement): Promise<void> {
    if (from.equals(this.node.libp2p.peerId) || this.isBanned(from)) return;
    const holder: Holder = { peer: from, addresses: this.relays.addressesOf(from, addrs) };
    if (txids.length === 0) {
      const { txids: newest } = await this.shelf.recent();
      this.announcer.add(newest.slice(0, ANNOUNCED_AT_ONCE));
      return;
    }
    await this.receiver.take(txids, holder);
    await this.readAll(holder);
  }

  /** Reads the whole shelf of a neighbour that is new to us. */
  private async readAll(holder: Holder): Promise<void> {
    const id = holder.peer.toString();
    if (this.read.has(id)) return;
    this.read.add(id);
    const [first] = this.read;
    if (this.read.size > MAX_READ && first !== undefined) this.read.delete(first);
    try {
      if (!this.isConnected(holder.peer)) {
        await this.node.libp2p.dial([...holder.addresses], { signal: AbortSignal.timeout(DIAL_MS) });
      }
      await this.receiver.takeRecent(holder);
    } catch {
      // Gone, or it does not answer: its next announcement is another chance.
      this.read.delete(id);
    }
  }

  /**
   * Gets a block by bitswap from whichever neighbour answers first. Wants go to every connected neighbour, and tell them
   * nothing but what is held in bulk anyway. Bitswap misses a block that comes before it has begun to listen, and then
   * waits in vain: so it is taken as it goes by, when its bytes hash to the name.
   */
  private async fetchBlock(txid: Txid, signal: AbortSignal): Promise<{ raw: Uint8Array; peer: PeerId }> {
    const { promise, resolve, reject } = Promise.withResolvers<{ raw: Uint8Array; peer: PeerId }>();
    this.awaited.set(txid, ({ block, peer }) =>
      resolve({ raw: block.slice(), peer: peerIdFromString(peer) }),
    );
    // Its own answer is of no use but when there is none.
    collectBlock(this.node.blockstore.get(cidOf(txid), { signal })).catch(reject);
    try {
      return await promise;
    } finally {
      this.awaited.delete(txid);
    }
  }

  private async received(
    received: readonly { txid: Txid; peer: string; bytes: number; ms: number }[],
  ): Promise<void> {
    for (const each of received) await this.note({ ...each, direction: 'in' });
    this.announcer.add(received.map(({ txid }) => txid));
    this.options.onReceived?.();
  }

  private onBlockIn(passing: PassingBlock): void {
    const { peer, txid } = passing;
    this.changed();
    this.awaited.get(txid)?.(passing);
    if (this.receiver.wasAsked(txid)) return;
    this.refuse(peer);
  }

  private async note(passage: {
    txid: Txid;
    direction: 'in' | 'out';
    peer: string;
    bytes: number;
    ms: number;
  }): Promise<void> {
    await this.options.store.note({ ...passage, at: Date.now() }, MAX_LOG).catch(() => undefined);
    this.changed();
  }

  /** Counts a lie; after some of them the neighbour is hung up on, and not let in again while this node runs. */
  private refuse(peer: string): void {
    const count = (this.refusals.get(peer) ?? 0) + 1;
    this.refusals.set(peer, count);
    void this.options.store
      .setMeta((meta) => ({ ...meta, refused: (meta.refused ?? 0) + 1 }))
      .catch(() => undefined)
      .then(() => this.changed());
    if (count < MAX_REFUSALS) return;
    for (const connection of this.node.libp2p.getConnections()) {
      if (connection.remotePeer.toString() === peer) connection.abort(new Error('gave wrong data'));
    }
  }

  private peers(): NeighbourView[] {
    const views = new Map<string, NeighbourView>();
    for (const { remotePeer, status, limits, direct, timeline } of this.node.libp2p.getConnections()) {
      if (status !== 'open' || this.relays.isRelay(remotePeer)) continue;
      const id = remotePeer.toString();
      const via = limits === undefined && direct ? 'direct' : 'relay';
      if (views.get(id)?.via === 'direct') continue;
      views.set(id, { id, via, since: timeline.open, ...this.traffic.of(id) });
    }
    return [...views.values()];
  }

  private isConnected(peer: PeerId): boolean {
    return this.node.libp2p.getConnections(peer).some(({ status }) => status === 'open');
  }

  private isBanned(peer: PeerId): boolean {
    return (this.refusals.get(peer.toString()) ?? 0) >= MAX_REFUSALS;
  }

  private changed(): void {
    this.options.onChanged?.();
  }
}

/** Storage may be closed, or a neighbour gone, while its message is still looked at: nobody is waiting for that. */
const quietly = (work: Promise<unknown>): void => void work.catch(() => undefined);
