import type { PeerId } from '@libp2p/interface';
import type { ChannelLike } from '#lib/bridge/feed-tabs.ts';
import type { BlockHash, Txid } from '#lib/bytes/brand.ts';
import type { Network } from '#lib/chain/network.ts';
import type { ShelfStore } from '#lib/store/shelf-store.ts';
import { BlockFetcher } from './block-fetcher.ts';
import { Company } from './company.ts';
import { carryDevices } from './devices.ts';
import { Exchange, serveExchange } from './exchange.ts';
import { FeedReader } from './feed-reader.ts';
import { PostFinder } from './find-post.ts';
import { GossipJudge } from './gossip-judge.ts';
import { HeldBy } from './held-by.ts';
import type { OpenMediaDesk } from './media-desk.ts';
import { ANNOUNCED_AT_ONCE, DIAL_MS, LAND_MS, MAX_ASKED_FOR_BLOCK, MAX_LOG } from './limits.ts';
import type { Announcement } from './message.ts';
import type { NeighboursView } from './neighbours-view.ts';
import { startNeighbourNode, type NeighbourNode, type NodeOptions } from './node.ts';
import { addMiddleware } from './overhear.ts';
import { Prover } from './prove.ts';
import { BITSWAP, BLOCK, DRAWER, HEADERS, MEDIA, PROOF, RECENT, RECONCILE } from './protocols.ts';
import { Receiver, type Receipt } from './receive.ts';
import { Refusals } from './refusals.ts';
import { Relays } from './relays.ts';
import { Room } from './room.ts';
import { HolderRouter, type Holder, type Reach } from './router.ts';
import { Announcer } from './share.ts';
import { Shelf } from './shelf.ts';
import { ask, serve } from './stream.ts';
import { guardBlockstore, shelfBlocks } from './shelf-blockstore.ts';
import { Traffic, type PassingBlock } from './traffic.ts';
import { Visits } from './visits.ts';
import { BY_RELAY, type Way } from './way.ts';

export type NeighbourOptions = {
  readonly network: Network;
  /** Multiaddrs of relays, each ending in its PeerId. */
  readonly relays: readonly string[];
  readonly store: ShelfStore;
  readonly blockstore: NodeOptions['blockstore'];
  readonly datastore: NodeOptions['datastore'];
  /** How neighbours are reached; through relays where it is not said. */
  readonly way?: Way;
  /** By which PeerId the same device is found through relays, where this is another. */
  readonly device?: () => string | undefined;
  /** Gives and takes large transactions; without it this device does neither. */
  readonly media?: OpenMediaDesk;
  /** PeerIds of those who are behind the relays by what is known from before: they are called at once. */
  readonly known?: readonly string[];
  /** What the node of a way from browser to browser needs, and who may be called by it. */
  readonly direct?: NodeOptions['direct'];
  readonly reach?: (libp2p: NeighbourNode['libp2p']) => Reach;
  /** The bytes of a block that this device looked at, for neighbours who want to. */
  readonly block?: (hash: BlockHash) => Promise<Uint8Array | undefined>;
  /** Where the tab is that speaks with the own devices of this person; without it nobody does. */
  readonly devices?: ChannelLike;
  /** What the screen shows is not what it was. */
  readonly onChanged?: () => void;
  /** Transactions of neighbours wait in the store for the feed. */
  readonly onReceived?: () => void;
  /** Pause between two looks at shelves that were read before, give or take a half. */
  readonly revisitMs?: number;
  /** Makes the node, Helia over libp2p unless said; given by tests that run a crowd in one process. */
  readonly startNode?: (options: NodeOptions) => Promise<NeighbourNode>;
  /** Opens the feed's database; given by tests that run several people in one process. */
  readonly factory?: IDBFactory;
};

/** What is made before a neighbour is, because it cannot be made without waiting. */
type Parts = {
  readonly node: NeighbourNode;
  readonly shelf: Shelf;
  readonly feed: FeedReader;
  readonly refusals: Refusals;
};

