import type { Txid } from '#lib/bytes/brand.ts';
import { splitHeaders } from '#lib/chain/header.ts';
import type { Network } from '#lib/chain/network.ts';
import { CHUNK_ENTRIES } from '#lib/store/fact-chunk.ts';
import type { AuthorPatch } from '#lib/store/entry-rows.ts';
import type { HeldTx } from '#lib/store/held-tx.ts';
import { IndexStore, type IndexChange, type IndexSnapshot } from '#lib/store/index-store.ts';
import { StoreError, toStoreError } from '#lib/store/store-error.ts';
import type { Holdings } from './holdings.ts';
import { lacksAuthors, readItems, readSignedItems } from './items.ts';
import { encodePosts, RULES } from './post-chunks.ts';

/** Bytes that transactions may take on this device before some must go: large ones, and others. */
export type StorageLimits = { readonly media: number; readonly packed: number };

const LIMITS: StorageLimits = { media: 256 * 1024 * 1024, packed: 1024 * 1024 * 1024 };
/** What is let go at least when the disk is full. */
const LEAST_FREED = 16 * 1024 * 1024;
/** Transactions whose way with ordinals is looked at again after a start, in case that the claim of one comes late. */
const LOOKED_AT_AGAIN = 8192;
const READ_AT_ONCE = 64;
/** Milliseconds of such a look before questions get their turn. */
const SLICE = 1;

export type FeedStorageOptions = {
  readonly factory?: IDBFactory;
  readonly limits?: StorageLimits;
};

/**
 * What stands between the feed and its database: how memory is filled from it, what goes into it with a change, and what
 * goes when there is no more room. Without storage the feed still works, in this tab and until it is closed.
 */
export class FeedStorage {
  /** Why nothing is stored here. */
  readonly trouble: StoreError | undefined;
  private readonly store: IndexStore | undefined;
  private readonly limits: StorageLimits;
  /** Keys whose records never go; nothing goes before they are known. */
  private own: ReadonlySet<string> | undefined;
  /** Transactions that a person keeps. */
  private kept: ReadonlySet<string> = new Set();
  private isStale = false;
  /** Authors that were looked for anew. */
  private rechecked: AuthorPatch[] = [];

  private constructor(store: IndexStore | undefined, limits: StorageLimits, trouble?: StoreError) {
    this.store = store;
    this.limits = limits;
    this.trouble = trouble;
  }

  static async open(
    network: Network,
    { factory, limits = LIMITS }: FeedStorageOptions,
  ): Promise<FeedStorage> {
    try {
      const store = await IndexStore.open(network, factory === undefined ? {} : { factory });
      return new FeedStorage(store, limits);
    } catch (error) {
      return new FeedStorage(undefined, limits, toStoreError(error));
    }
  }

  get isUsable(): boolean {
    return this.store !== undefined;
  }

  /** Hash160 (hex) of this device's own keys, when it has any. */
  setOwn(keys: readonly string[]): void {
    this.own = new Set(keys);
  }

  /** Transactions that are never let go, because a person keeps posts of them. */
  setKept(txids: readonly Txid[]): void {
    this.kept = new Set(txids);
  }

  /**
   * Fills new holdings from what is stored; `undefined` without storage. What was read by other rules than this build's
   * is read anew from the bytes: then {@link rewrite} has something to do.
   *
   * @throws {StoreError} `malformed` for rows that this build cannot read.
   */
  async load(
    make: () => Holdings,
  ): Promise<{ readonly holdings: Holdings; readonly snapshot: IndexSnapshot } | undefined> {
    const { store } = this;
    if (store === undefined) return undefined;
    let holdings = make();
    let isBroken = false;
    this.isStale = false;
    const snapshot = await store.load({
      onWords: (count) => holdings.index.posts.words.reserve(count),
      onChunk: (facts, posts, strays) => {
        this.isStale ||= posts?.rules !== RULES;
        isBroken ||= posts === undefined || !holdings.restoreChunk(facts, posts, strays);
      },
      onTail: (entries) => {
        if (!isBroken) holdings.restore(entries);
      },
      onMoves: (moves) => {
        if (!isBroken) holdings.index.restoreMoves(moves);
      },
    });
    holdings.index.posts.trim();
    this.isStale ||= isBroken || (snapshot.count > 0 && snapshot.rules !== RULES);
    this.rechecked = [];
    if (this.isStale)
      holdings = await this.readAnew(store, snapshot.count, make(), isBroken ? undefined : holdings);
    const { from, packed, singles } = snapshot.headers;
    holdings.chain.restore(singles, from, splitHeaders(packed));
    return { holdings, snapshot };
  }

  /** How many commits there were, and how far each source was read. */
  async state(): Promise<Pick<IndexSnapshot, 'revision' | 'cursors'> | undefined> {
    return this.store?.state();
  }

  /** Writes what {@link load} had to read anew. For the one tab that writes. */
  async rewrite({ index }: Holdings): Promise<void> {
    const { store } = this;
    if (store === undefined || !this.isStale) return;
    for (let id = 0; ; id += 1) {
      const said = encodePosts(index, id);
      if (said === undefined) break;
      await store.rewrite({ said: [said] });
    }
    await store.rewrite({ authors: this.rechecked, moves: index.takeMoves(), rules: RULES });
    this.rechecked = [];
    this.isStale = false;
  }

