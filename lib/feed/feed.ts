import { isOutpoint, outpointTxid, type Outpoint, type Txid } from '#lib/bytes/brand.ts';
import type { FeedTabs, FeedTabsMessage } from '#lib/bridge/feed-tabs.ts';
import { splitHeaders } from '#lib/chain/header.ts';
import { NETWORK_PARAMS, type Network } from '#lib/chain/network.ts';
import { openHeaderChain, type HeaderChain } from '#lib/proof/header-chain.ts';
import type { Verdict } from '#lib/proof/verdict.ts';
import type { IndexChange, IndexSnapshot } from '#lib/store/index-store.ts';
import { KEPT_KINDS } from '#lib/store/kept-store.ts';
import { StoreError } from '#lib/store/store-error.ts';
import { checkFile } from './check-file.ts';
import { exportProof, type ProofFile } from './export-proof.ts';
import { FeedIndex } from './feed-index.ts';
import type { FileView } from './file-view.ts';
import { FeedStorage, type StorageLimits } from './feed-storage.ts';
import { Kept } from './kept.ts';
import { HeldImports, type PartPlace } from './held-import.ts';
import { exportHeld, type ExportPart, type ImportTarget, type ImportView } from './held-transfer.ts';
import { Holdings } from './holdings.ts';
import { readPicture } from './media.ts';
import type { FeedStatus } from './post-view.ts';
import type { AsOf } from './queries.ts';
import { SpareTime } from './spare-time.ts';
import { Sync, type FollowedSource, type SyncOptions } from './sync.ts';
import { TermEntry } from './term-entry.ts';
import type { TimelineContext } from './timeline.ts';
import { verdictOf } from './views.ts';

/** The part of `LockManager` that is needed. */
export interface Locks {
  request(
    name: string,
    options: { readonly signal: AbortSignal },
    work: () => Promise<void>,
  ): Promise<unknown>;
}

export type FeedPlatform = {
  readonly locks: Locks;
  readonly openTabs: (network: Network) => FeedTabs;
  readonly factory?: IDBFactory;
  readonly limits?: StorageLimits;
  readonly pauses?: SyncOptions['pauses'];
  /** When there is time for what nobody waits for. */
  readonly spare?: SpareTime;
  /** Lets neighbours bring what they have, while a source does not answer. */
  readonly onSlow?: SyncOptions['onSlow'];
};

/** Which chain, and whom to ask about it. */
export type FeedOrigin = Pick<SyncOptions, 'sources' | 'snapshots'> & {
  readonly network: Network;
  /** Whose things are kept, where there are several identities on this device. */
  readonly slot?: string;
};

export type FeedEvents = {
  /** Posts, verdicts or counts are not what they were. */
  readonly onChanged: () => void;
  /** A source or the header chain is not what it was. */
  readonly onStatus: () => void;
};

type WriterStatus = Pick<FeedStatus, 'refused' | 'sources'>;

/**
 * The feed of one network in one tab: what is held in memory, the database behind it, and its part among the tabs. One
 * tab, the holder of the lock `nabo-index:<network>`, reads the sources and writes; the others follow what it writes.
 */
export class Feed {
  private readonly origin: FeedOrigin;
  private readonly platform: FeedPlatform;
  private readonly events: FeedEvents;
  private readonly tabs: FeedTabs;
  private readonly abort = new AbortController();
  private holdings: Holdings;
  private readonly storage: FeedStorage;
  private readonly kept: Kept;
  private own: readonly string[] = [];
  private readonly imports: HeldImports;
  private revision = -1;
  private sync: Sync | undefined;
  /** It is our turn to write: whatever others stored, we have read, and what they still tell of it is old. */
  private isLeading = false;
  private readonly spare: SpareTime;
  /** Makes posts be found by searches. */
  readonly terms: TermEntry;
  private heard: WriterStatus;
  /** Messages of other tabs are followed one after the other. */
  private following: Promise<void> = Promise.resolve();

