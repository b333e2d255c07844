import type { PeerId } from '@libp2p/interface';
import type { Txid } from '#lib/bytes/brand.ts';
import type { Result } from '#lib/bytes/result.ts';
import type { Network } from '#lib/chain/network.ts';
import type { Left, ShelfStore } from '#lib/store/shelf-store.ts';
import type { FetchedBlock } from './block-fetcher.ts';
import { EmptyPromises } from './empty-promises.ts';
import type { Exchange, HeldBytes } from './exchange.ts';
import type { FeedReader } from './feed-reader.ts';
import {
  BLOCK_MS,
  BLOCKS_AT_ONCE,
  MAX_INBOX,
  MAX_PROOF_TXIDS,
  MAX_PROVIDED,
  MAX_RECENT_PAGES,
  MAX_RECENT_TXIDS,
} from './limits.ts';
import type { Proof } from './given-message.ts';
import { Missed } from './missed.ts';
import type { Prover } from './prove.ts';
import { findMissing } from './reconcile.ts';
import type { HolderRouter, Holder } from './router.ts';
import type { Shelf, ShelfNote } from './shelf.ts';
import { takeDrawers } from './take-drawers.ts';
import { Until } from './until.ts';

/** A transaction that a neighbour gave, and that waits for the feed. */
export type Receipt = {
  readonly txid: Txid;
  /** PeerId. */
  readonly peer: string;
  readonly bytes: number;
  /** From asking to having checked it. */
  readonly ms: number;
};

export type ReceiverOptions = {
  readonly network: Network;
  readonly store: ShelfStore;
  readonly shelf: Shelf;
  readonly feed: FeedReader;
  readonly holders: HolderRouter;
  readonly exchange: Exchange;
  readonly prover: Prover;
  /** Gets one transaction by bitswap, checked against its name, or rejects. */
  readonly fetchBlock: (txid: Txid, signal: AbortSignal) => Promise<FetchedBlock>;
  /** A neighbour gave something that is not what it said. */
  readonly onRefused: (peer: PeerId) => void;
  /** Transactions wait for the feed. */
  readonly onReceived: (received: readonly Receipt[]) => void;
  /** Paths of what the feed holds already wait for it. */
  readonly onProven: () => void;
  /** A neighbour says that it holds these. */
  readonly onHeld: (peer: PeerId, txids: readonly Txid[]) => void;
};

/** What a neighbour gave: `txs` are named by what they hash to, and nothing else is checked. */
export type Gift = {
  readonly peer: PeerId;
  readonly txs: readonly HeldBytes[];
  /** When it was asked for, by `performance.now()`. */
  readonly begun: number;
  /** Somebody waits for this one: the feed has it even when the shelf has had enough for today. */
  readonly wanted?: Txid;
  /** Its proofs, where they were asked for before. */
  readonly proofs?: Promise<ReadonlyMap<Txid, Proof>> | undefined;
};

/** How often a block is asked for that came wrong. */
const MAX_TRIES = 3;
/** How often a block is asked for at the same time, because so many say that they hold it. */
const MAX_ASKED_AT_ONCE = 3;

/**
 * Takes what neighbours hold and this device does not: bytes by bitswap, then the Merkle path, then headers where the path
 * leads above ours.
 */
export class Receiver {
  private readonly options: ReceiverOptions;
  private readonly abort = new AbortController();
  /** The last that were asked for. */
  private readonly asked = new Set<Txid>();
  /** The last that came and were not kept: somebody who holds them is not asked for them again and again. */
  private readonly declined = new Set<Txid>();
  /** What is being taken, and how often it is asked for at this moment. */
  private readonly coming = new Map<Txid, number>();
  private readonly promises = new EmptyPromises();
  private readonly missed: Missed;
  /** Those for single blocks that are under way. */
  private readonly searches = new Set<Until>();
  /** What each neighbour is asked, one thing after the other. */
  private readonly turns = new Map<string, Promise<void>>();

