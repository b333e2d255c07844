import type { ChannelLike, FeedTabs } from '#lib/bridge/feed-tabs.ts';
import { onAskedForLook, tellReceived } from '#lib/bridge/neighbour-channel.ts';
import type { BlockHash, Txid } from '#lib/bytes/brand.ts';
import type { Network } from '#lib/chain/network.ts';
import type { NeighboursView } from '#lib/p2p/neighbours-view.ts';
import type { RunningNeighbour } from '#lib/p2p/start-in-browser.ts';
import type { ShelfStore } from '#lib/store/shelf-store.ts';
import type { HeliaScript } from './helia-script.ts';
import { quietView } from './quiet-view.ts';

/** Where neighbours meet: the part of the host's configuration that concerns them. */
type NeighbourConfig = { readonly network: Network; readonly relays: readonly string[] };

/** What a neighbour's host needs of the browser. */
export type NeighbourPlatform = {
  /** The configuration as it is held; `undefined` when there is none. */
  readonly readConfig: () => Promise<NeighbourConfig | undefined>;
  readonly openStore: (network: Network, onClosed: () => void) => Promise<ShelfStore>;
  /** Makes this worker the only one of the profile that runs a neighbour, until what it answers is called. Rejects when another does not go. */
  readonly takeOver: () => Promise<() => void>;
  /** Brings the neighbour's script; called no earlier than one is to start. */
  readonly script: () => HeliaScript;
  readonly openTabs: (network: Network) => FeedTabs;
  readonly openReceived: (network: Network) => ChannelLike;
  readonly pause: (ms: number) => Promise<void>;
  /** What the screen shows is not what it was. */
  readonly onChanged: () => void;
};

type Running = {
  /** What it was started for. */
  readonly purpose: string;
  readonly neighbour: RunningNeighbour;
  readonly leave: () => Promise<void>;
};

type Opened = { readonly network: Network; readonly store: Promise<ShelfStore> };

/** How long the first neighbours are waited for, when somebody opens a post before they are there. */
const COMPANY_MS = 5_000;
const LOOK_AGAIN_MS = 250;
/** A look around with no page open ends when nothing came for so many looks, and after so many at the latest. */
const LOOK_MS = 1_000;
const QUIET_LOOKS = 3;
const MOST_LOOKS = 20;
/** Neighbours have a limit of their own. */
const NEVER = new AbortController().signal;

/**
 * Runs this profile's neighbour while it should run: the reader shares, and the host names a relay. A worker's memory ends
 * with the worker, so everything is found out anew whenever somebody calls, and calls that change something wait for one
 * another.
 */
export class NeighbourHost {
  private readonly platform: NeighbourPlatform;
  private running: Running | undefined;
  private opened: Opened | undefined;
  private turns: Promise<unknown> = Promise.resolve();
  private isRetired = false;

  constructor(platform: NeighbourPlatform) {
    this.platform = platform;
  }

  /**
   * Starts or stops the neighbour, as configuration and switch want it now.
   *
   * @throws when storage, the script or the node fail; the next call tries again.
   */
  settle(): Promise<void> {
    return this.inTurn(() => this.settleNow());
  }

  /**
   * Switches sharing, and keeps it so. Once it resolves after `false`, nothing is served or announced.
   *
   * @throws {StoreError} when that cannot be kept; then everything is as it was.
   */
  setSharing(on: boolean): Promise<void> {
    return this.inTurn(async () => {
      const config = await this.platform.readConfig();
      if (config === undefined) throw new Error('The configuration of the host is not on this device.');
      const store = await this.open(config.network);
      await store.setMeta((meta) => ({ ...meta, sharing: on }));
      const settled = this.settleNow();
      // That it is on is kept; a node that does not start is tried again as long as a page is open.
      await (on ? settled.catch(() => undefined) : settled);
      this.changed();
    });
  }

  /** How it is going with neighbours. Starts nothing. */
  async view(): Promise<NeighboursView> {
    if (this.running !== undefined) return this.running.neighbour.view();
    const config = await this.platform.readConfig();
    const store = config && (await this.open(config.network).catch(() => undefined));
    if (config === undefined || store === undefined) return NOWHERE;
    const { sharing = true } = await store.meta();
    return quietView(store, sharing && config.relays.length > 0 ? 'starting' : 'off');
  }

  /** How many neighbours said that they hold a transaction. Starts nothing and asks nobody. */
  holders(txid: Txid): number {
    return this.running?.neighbour.holders(txid) ?? 0;
  }

  /**
   * Asks neighbours for a transaction that somebody opened, once the first of them are there. Answers whether one had it;
   * then it waits for the feed.
   */
  async fetchPost(txid: Txid): Promise<boolean> {
    await this.settle().catch(() => undefined);
    const until = AbortSignal.timeout(COMPANY_MS);
    while (this.running !== undefined) {
      const { neighbour } = this.running;
      const isAlone = (await neighbour.view()).peers.length === 0;
      if ((await neighbour.fetchPost(txid, NEVER)) !== undefined) return true;
      if (!isAlone || until.aborted) return false;
      await this.platform.pause(LOOK_AGAIN_MS);
    }
    return false;
  }