  private constructor(
    origin: FeedOrigin,
    platform: FeedPlatform,
    events: FeedEvents,
    { storage, kept }: { readonly storage: FeedStorage; readonly kept: Kept },
  ) {
    this.storage = storage;
    this.kept = kept;
    this.origin = origin;
    this.platform = platform;
    this.spare = platform.spare ?? new SpareTime();
    this.events = events;
    this.holdings = newHoldings(origin);
    this.heard = {
      refused: 0,
      sources: named(origin).map((name) => ({ name, state: 'asking' })),
    };
    this.tabs = platform.openTabs(origin.network);
    this.terms = new TermEntry({
      terms: () => this.index.terms,
      spare: this.spare,
      signal: this.abort.signal,
      onLate: events.onChanged,
    });
    this.imports = new HeldImports({
      target: () => this.importTarget(),
      tell: (message) => this.tell(message),
      onTaken: () => {
        this.holdKept();
        this.events.onChanged();
        this.events.onStatus();
        this.tell({ type: 'kept' });
      },
      signal: this.abort.signal,
    });
    this.holdKept();
  }

  /** Opens the feed with what this device holds; reading sources begins in the background. */
  static async open(origin: FeedOrigin, platform: FeedPlatform, events: FeedEvents): Promise<Feed> {
    const [storage, kept] = await Promise.all([
      FeedStorage.open(origin.network, platform),
      Kept.open(origin.network, platform.factory, origin.slot),
    ]);
    const feed = new Feed(origin, platform, events, { storage, kept });
    // Listens first: what the writing tab stores while we read would be missed otherwise.
    feed.following = feed.load().then(
      () => undefined,
      () => undefined,
    );
    feed.tabs.listen((message) => feed.hear(message));
    await feed.following;
    feed.tell({ type: 'hello' });
    void feed.takeTurn();
    return feed;
  }

  get index(): FeedIndex {
    return this.holdings.index;
  }

  get chain(): HeaderChain {
    return this.holdings.chain;
  }

  status(): FeedStatus {
    const { refused, sources } = this.sync?.status() ?? this.heard;
    const { tip } = this.chain;
    return {
      headerHeight: tip?.height ?? 0,
      ...(tip === undefined ? {} : { headerHash: tip.hash }),
      posts: this.index.posts.length,
      proven: this.index.provenPosts,
      refused,
      sources,
      ...(this.storage.trouble === undefined ? {} : { unstored: this.storage.trouble.kind }),
    };
  }

  /** What an answer about absence is as of: our height, and the sources that have answered. */
  asOf(): AsOf {
    const { headerHeight, sources } = this.status();
    const known = new Set(named({ ...this.origin, sources: this.origin.sources.filter(listsPosts) }));
    return {
      height: headerHeight,
      sources: sources
        .filter(({ name, state }) => state === 'agrees' && known.has(name))
        .map(({ name }) => name),
    };
  }

  verdict(txid: Txid): Verdict | undefined {
    const tx = this.index.tx(txid);
    return tx && verdictOf(this.index, tx);
  }