  constructor(options: ReceiverOptions) {
    this.options = options;
    this.missed = new Missed({
      stillMissing: async (txids) =>
        (await options.shelf.missing(txids)).filter((txid) =>
          options.holders.knownHolders(txid).some(({ peer }) => !this.isEmptyHanded(peer)),
        ),
      take: (txids) => {
        const waiting = txids.filter((txid) => !this.coming.has(txid));
        return this.whileComing(waiting, () => this.takeParts(waiting));
      },
    });
  }

  /** Whether a block of this name was asked for, lately or now: what comes late is no lie. */
  wasAsked(txid: Txid): boolean {
    return this.asked.has(txid);
  }

  /** Whether what this neighbour says to hold is not worth asking for, for now. */
  isEmptyHanded(peer: PeerId): boolean {
    return this.promises.isEmpty(peer.toString());
  }

  stop(): void {
    this.abort.abort();
    for (const search of this.searches) search.end();
    this.missed.stop();
  }

  /** Takes those of `txids` that `holder` says to hold and that are not held here. One call after the other for each holder. */
  async take(txids: readonly Txid[], holder: Holder): Promise<void> {
    const id = holder.peer.toString();
    const before = this.turns.get(id) ?? Promise.resolve();
    const turn = before.catch(() => undefined).then(() => this.takeNow(txids, holder));
    this.turns.set(id, turn);
    try {
      await turn;
    } finally {
      if (this.turns.get(id) === turn) this.turns.delete(id);
    }
  }

  /**
   * Reads a neighbour's shelf: what is newest first, and then whatever else it holds and this device does not, found by
   * comparing sums, as long as there is room for it and nobody aborts.
   */
  async read(
    holder: Holder,
    extent: 'whole' | 'news',
    aborted: AbortSignal = this.abort.signal,
  ): Promise<void> {
    const until = AbortSignal.any([this.abort.signal, aborted]);
    await this.takeRecent(holder, extent, until);
    const { exchange, network, shelf } = this.options;
    if (!(await shelf.hasRoom())) return;
    const parts = findMissing({
      network,
      tree: await shelf.tree(),
      ask: (question) => exchange.reconcile(holder.peer, question, until),
    });
    for await (const txids of parts) {
      await this.take(
        txids.filter((txid) => !this.declined.has(txid)),
        holder,
      );
      if (!(await shelf.hasRoom())) return;
    }
  }

  /**
   * Reads what a neighbour holds, newest first, takes what is missing, and asks for the proofs of what is held without
   * one: all of it, or only as far as that brings something.
   */
  private async takeRecent(holder: Holder, extent: 'whole' | 'news', until: AbortSignal): Promise<void> {
    const { exchange, shelf } = this.options;
    let before: number | undefined;
    for (let page = 0; page < MAX_RECENT_PAGES; page += 1) {
      const answer = await exchange.recent(holder.peer, before, until);
      this.options.onHeld(holder.peer, answer.txids);
      const missing = await shelf.missing(answer.txids);
      await this.take(missing, holder);
      // A newcomer: comparing sums names the rest in bulk.
      if (missing.length === MAX_RECENT_TXIDS && (await shelf.hasRoom())) return;
      const known = answer.txids.filter((txid) => !missing.includes(txid));
      const proven = await this.proveLater(known, holder.peer);
      if (extent === 'news' && missing.length === 0 && proven === 0) return;
      if (answer.before === undefined || (before !== undefined && answer.before >= before)) return;
      before = answer.before;
    }
  }