/**
 * One device among its neighbours, while it shares: serves what is on its shelf, announces what is new there, and takes
 * what others hold. Stopped, it serves and announces nothing.
 */
export class Neighbour {
  private readonly options: NeighbourOptions;
  private readonly node: NeighbourNode;
  private readonly shelf: Shelf;
  private readonly feed: FeedReader;
  private readonly refusals: Refusals;
  private readonly relays: Relays;
  private readonly announcer: Announcer;
  private readonly heldBy = new HeldBy();
  private readonly receiver: Receiver;
  private readonly finder: PostFinder;
  private readonly visits: Visits;
  private readonly room: Room;
  private readonly fetcher: BlockFetcher;
  private readonly traffic: Traffic;
  private readonly company: Company;
  private readonly exchange: Exchange;
  private readonly callees: HolderRouter;
  private readonly way: Way;
  private readonly media: ReturnType<OpenMediaDesk> | undefined;
  /** The number on the shelf up to which neighbours were told. */
  private toldUpTo = -1;
  private telling: Promise<unknown> = Promise.resolve();

  private constructor(options: NeighbourOptions, { node, shelf, feed, refusals }: Parts) {
    this.options = options;
    const { way = BY_RELAY, reach } = options;
    this.way = way;
    this.node = node;
    this.shelf = shelf;
    this.feed = feed;
    this.refusals = refusals;
    const { store, network } = options;
    const { libp2p } = node;
    const connected = (): readonly Holder[] => this.company.holders();
    const onRefused = (peer: PeerId): void => this.refuse(peer.toString());
    const exchange = new Exchange(libp2p, network);
    this.exchange = exchange;
    const holders = new HolderRouter(reach?.(libp2p) ?? libp2p);
    this.callees = holders;
    node.addRouter(holders);
    this.relays = new Relays({
      addresses: options.relays,
      behindRelay: way.behindRelay,
      line: libp2p,
      onChanged: () => this.changed(),
    });
    this.announcer = new Announcer({
      addresses: () => this.addresses(),
      ...(options.device !== undefined && { device: options.device }),
      isHeard: () => way.knowsByLine && connected().length > 0,
      publish: (message) => libp2p.services.gossip.publish(way.topic(network), message),
    });
    this.fetcher = new BlockFetcher(node.blockstore);
    this.receiver = new Receiver({
      network,
      store,
      shelf,
      feed,
      holders,
      exchange,
      prover: new Prover({ store, feed, exchange, onRefused }),
      fetchBlock: (txid, signal) => this.fetcher.fetch(txid, signal),
      onRefused,
      onHeld: (peer, txids) => this.heldBy.note(peer.toString(), txids),
      onReceived: (received) => quietly(this.received(received)),
      onProven: () => options.onReceived?.(),
    });
    this.finder = new PostFinder({
      shelf,
      holders,
      exchange,
      connected,
      keep: (gift, signal) => this.receiver.keep(gift, signal),
      onRefused,
    });
    this.visits = new Visits({
      connected,
      reaches: (holder, signal) => holders.reaches(holder, signal),
      read: (holder, extent, until) => this.receiver.read(holder, extent, until),
      ...(options.revisitMs !== undefined && { pauseMs: options.revisitMs }),
    });
    this.traffic = new Traffic({
      onIn: (block) => this.onBlockIn(block),
      onOut: ({ txid, peer, block }) => this.gave(peer, [{ txid, raw: block }]),
    });
    this.company = new Company(libp2p, this.relays, this.traffic, way.isLine);
    this.room = new Room({ lines: () => this.company.lines(), isCompany: (peer) => this.visits.has(peer) });
    this.media = options.media?.({
      network,
      ask: (peer, question, most, signal) => ask(libp2p, peer, MEDIA, question, most, signal),
      reaches: (holder, signal) => holders.reaches(holder, signal),
      onRefused,
      announce: (media) => this.announcer.say({ txids: [], media }),
      leave: async (raw, receipt, peer) => {
        await this.receiver.leave([{ ...receipt, raw, peer, proof: undefined }]);
        await this.received([receipt]);
      },
    });
  }