  /**
   * With no page open: lets neighbours bring what they have, until nothing more comes, and ends the neighbour again. Gives
   * the store in which it waits for the feed, together with what came before; `undefined` where nothing was ever configured.
   */
  async gather(): Promise<ShelfStore | undefined> {
    await this.settle().catch(() => undefined);
    let [before, quiet] = [-1, 0];
    for (let looks = 0; this.running !== undefined && looks < MOST_LOOKS && quiet < QUIET_LOOKS; looks += 1) {
      await this.platform.pause(LOOK_MS);
      const peers = (await this.running?.neighbour.view())?.peers ?? [];
      const came = peers.reduce((sum, { blocksIn }) => sum + blocksIn, 0);
      quiet = peers.length > 0 && came === before ? quiet + 1 : 0;
      before = came;
    }
    await this.inTurn(() => this.leaveNow()).catch(() => undefined);
    const config = await this.platform.readConfig();
    return config && this.open(config.network);
  }

  /** Asks the neighbours that are there for a block of the chain. */
  async fetchBlock(hash: BlockHash): Promise<Uint8Array<ArrayBuffer> | undefined> {
    await this.settle().catch(() => undefined);
    const raw = await this.running?.neighbour.fetchBlock(hash, NEVER);
    // A copy of its own: what a message carries is all of the memory that a view is of.
    return raw?.slice();
  }

  /** Hands on words of our own, while this device shares. They are checked as everything on the shelf is. */
  async offer(txid: Txid, raw: Uint8Array): Promise<void> {
    await this.settle().catch(() => undefined);
    await this.running?.neighbour.hold(txid, raw);
  }

  /** Ends the neighbour for good, in a worker that another one replaces. */
  retire(): Promise<void> {
    this.isRetired = true;
    return this.inTurn(() => this.leaveNow());
  }

  private inTurn(work: () => Promise<void>): Promise<void> {
    const turn = this.turns.catch(() => undefined).then(work);
    this.turns = turn;
    return turn;
  }

  private async settleNow(): Promise<void> {
    if (this.isRetired) return;
    const config = await this.platform.readConfig();
    if (config === undefined) return;
    const purpose = JSON.stringify([config.network, config.relays]);
    if (this.running !== undefined && this.running.purpose !== purpose) await this.leaveNow();
    const store = await this.open(config.network);
    const { sharing = true } = await store.meta();
    if (!sharing || config.relays.length === 0) {
      await this.leaveNow();
    } else if (this.running === undefined) {
      this.running = await this.start(purpose, config, store);
      this.changed();
    }
  }

  private async start(purpose: string, config: NeighbourConfig, store: ShelfStore): Promise<Running> {
    const { takeOver, script, openTabs, openReceived } = this.platform;
    const { network, relays } = config;
    const giveUp = await takeOver();
    const received = openReceived(network);
    const tabs = openTabs(network);
    const close = (): void => {
      received.close();
      tabs.close();
      giveUp();
    };
    try {
      const neighbour = await script().start({
        network,
        relays,
        store,
        onChanged: () => this.changed(),
        onReceived: () => tellReceived(received),
      });
      tabs.listen(({ type }) => {
        if (type === 'stored' || type === 'anew') void neighbour.feedChanged().catch(() => undefined);
      });
      onAskedForLook(received, (until) => void neighbour.lookIn(until));
      return { purpose, neighbour, leave: () => neighbour.stop().finally(close) };
    } catch (error) {
      close();
      throw error;
    }
  }

  private changed(): void {
    // A page that asked this worker how it is going would keep it from being replaced.
    if (!this.isRetired) this.platform.onChanged();
  }

  private async leaveNow(): Promise<void> {
    const { running } = this;
    this.running = undefined;
    await running?.leave();
  }

  private open(network: Network): Promise<ShelfStore> {
    if (this.opened?.network === network) return this.opened.store;
    void this.opened?.store.then((store) => store.close()).catch(() => undefined);
    const opened: Opened = {
      network,
      store: this.platform.openStore(network, () => this.forget(opened)),
    };
    opened.store.catch(() => this.forget(opened));
    this.opened = opened;
    return opened.store;
  }

  /** The database could not be opened, or the browser or a newer build closed it: the next call opens it anew. */
  private forget(opened: Opened): void {
    if (this.opened !== opened) return;
    this.opened = undefined;
    void this.inTurn(() => this.leaveNow()).catch(() => undefined);
  }
}

/** Without storage there is no neighbour. */
const NOWHERE: NeighboursView = {
  sharing: false,
  state: 'unsupported',
  relays: [],
  peers: [],
  shelf: { transactions: 0, bytes: 0, addedToday: 0, budgetBytes: 0 },
  refused: 0,
  recent: [],
};