  /** Bytes of a picture that a held transaction carries. */
  async picture(id: Outpoint): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const raw = await this.rawOf(id);
    return raw && readPicture(raw, id, this.index.chain);
  }

  /** Bytes of the held transaction that an output belongs to; none where they had to go. */
  async rawOf(id: Outpoint): Promise<Uint8Array | undefined> {
    const tx = this.index.tx(outpointTxid(id));
    if (tx === undefined) return undefined;
    const pending = this.holdings.pending.rawOf(tx);
    void this.storage.touch(tx.arrival, Date.now());
    return pending ?? (await this.storage.read([tx.arrival]))[0]?.raw;
  }

  /** The proof bundle of what an outpoint or a txid names; `undefined` for what is not held. */
  exportProof(id: string): Promise<ProofFile | undefined> {
    const { network } = this.origin;
    return exportProof(id, {
      network,
      chain: this.chain,
      index: this.index,
      bytesOf: async ({ txid, arrival }) => {
        const { pending } = this.holdings;
        const held = pending.heldOf(txid) ?? (await this.storage.read([arrival]))[0];
        const bump = pending.bumpOf(arrival) ?? held?.bump;
        const raw = pending.rawOf({ txid, arrival }) ?? held?.raw;
        return raw?.length === 0 ? undefined : raw && { raw, ...(bump !== undefined && { bump }) };
      },
    });
  }

  /** What a file holds that a person gave us. */
  checkFile(bytes: Uint8Array): FileView {
    return checkFile(bytes, {
      network: this.origin.network,
      chain: this.chain,
      index: this.index,
      offerHeaders: (from, headers) => {
        const { kind } = this.holdings.takeHeaders(from, headers);
        if (kind !== 'accepted' && kind !== 'reorg') return;
        this.events.onChanged();
        this.events.onStatus();
      },
      now: Date.now,
    });
  }

  /** Sees to it that an old header will be known, wherever the sources are read. */
  want(height: number): void {
    this.holdings.want(height);
    if (this.sync === undefined) this.tell({ type: 'want', height });
    else this.sync.nudge();
  }

  /** Tells which keys are this device's own: what they wrote is never let go. */
  setOwn(keys: readonly string[]): void {
    this.own = keys;
    this.storage.setOwn(keys);
  }

  /** What timelines must know of this device. */
  get context(): TimelineContext {
    return { kept: this.kept.withPeople(this.index), own: this.own };
  }

  /**
   * Changes what a person keeps. Resolves when that is stored.
   *
   * @throws {StoreError} when it could not be stored.
   */
  async changeKept(change: (kept: Kept) => Promise<void>): Promise<void> {
    await change(this.kept);
    this.holdKept();
    this.tell({ type: 'kept' });
    this.events.onChanged();
  }

  private importTarget(): ImportTarget | undefined {
    const { sync } = this;
    return (
      sync && {
        network: this.origin.network,
        holdings: this.holdings,
        store: () => sync.flush(),
        keep: (rows) => this.kept.keepAll(rows),
      }
    );
  }

  private holdKept(): void {
    const ids = this.kept.list('bookmark').flatMap(({ id }) => (isOutpoint(id) ? [outpointTxid(id)] : []));
    this.storage.setKept(ids);
  }

  /** A part of the file with everything that this device holds and keeps: see {@link exportHeld}. */
  exportHeld(after?: string): Promise<ExportPart> {
    return exportHeld(
      {
        network: this.origin.network,
        holdings: this.holdings,
        entries: (from, end) => this.storage.entries(from, end),
        kept: KEPT_KINDS.flatMap((kind) => this.kept.list(kind)),
      },
      after,
    );
  }

  /** Takes the next part of such a file, in whichever tab stores, and says what became of it so far. */
  importHeld(bytes: Uint8Array<ArrayBuffer>, at: PartPlace): Promise<ImportView> {
    return this.imports.take(bytes, at);
  }

  /** Asks the sources now, wherever they are read. */
  nudge(): void {
    if (this.sync === undefined) this.tell({ type: 'nudge' });
    else this.sync.nudge();
  }

  close(): void {
    this.abort.abort();
    this.tabs.close();
    this.storage.close();
    this.kept.close();
  }

  private async load(): Promise<IndexSnapshot | undefined> {
    const loaded = await this.storage.load(() => newHoldings(this.origin));
    if (loaded === undefined) return undefined;
    this.holdings = loaded.holdings;
    this.revision = loaded.snapshot.revision;
    void this.terms.come();
    return loaded.snapshot;
  }

  /** Waits for the lock, and from then on reads the sources, for all tabs. */
  private async takeTurn(): Promise<void> {
    const { signal } = this.abort;
    const work = (): Promise<void> => this.lead(signal);
    try {
      // Tabs that cannot store share nothing, so each of them reads for itself.
      await (!this.storage.isUsable
        ? work()
        : this.platform.locks.request(lockName(this.origin), { signal }, work));
    } catch (error) {
      if (signal.aborted) return;
      const detail = error instanceof Error ? error.message : String(error);
      const sources = named(this.origin).map((name) => ({ name, state: 'unreachable', detail }) as const);
      this.heard = { refused: this.heard.refused, sources };
      this.sync = undefined;
      this.events.onStatus();
    }
  }

  private async lead(signal: AbortSignal): Promise<void> {
    this.isLeading = true;
    await this.following;
    let cursors = await this.readCursors();
    this.events.onChanged();
    while (!signal.aborted) {
      const anew = new AbortController();
      this.sync = new Sync({
        ...this.origin,
        holdings: this.holdings,
        cursors,
        commit: (change) => this.commit(change),
        onChanged: (change) => this.onStored(change),
        onStatus: () => this.onStatus(),
        onOtherChain: () => {
          if (this.isOtherDevnet()) anew.abort();
        },
        ...(this.platform.pauses === undefined ? {} : { pauses: this.platform.pauses }),
        ...(this.platform.onSlow !== undefined && { onSlow: this.platform.onSlow }),
      });
      await this.sync.run(AbortSignal.any([signal, anew.signal]));
      if (!signal.aborted) await this.beginAnew();
      cursors = new Map();
    }
  }

  /** Reads again what other tabs wrote while we waited. Rows that we cannot read are forgotten: sources have it all. */
  private async readCursors(): Promise<ReadonlyMap<string, string>> {
    try {
      const state = await this.storage.state();
      const isCurrent = state?.revision === this.revision;
      const cursors = (isCurrent ? state : await this.load())?.cursors ?? new Map<string, string>();
      await this.storage.rewrite(this.holdings);
      const { signal } = this.abort;
      void this.storage.follow(this.holdings, () => this.terms.afterwards(), signal).catch(() => undefined);
      return cursors;
    } catch (error) {
      if (error instanceof StoreError && error.kind === 'malformed') await this.beginAnew();
      return new Map();
    }
  }

  /** A devnet has one source; when that follows another chain than we remember, it was started anew. */
  private isOtherDevnet(): boolean {
    const sources = this.origin.sources.filter(({ isNeighbour }) => isNeighbour !== true);
    return this.origin.network === 'devnet' && sources.length === 1;
  }

  private async beginAnew(): Promise<void> {
    this.holdings = newHoldings(this.origin);
    this.revision = (await this.storage.clear()) ?? this.revision;
    this.tell({ type: 'anew' });
    this.events.onChanged();
  }

  private async commit(change: IndexChange): Promise<void> {
    this.revision = await this.storage.commit(change, this.holdings);
    void this.terms.come();
  }

  private onStored({ added = [], patches = [], restored = [], headers, singles = [] }: IndexChange): void {
    const arrivals = [...added, ...patches, ...restored].map(({ arrival }) => arrival);
    const headersFrom = headers === undefined ? {} : { headersFrom: headers.from };
    const heights = singles.map(([height]) => height);
    const single = heights.length === 0 ? {} : { singles: heights };
    this.tell({ type: 'stored', revision: this.revision, arrivals, ...headersFrom, ...single });
    if (arrivals.length > 0) this.events.onChanged();
    if (headers !== undefined || heights.length > 0) this.events.onStatus();
  }

  private onStatus(): void {
    if (this.sync !== undefined) this.tell({ type: 'status', ...this.sync.status() });
    this.events.onStatus();
  }

  private tell(message: FeedTabsMessage): void {
    if (!this.abort.signal.aborted) this.tabs.send(message);
  }

  private hear(message: FeedTabsMessage): void {
    if (message.type === 'hello') {
      if (this.sync !== undefined) this.tell({ type: 'status', ...this.sync.status() });
    } else if (message.type === 'nudge') {
      this.sync?.nudge();
    } else if (message.type === 'import' || message.type === 'imported') {
      this.imports.hear(message);
    } else if (message.type === 'want') {
      if (this.sync !== undefined) this.want(message.height);
    } else if (message.type === 'kept') {
      this.kept.read().then(
        () => {
          this.holdKept();
          this.events.onChanged();
        },
        () => undefined,
      );
    } else if (message.type === 'status') {
      this.heard = { refused: message.refused, sources: message.sources };
      this.events.onStatus();
    } else if (!this.isLeading) {
      this.following = this.following.then(() => this.follow(message)).catch(() => undefined);
    }
  }

  /** Takes over what the writing tab has stored. */
  private async follow(message: Extract<FeedTabsMessage, { type: 'stored' | 'anew' }>): Promise<void> {
    const { storage } = this;
    if (!storage.isUsable) return;
    if (message.type === 'anew' || message.revision !== this.revision + 1) {
      if (message.type === 'stored' && message.revision <= this.revision) return;
      await this.load();
    } else {
      this.holdings.restore(await storage.read(message.arrivals));
      const { headersFrom } = message;
      const { packed, singles } = await storage.headers(headersFrom, message.singles ?? []);
      if (headersFrom !== undefined) this.chain.extend(headersFrom, splitHeaders(packed));
      this.chain.addSingles(singles);
      this.revision = message.revision;
      void this.terms.come();
    }
    this.events.onChanged();
    this.events.onStatus();
  }
}

/** Names of the sources that a person reads about. */
const named = ({ sources }: FeedOrigin): string[] =>
  sources.filter(({ isNeighbour }) => isNeighbour !== true).map(({ source: { name } }) => name);

const listsPosts = ({ source }: FollowedSource): boolean => source.headersOnly !== true;

const lockName = ({ network }: FeedOrigin): string => `nabo-index:${network}`;

function newHoldings({ network }: FeedOrigin): Holdings {
  return new Holdings({
    chain: openHeaderChain(network, Date.now),
    index: new FeedIndex(NETWORK_PARAMS[network].chain),
  });
}