  /**
   * Makes the node and starts it. Relays that are not there are waited for in the background.
   *
   * @throws {StoreError} when the feed's database cannot be opened; then nothing is left running.
   */
  static async start(options: NeighbourOptions): Promise<Neighbour> {
    const { network, store, datastore, relays, direct, way = BY_RELAY } = options;
    const refusals = new Refusals(store);
    let ranOut = (): void => undefined;
    const blockstore = guardBlockstore(options.blockstore, () => ranOut());
    // Nobody is called before the relays are.
    const node = await (options.startNode ?? startNeighbourNode)({
      blockstore,
      datastore,
      relays,
      topic: way.topic(network),
      ...(direct !== undefined && { direct }),
      isBanned: (peer) => refusals.isBanned(peer),
    });
    let neighbour: Neighbour | undefined;
    const shelf = new Shelf({
      store,
      onFull: (isFull) => {
        options.onChanged?.();
        // What found no room is at the neighbours still.
        if (!isFull && neighbour !== undefined) quietly(neighbour.visits.lookIn());
      },
      blocks: shelfBlocks(blockstore, node.blockstore),
    });
    ranOut = () => shelf.ranOut();
    try {
      const storage = options.factory && { factory: options.factory };
      const feed = await FeedReader.open(network, store, shelf, storage);
      neighbour = new Neighbour(options, { node, shelf, feed, refusals });
      await neighbour.begin();
      return neighbour;
    } catch (error) {
      await (neighbour ?? node).stop();
      throw error;
    }
  }

  get id(): string {
    return this.node.libp2p.peerId.toString();
  }

  /** Where this device is found. Empty until a relay has taken it in. */
  addresses(): string[] {
    const behind = `${this.way.behindRelay}/p2p/`;
    const addresses = this.node.libp2p.getMultiaddrs().map((address) => address.toString());
    return addresses.filter((address) => address.includes(behind));
  }

  /** The feed stored something, or another node of this device put it on the shelf: tells neighbours. */
  async feedChanged(): Promise<void> {
    const fresh = this.way.fillsShelf ? await this.feed.fill() : [];
    await this.tellFresh(fresh);
    if (fresh.length > 0) this.changed();
  }

  /** Puts one transaction on the shelf, whoever gave it, and tells neighbours. Answers whether it is held. */
  async hold(txid: Txid, raw: Uint8Array): Promise<boolean> {
    const held = await this.shelf.hold(txid, raw);
    const isNew = held.ok && held.value === 'new';
    await this.tellFresh(isNew ? [txid] : []);
    if (isNew) this.changed();
    return held.ok;
  }

  /**
   * Asks neighbours for one transaction that somebody opened, without naming it to any of them: see {@link PostFinder}.
   * What comes is checked, kept and left for the feed as everything of neighbours is. Answers `undefined` when nobody had
   * it within some seconds, or `signal` was aborted before.
   */
  fetchPost(txid: Txid, signal: AbortSignal): Promise<Receipt | undefined> {
    const desk = this.media?.desk;
    if (desk?.knows(txid) === true) return desk.fetch(txid, signal);
    desk?.want(txid);
    return this.finder.find(txid, signal);
  }

  /** Gives a large transaction to whoever asks, from now on, and says so: soon where it is our `own`. */
  shareMedia(txid: Txid, own: boolean): void {
    this.media?.desk.share(txid, own);
  }

  /**
   * Asks the neighbours that are connected for a block of the chain, one after the other. Whoever is asked learns that
   * somebody here wants to see that district. What comes has the right header and is otherwise unchecked; `undefined` when
   * nobody had it in time.
   */
  async fetchBlock(hash: BlockHash, signal: AbortSignal): Promise<Uint8Array | undefined> {
    const until = AbortSignal.any([signal, AbortSignal.timeout(LAND_MS)]);
    for (const { peer } of this.company.holders().slice(0, MAX_ASKED_FOR_BLOCK)) {
      if (until.aborted) break;
      const raw = await this.exchange.block(peer, hash, until).catch(() => undefined);
      if (raw !== undefined) return raw;
    }
    return undefined;
  }