  /** Looks again at what the newest transactions spend, in case that the claim of one is still to come. */
  async follow({ index, count }: Holdings, pause: () => Promise<void>, signal: AbortSignal): Promise<void> {
    for (let end = count; end > Math.max(0, count - LOOKED_AT_AGAIN); end -= READ_AT_ONCE) {
      await pause();
      const entries = await this.entries(Math.max(0, end - READ_AT_ONCE), end);
      let sliceEnd = performance.now() + SLICE;
      for (const entry of entries) {
        if (signal.aborted) return;
        if (entry.raw.length > 0) index.follow(entry);
        if (performance.now() < sliceEnd) continue;
        await pause();
        sliceEnd = performance.now() + SLICE;
      }
    }
  }

  /**
   * Writes a change and answers the new revision. When the disk is full, what may go is let go, and it is tried once more.
   *
   * @throws {StoreError} as `IndexStore.commit` does, or `unavailable` without storage.
   */
  async commit(change: IndexChange, holdings: Holdings): Promise<number> {
    const { store } = this;
    if (store === undefined)
      throw this.trouble ?? new StoreError('unavailable', 'this browser gives us no storage');
    const { index } = holdings;
    const moves = index.takeMoves();
    const reading = { rules: RULES, postsOf: (id: number) => encodePosts(index, id) };
    const write = (): Promise<number> => store.commit({ ...change, moves }, reading);
    try {
      const revision = await write().catch(async (error: unknown) => {
        const isFull = error instanceof StoreError && error.kind === 'quota';
        if (!isFull || (await this.makeRoom(holdings, LEAST_FREED)) === 0) throw error;
        return write();
      });
      await this.makeRoom(holdings, 0).catch(() => 0);
      return revision;
    } catch (error) {
      index.returnMoves(moves);
      throw error;
    }
  }

  /** Lets go what is above the limits, and `more` besides. Answers how many bytes went. */
  private async makeRoom({ index }: Holdings, more: number): Promise<number> {
    const { store, own, kept, limits } = this;
    if (store === undefined || own === undefined) return 0;
    const { media, packed } = await store.sizes();
    if (more === 0 && media <= limits.media && packed <= limits.packed) return 0;
    const mayGo = (arrival: number): boolean => {
      const tx = index.heldAt(arrival);
      return !index.isBy(tx, own) && !kept.has(index.txs.txidOf(tx));
    };
    const ofMedia = Math.max(0, Math.min(limits.media, media - more));
    const ofPacked = media > more ? limits.packed : Math.min(limits.packed, packed - (more - media));
    return store.makeRoom({ media: ofMedia, packed: Math.max(0, ofPacked) }, mayGo);
  }

  /** Forgets everything. Answers the new revision. */
  async clear(): Promise<number | undefined> {
    return this.store?.clear();
  }

  /** The transactions of some arrivals, as far as they are stored. */
  async read(arrivals: readonly number[]): Promise<readonly HeldTx[]> {
    return (await this.store?.read(arrivals))?.entries ?? [];
  }

  /** Transactions from one arrival up to another. */
  entries(from: number, end: number): Promise<readonly HeldTx[]> {
    return this.read(Array.from({ length: end - from }, (_, at) => from + at));
  }

  /** The headers that another tab has written. */
  async headers(
    from: number | undefined,
    singles: readonly number[],
  ): Promise<{
    readonly packed: Uint8Array;
    readonly singles: Awaited<ReturnType<IndexStore['readSingles']>>;
  }> {
    return {
      packed:
        from === undefined ? new Uint8Array(0) : ((await this.store?.readHeaders(from)) ?? new Uint8Array(0)),
      singles: (await this.store?.readSingles(singles)) ?? [],
    };
  }

  /** Notes that somebody looked at a large transaction. */
  async touch(arrival: number, now: number): Promise<void> {
    await this.store?.touch(arrival, now).catch(() => undefined);
  }

  close(): void {
    this.store?.close();
  }

  /** Reads every transaction from its bytes; of those whose bytes had to go it keeps what an older build read. */
  private async readAnew(
    store: IndexStore,
    count: number,
    holdings: Holdings,
    old: Holdings | undefined,
  ): Promise<Holdings> {
    const { chain } = holdings.index;
    for (let from = 0; from < count; from += CHUNK_ENTRIES) {
      const arrivals = Array.from({ length: Math.min(CHUNK_ENTRIES, count - from) }, (_, at) => from + at);
      for (const held of (await store.read(arrivals)).entries) {
        const { raw, arrival } = held;
        const items =
          raw.length > 0 ? readItems(raw, chain) : (old?.index.itemsOf(old.index.heldAt(arrival)) ?? []);
        let { authors } = held;
        if (raw.length > 0 && lacksAuthors(items, authors)) {
          ({ authors } = readSignedItems(raw, chain));
          this.rechecked.push({ arrival, authors });
        }
        holdings.restore([{ ...held, authors }], () => items);
      }
    }
    return holdings;
  }
}