  /** Checks and keeps what a neighbour gave, with the proofs that it has, and leaves it for the feed. */
  async keep(
    { peer, txs, begun, wanted, proofs: early }: Gift,
    signal: AbortSignal,
  ): Promise<readonly Receipt[]> {
    const { store, shelf, prover, onRefused, onReceived } = this.options;
    const txids = txs.map(({ txid }) => txid);
    // What has no path by the neighbour's own word is not asked for one.
    const unsaid = txs.filter(({ path = 'left out' }) => path === 'left out').map(({ txid }) => txid);
    const gave = txs.flatMap(({ txid, path }) => (typeof path === 'object' ? [{ txid, ...path }] : []));
    const proofs = await (early ?? prover.proofsFrom(peer, unsaid, signal, gave));
    const takenMs = Math.round(performance.now() - begun);
    const toLeave = ({ txid, raw }: HeldBytes): Left =>
      leftOf({ txid, raw, peer, ms: takenMs, proof: proofs.get(txid) });
    const held = await shelf.holdAll(
      txs.map((tx) => ({ ...tx, note: noteOf(proofs.get(tx.txid)), left: toLeave(tx) })),
    );
    const ms = Math.round(performance.now() - begun);
    const received = txs.filter(({ txid }, at) => {
      const kept = held[at];
      if (kept === undefined) return false;
      // Somebody else may have given it while this one was asked.
      if (kept.ok) return kept.value === 'new' || txid === wanted;
      remember(this.declined, txid);
      const { code } = kept.issue;
      // That this device has no room for it or does not want it is no fault of who gave it.
      if (code !== 'budget' && code !== 'withheld') onRefused(peer);
      return code === 'budget' && txid === wanted;
    });
    if (received.length === 0) return [];
    // What is new on the shelf came to the inbox by the same write. What somebody waits for does, whatever the shelf has.
    const fresh = new Set(txids.filter((_txid, at) => isNew(held[at])));
    const apart = received.filter(({ txid }) => !fresh.has(txid));
    if (apart.length > 0) await store.receive(apart.map(toLeave), MAX_INBOX);
    const receipts = received.map(({ txid, raw }) => ({
      txid,
      peer: peer.toString(),
      bytes: raw.length,
      ms,
    }));
    onReceived(receipts);
    return receipts;
  }

  private async takeNow(txids: readonly Txid[], holder: Holder): Promise<void> {
    const { shelf, holders } = this.options;
    const unheld = await shelf.missing(txids);
    holders.note(unheld, holder);
    // A crowd says that it holds what is on its way already. The first may be dead, so it is not asked alone.
    const missing = unheld.filter((txid) => (this.coming.get(txid) ?? 0) < MAX_ASKED_AT_ONCE);
    await this.whileComing(missing, async () =>
      this.takeParts(await this.takeInBulk(missing, holder), holder),
    );
  }

  private async whileComing(missing: readonly Txid[], take: () => Promise<void>): Promise<void> {
    for (const txid of missing) this.coming.set(txid, (this.coming.get(txid) ?? 0) + 1);
    try {
      await take();
    } finally {
      for (const txid of missing) {
        const others = (this.coming.get(txid) ?? 1) - 1;
        if (others > 0) this.coming.set(txid, others);
        else this.coming.delete(txid);
      }
    }
  }

  /** What many are missing of in one drawer comes with the drawer; answers the others. */
  private takeInBulk(missing: readonly Txid[], { peer }: Holder): Promise<readonly Txid[]> {
    const { exchange, onRefused } = this.options;
    const { signal } = this.abort;
    return takeDrawers(missing, {
      exchange,
      peer,
      onRefused,
      signal,
      keep: (txs, begun) => this.keep({ peer, txs, begun }, signal),
    });
  }

  /** While one part is proven and kept the next is fetched. */
  private async takeParts(missing: readonly Txid[], holder?: Holder): Promise<void> {
    let keeping: Promise<unknown> = Promise.resolve();
    for (let at = 0; at < missing.length && !this.abort.signal.aborted; at += BLOCKS_AT_ONCE) {
      const part = missing.slice(at, at + BLOCKS_AT_ONCE);
      // Whoever told of something new most likely gives it: its path comes at the same time.
      const early = holder && this.proofsOfFew(part, holder);
      const gifts = (await this.fetchPart(part)).map((gift) =>
        early !== undefined && gift.peer.equals(holder?.peer) ? { ...gift, proofs: early } : gift,
      );
      await keeping;
      keeping = Promise.all(gifts.map((gift) => this.keep(gift, this.abort.signal)));
      // Waited for above, or below.
      keeping.catch(() => undefined);
    }
    await keeping;
  }

  private proofsOfFew(txids: readonly Txid[], holder: Holder): Gift['proofs'] {
    const { prover, holders } = this.options;
    if (txids.length === 0 || txids.length > MAX_PROOF_TXIDS || !holders.isConnected(holder))
      return undefined;
    const proofs = prover.proofsFrom(holder.peer, txids, this.abort.signal);
    // Waited for once the bytes are there, or not at all.
    proofs.catch(() => undefined);
    return proofs;
  }