  /** Looks in at a neighbour now, because somebody waits for what is new; ends when nobody does any more. */
  lookIn(until: AbortSignal): Promise<void> {
    return this.visits.lookIn(until);
  }

  /** How many of the neighbours that are connected hold a transaction, as far as they said so by themselves. */
  holders(txid: Txid): number {
    const peers = this.company.view().map(({ id }) => id);
    return this.heldBy.count(txid, peers);
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
      peers: this.company.view(),
      shelf,
      refused,
      recent,
    };
  }

  async stop(): Promise<void> {
    this.relays.stop();
    this.visits.stop();
    this.room.stop();
    this.announcer.stop();
    this.media?.desk.stop();
    this.receiver.stop();
    await this.node.stop();
    this.feed.close();
  }

  private async begin(): Promise<void> {
    const { network } = this.options;
    const topic = this.way.topic(network);
    const { libp2p } = this.node;
    const { gossip } = libp2p.services;
    addMiddleware(libp2p, BITSWAP, this.traffic.countBlocks);
    for (const protocol of [RECENT, RECONCILE, DRAWER, PROOF, HEADERS, BLOCK]) {
      addMiddleware(libp2p, protocol, this.traffic.countBytes);
    }
    if (this.media !== undefined) {
      addMiddleware(libp2p, MEDIA, this.traffic.countBytes);
      await serve(libp2p, MEDIA, this.media.answer);
    }
    await serveExchange(libp2p, {
      network,
      shelf: this.shelf,
      feed: this.feed,
      ...(this.options.block !== undefined && { block: this.options.block }),
      onServed: (peer, txs) => this.gave(peer.toString(), txs),
      onRead: (peer) => this.room.isReadBy(peer.toString()),
    });
    const { devices } = this.options;
    if (devices !== undefined) {
      const peers = (): PeerId[] => this.company.holders().map(({ peer }) => peer);
      const find = async (id: string): Promise<PeerId | undefined> => {
        const [holder] = this.relays.behindAny([id]);
        const isThere = holder && (await this.callees.reaches(holder, AbortSignal.timeout(DIAL_MS)));
        return isThere === true ? holder.peer : undefined;
      };
      await carryDevices(libp2p, { self: this.id, peers, find }, devices);
    }
    const judge = new GossipJudge();
    gossip.topicValidators.set(topic, (_source, message) => judge.judge(message));
    gossip.addEventListener('gossipsub:message', ({ detail: { msg } }) => {
      const heard = judge.read(msg);
      if (heard !== undefined && msg.topic === topic) quietly(this.hear(heard.from, heard.announcement));
    });
    gossip.addEventListener('subscription-change', ({ detail: { peerId, subscriptions } }) => {
      const listens = subscriptions.some(({ topic: heard, subscribe }) => heard === topic && subscribe);
      if (listens && this.relays.isRelay(peerId)) quietly(this.greet());
    });
    gossip.subscribe(topic);
    this.toldUpTo = (await this.shelf.since(-1)).upTo;
    libp2p.addEventListener('peer:connect', () => this.changed());
    libp2p.addEventListener('connection:open', ({ detail: line }) => {
      if (!this.way.knowsByLine || !this.way.isLine(line) || this.relays.isRelay(line.remotePeer)) return;
      this.changed();
      quietly(this.visits.welcome({ peer: line.remotePeer, addresses: [] }));
    });
    libp2p.addEventListener('peer:disconnect', ({ detail: peer }) => {
      this.visits.forget(peer.toString());
      this.traffic.forget(peer.toString());
      this.changed();
    });
    libp2p.addEventListener('self:peer:update', () => {
      this.changed();
      if (this.addresses().length > 0) quietly(this.greet());
    });
    this.relays.start();
    this.visits.start();
    this.room.start();
    for (const holder of this.relays.behindAny(this.options.known ?? []))
      quietly(this.visits.welcome(holder));
    // A node that was here before calls its relay by itself, and may be taken in before anybody listens above.
    quietly(this.greet());
    // A feed of thousands takes seconds, and whoever switches sharing off in them is not kept waiting.
    quietly(this.feedChanged());
  }

  /** Asks who is here, and tells those who hold nothing and would not ask. */
  private async greet(): Promise<void> {
    this.announcer.hello();
    this.media?.desk.greet();
    await this.tellNewest();
  }

  /** Announces what came onto the shelf since the last time, whichever node of this device put it there, and what is `own`. */
  private tellFresh(own: readonly Txid[] = []): Promise<void> {
    const telling = this.telling.then(async () => {
      this.announcer.add(own);
      const { txids, upTo } = await this.shelf.since(this.toldUpTo);
      this.toldUpTo = upTo;
      this.announcer.passOn(txids.filter((txid) => !own.includes(txid)));
    });
    this.telling = telling.catch(() => undefined);
    return telling;
  }

  private async tellNewest(): Promise<void> {
    const { txids } = await this.shelf.recent();
    this.announcer.repeat(txids.slice(0, ANNOUNCED_AT_ONCE));
  }

  private async hear(from: PeerId, { txids, addrs, of, media }: Announcement): Promise<void> {
    if (from.equals(this.node.libp2p.peerId) || this.refusals.isBanned(from.toString())) return;
    if (of !== undefined) this.company.name(from.toString(), of);
    const holder: Holder = { peer: from, addresses: this.relays.addressesOf(from, addrs) };
    if (media !== undefined) this.media?.desk.heard(holder, media);
    if (txids.length === 0) {
      if (media !== undefined) return;
      this.media?.desk.greet();
      await this.tellNewest();
      // Whoever comes knows nobody to call.
      if (this.way.knowsByLine) await this.visits.welcome(holder);
      else this.visits.consider(holder);
      return;
    }
    this.heldBy.note(from.toString(), txids);
    this.announcer.heard(from.toString(), txids);
    if (this.receiver.isEmptyHanded(from)) return;
    await this.receiver.take(txids, holder);
    await this.visits.welcome(holder);
  }

  private async received(received: readonly Receipt[]): Promise<void> {
    await this.note(received.map((each) => ({ ...each, direction: 'in' })));
    this.options.onReceived?.();
    await this.tellFresh();
  }

  private gave(peer: string, txs: readonly { readonly txid: Txid; readonly raw: Uint8Array }[]): void {
    this.heldBy.note(
      peer,
      txs.map(({ txid }) => txid),
    );
    void this.note(txs.map(({ txid, raw }) => ({ txid, peer, bytes: raw.length, ms: 0, direction: 'out' })));
  }

  private onBlockIn(passing: PassingBlock): void {
    this.changed();
    this.fetcher.passed(passing);
    if (!this.receiver.wasAsked(passing.txid)) this.refuse(passing.peer);
  }

  private async note(passed: readonly (Receipt & { readonly direction: 'in' | 'out' })[]): Promise<void> {
    const at = Date.now();
    const lines = passed.map((each) => ({ ...each, at }));
    await this.options.store.note(lines, MAX_LOG).catch(() => undefined);
    this.changed();
  }

  /** Counts a lie; after some of them the neighbour is hung up on, and not let in again while this node runs. */
  private refuse(peer: string): void {
    void this.refusals.add(peer).then(() => this.changed());
    if (this.refusals.isBanned(peer)) this.company.hangUp(peer);
  }

  private changed(): void {
    this.options.onChanged?.();
  }
}

/** Storage may be closed, or a neighbour gone, while its message is still looked at: nobody is waiting for that. */
const quietly = (work: Promise<unknown>): void => void work.catch(() => undefined);
