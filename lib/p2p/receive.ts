import type { PeerId } from '@libp2p/interface';
import type { Txid } from '#lib/bytes/brand.ts';
import { concatBytes } from '#lib/bytes/concat.ts';
import type { ShelfStore } from '#lib/store/shelf-store.ts';
import { checkProof } from './check-proof.ts';
import type { Exchange } from './exchange.ts';
import type { FeedReader } from './feed-reader.ts';
import {
  BLOCK_MS,
  BLOCKS_AT_ONCE,
  MAX_INBOX,
  MAX_PROOF_TXIDS,
  MAX_PROVIDED,
  MAX_RECENT_PAGES,
} from './limits.ts';
import type { Proof } from './message.ts';
import type { HolderRouter, Holder } from './router.ts';
import type { Shelf } from './shelf.ts';

export type ReceiverOptions = {
  readonly store: ShelfStore;
  readonly shelf: Shelf;
  readonly feed: FeedReader;
  readonly holders: HolderRouter;
  readonly exchange: Exchange;
  /** Gets one transaction by bitswap, checked against its name, or rejects. */
  readonly fetchBlock: (
    txid: Txid,
    signal: AbortSignal,
  ) => Promise<{ readonly raw: Uint8Array; readonly peer: PeerId }>;
  /** The bytes of a transaction on the shelf. */
  readonly readBlock: (txid: Txid) => Promise<Uint8Array | undefined>;
  /** A neighbour gave or said something that is not so. */
  readonly onRefused: (peer: PeerId) => void;
  /** Transactions wait for the feed. */
  readonly onReceived: (received: readonly { txid: Txid; peer: string; bytes: number; ms: number }[]) => void;
};

/** Headers below our highest that are asked for again, as the feed does with its sources. */
const OVERLAP = 12;
/** How often a block is asked for that came wrong. */
const MAX_TRIES = 3;

/**
 * Takes what neighbours hold and this device does not: bytes by bitswap, then the Merkle path, then headers where the path
 * leads above ours.
 */
export class Receiver {
  private readonly options: ReceiverOptions;
  private readonly abort = new AbortController();
  /** The last that were asked for. */
  private readonly asked = new Set<Txid>();
  /** What each neighbour is asked, one thing after the other. */
  private readonly turns = new Map<string, Promise<void>>();

  constructor(options: ReceiverOptions) {
    this.options = options;
  }

  /** Whether a block of this name was asked for, lately or now: what comes late is no lie. */
  wasAsked(txid: Txid): boolean {
    return this.asked.has(txid);
  }

  stop(): void {
    this.abort.abort();
  }

  /** Takes those of `txids` that `holder` says to hold and that are not held here. One call after the other for each holder. */
  take(txids: readonly Txid[], holder: Holder): Promise<void> {
    const id = holder.peer.toString();
    const before = this.turns.get(id) ?? Promise.resolve();
    const turn = before.catch(() => undefined).then(() => this.takeNow(txids, holder));
    this.turns.set(id, turn);
    return turn.finally(() => {
      if (this.turns.get(id) === turn) this.turns.delete(id);
    });
  }

  private async takeNow(txids: readonly Txid[], holder: Holder): Promise<void> {
    const { shelf, holders } = this.options;
    const missing = await shelf.missing(txids);
    holders.note(missing, holder);
    for (let at = 0; at < missing.length && !this.abort.signal.aborted; at += BLOCKS_AT_ONCE) {
      await this.takePart(missing.slice(at, at + BLOCKS_AT_ONCE));
    }
  }

  /** Reads all that a neighbour holds, and takes what is missing. */
  async takeRecent(holder: Holder): Promise<void> {
    const { exchange } = this.options;
    let before: number | undefined;
    for (let page = 0; page < MAX_RECENT_PAGES; page += 1) {
      const answer = await exchange.recent(holder.peer, before, this.abort.signal);
      await this.take(answer.txids, holder);
      await this.proveLater(answer.txids, holder.peer);
      if (answer.before === undefined || (before !== undefined && answer.before >= before)) return;
      before = answer.before;
    }
  }