  private async fetchPart(txids: readonly Txid[]): Promise<readonly Gift[]> {
    const begun = performance.now();
    const got = await Promise.all(txids.map((txid) => this.fetchAny(txid)));
    const byPeer = Map.groupBy(
      got.filter((each) => each !== undefined),
      ({ peer }) => peer.toString(),
    );
    return [...byPeer.values()].flatMap((txs) => {
      const [{ peer } = {}] = txs;
      return peer === undefined ? [] : [{ peer, txs, begun }];
    });
  }

  private async fetchAny(txid: Txid): Promise<(HeldBytes & { readonly peer: PeerId }) | undefined> {
    if (this.abort.signal.aborted) return undefined;
    const got = await this.fetchInTime(txid);
    if (got !== undefined) {
      this.missed.delete(txid);
      this.promises.kept(got.peer.toString());
      return { txid, ...got };
    }
    if (this.abort.signal.aborted || (await this.options.shelf.missing([txid])).length === 0)
      return undefined;
    // Where this device has no room, bitswap keeps what it was given to itself.
    if (!this.missed.has(txid) && !this.options.shelf.isFull)
      for (const { peer } of this.options.holders.knownHolders(txid)) this.promises.broke(peer.toString());
    this.missed.add(txid);
    return undefined;
  }

  private async fetchInTime(txid: Txid): Promise<FetchedBlock | undefined> {
    const until = new Until({ ms: BLOCK_MS });
    this.searches.add(until);
    remember(this.asked, txid);
    try {
      for (let tries = 0; tries < MAX_TRIES && !until.signal.aborted; tries += 1) {
        // A block with the right digest under another hash ends a get, though honest neighbours have the right one.
        const got = await this.options.fetchBlock(txid, until.signal).catch(() => undefined);
        if (got !== undefined) return got;
      }
      return undefined;
    } finally {
      until.end();
      this.searches.delete(until);
    }
  }

  /** Asks for the proofs of what is held without one: it was in no block when it came. Answers how many there were. */
  private async proveLater(txids: readonly Txid[], peer: PeerId): Promise<number> {
    const { feed, prover, shelf, onProven } = this.options;
    const unproven = await feed.unproven(txids);
    const proofs = await prover.proofsFrom(peer, unproven, this.abort.signal);
    const found: Taken[] = [];
    for (const [txid, proof] of proofs) {
      const raw = await shelf.read(txid);
      if (raw !== undefined) found.push({ txid, raw, peer, ms: 0, proof });
    }
    await shelf.holdAll(found.map(({ txid, raw, proof }) => ({ txid, raw, note: noteOf(proof) })));
    await this.leave(found);
    if (proofs.size > 0) onProven();
    return proofs.size;
  }

  /** Leaves what was checked for the feed. */
  leave(taken: readonly Taken[]): Promise<void> {
    return this.options.store.receive(taken.map(leftOf), MAX_INBOX);
  }
}

/** What was taken from a neighbour. */
type Taken = {
  readonly txid: Txid;
  readonly raw: Uint8Array;
  readonly peer: PeerId;
  readonly ms: number;
  readonly proof: Proof | undefined;
};

const isNew = (kept: Result<'new' | 'known'> | undefined): boolean =>
  kept?.ok === true && kept.value === 'new';

const leftOf = ({ txid, raw, peer, ms, proof }: Taken): Left => ({
  txid,
  raw,
  peer: peer.toString(),
  at: Date.now(),
  ms,
  ...(proof !== undefined && { bump: proof.bump }),
});

const noteOf = (proof: Proof | undefined): ShelfNote | undefined =>
  proof && { bump: proof.bump, header: proof.header };

/** Keeps the last of them. */
function remember(txids: Set<Txid>, txid: Txid): void {
  txids.delete(txid);
  txids.add(txid);
  const [oldest] = txids;
  if (txids.size > MAX_PROVIDED && oldest !== undefined) txids.delete(oldest);
}