  private async takePart(txids: readonly Txid[]): Promise<void> {
    const begun = performance.now();
    const got = await Promise.all(txids.map((txid) => this.fetchAny(txid)));
    const byPeer = Map.groupBy(
      got.filter((each) => each !== undefined),
      ({ peer }) => peer.toString(),
    );
    for (const blocks of byPeer.values()) {
      const [{ peer } = {}] = blocks;
      if (peer === undefined) continue;
      const proofs = await this.proofsFrom(
        peer,
        blocks.map(({ txid }) => txid),
      );
      const received: { txid: Txid; peer: string; bytes: number; ms: number }[] = [];
      for (const { txid, raw } of blocks) {
        const proof = proofs.get(txid);
        const note = proof === undefined ? {} : { bump: proof.bump, header: proof.header };
        const held = await this.options.shelf.hold(txid, raw, note);
        if (!held.ok) {
          if (held.issue.code !== 'budget') this.options.onRefused(peer);
          continue;
        }
        const ms = Math.round(performance.now() - begun);
        await this.leave({ txid, raw, peer, ms, proof });
        received.push({ txid, peer: peer.toString(), bytes: raw.length, ms });
      }
      if (received.length > 0) this.options.onReceived(received);
    }
  }

  private async fetchAny(txid: Txid): Promise<{ txid: Txid; raw: Uint8Array; peer: PeerId } | undefined> {
    const until = AbortSignal.any([this.abort.signal, AbortSignal.timeout(BLOCK_MS)]);
    this.remember(txid);
    for (let tries = 0; tries < MAX_TRIES && !until.aborted; tries += 1) {
      try {
        return { txid, ...(await this.options.fetchBlock(txid, until)) };
      } catch {
        // A block with the right digest under another hash ends a get, though honest neighbours have the right one.
      }
    }
    return undefined;
  }

  private remember(txid: Txid): void {
    this.asked.delete(txid);
    this.asked.add(txid);
    const [oldest] = this.asked;
    if (this.asked.size > MAX_PROVIDED && oldest !== undefined) this.asked.delete(oldest);
  }

  /** Proofs that hold for their own headers. Wrong ones are counted, and the transaction stays unproven. */
  private async proofsFrom(peer: PeerId, txids: readonly Txid[]): Promise<ReadonlyMap<Txid, Proof>> {
    const { exchange, feed, onRefused } = this.options;
    const proofs = new Map<Txid, Proof>();
    let highest = -1;
    for (let at = 0; at < txids.length; at += MAX_PROOF_TXIDS) {
      const asked = txids.slice(at, at + MAX_PROOF_TXIDS);
      const given = await exchange.proofs(peer, asked, this.abort.signal).catch(() => []);
      for (const proof of given) {
        const height = checkProof(proof);
        if (!height.ok) {
          onRefused(peer);
          continue;
        }
        proofs.set(proof.txid, proof);
        highest = Math.max(highest, height.value);
      }
    }
    if (highest >= (await feed.nextHeight())) await this.takeHeaders(peer).catch(() => undefined);
    return proofs;
  }

  private async takeHeaders(peer: PeerId): Promise<void> {
    const { exchange, feed, store } = this.options;
    const from = Math.max(0, (await feed.nextHeight()) - OVERLAP);
    const headers = await exchange.headers(peer, from, this.abort.signal);
    if (headers.length > 0) await store.receiveHeaders({ from, packed: concatBytes(headers) });
  }

  /** Asks for the proofs of what is held without one: it was in no block when it came. */
  private async proveLater(txids: readonly Txid[], peer: PeerId): Promise<void> {
    const { store, feed } = this.options;
    const unproven: Txid[] = [];
    for (const { txid } of await store.find(txids)) {
      if ((await feed.proofOf(txid)) === undefined) unproven.push(txid);
    }
    if (unproven.length === 0) return;
    for (const [txid, proof] of await this.proofsFrom(peer, unproven)) {
      const raw = await this.options.readBlock(txid);
      if (raw === undefined) continue;
      await this.options.shelf.hold(txid, raw, { bump: proof.bump, header: proof.header });
      await this.leave({ txid, raw, peer, ms: 0, proof });
    }
  }

  private leave(got: {
    txid: Txid;
    raw: Uint8Array;
    peer: PeerId;
    ms: number;
    proof: Proof | undefined;
  }): Promise<void> {
    const { txid, raw, peer, ms, proof } = got;
    return this.options.store.receive(
      {
        txid,
        raw,
        peer: peer.toString(),
        at: Date.now(),
        ms,
        ...(proof !== undefined && { bump: proof.bump }),
      },
      MAX_INBOX,
    );
  }
}
