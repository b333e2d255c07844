import { toOutpoint, type Txid } from '#lib/bytes/brand.ts';
import { issue, type Issue } from '#lib/bytes/issue.ts';
import type { Result } from '#lib/bytes/result.ts';
import { splitHeaders } from '#lib/chain/header.ts';
import type { SourcedTx } from '#lib/chain/sources/source.ts';
import { parseTx } from '#lib/chain/tx.ts';
import type { Extension, HeaderChain } from '#lib/proof/header-chain.ts';
import type { HeaderSegment } from '#lib/proof/older-headers.ts';
import { bumpFor, parseBump, type MerklePath } from '#lib/proof/merkle-path.ts';
import { checkPath, checkTx, elsewhere as elsewhereIssue } from '#lib/proof/verify-tx.ts';
import type { BlockPlace } from '#lib/proof/verdict.ts';
import { CHUNK_ENTRIES, pathHeightOf, type FactChunk } from '#lib/store/fact-chunk.ts';
import { fromNeighbour, type HeldTx, type ProofState } from '#lib/store/held-tx.ts';
import type { StrayPath } from '#lib/store/index-store.ts';
import type { PostChunk } from '#lib/store/post-chunk.ts';
import { MAX_PACKED } from '#lib/store/raw-pack.ts';
import type { FeedIndex, IndexedTx } from './feed-index.ts';
import { readItems, readSignedItems, type FeedItem } from './items.ts';
import { readMovement } from './movement.ts';
import { Pending } from './pending.ts';
import { restorePosts } from './post-chunks.ts';
import { WaitingRoom } from './waiting-room.ts';

/** Transactions of one source without proof that are held at most, so that nobody can fill a disk for nothing. */
const MAX_UNPROVEN = 20_000;
/** Larger than any transaction that broadcasters take. */
const MAX_TX_BYTES = 10 * 1024 * 1024;
/** How long signatures are checked before queries get their turn, in milliseconds. */
const SLICE = 10;

/** What became of a page of transactions. */
export type Taken = {
  /** How many are new, or moved. */
  readonly news: number;
  readonly refused: readonly Issue[];
  /** How many paths lead to other blocks than we hold: perhaps we lack a reorg, perhaps they lie. */
  readonly elsewhere: number;
};

/**
 * What to do with paths that lead to other blocks than we hold: only count them, so that the caller can look for new
 * headers first; refuse them; or hold the transactions without them, when the source is known to follow another branch.
 * `prove` refuses whatever no path proves now, those without a path and those to unknown headers among it.
 */
export type Strays = 'count' | 'refuse' | 'hold' | 'prove';

export type HoldingsOptions = {
  readonly chain: HeaderChain;
  readonly index: FeedIndex;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
  /** Lets other work of this thread run. */
  readonly pause?: () => Promise<void>;
  readonly maxUnproven?: number;
};

type Outcome = 'news' | 'known' | { readonly refused: Issue } | { readonly elsewhere: Issue };

/** Where a path puts a transaction, and the part of the path that is worth keeping. */
type Sighting =
  | { readonly kind: 'proven'; readonly place: BlockPlace; readonly bump: Uint8Array }
  /** There is no header at `height` yet. */
  | { readonly kind: 'ahead'; readonly height: number; readonly bump: Uint8Array };

type Paths = Map<Uint8Array, Result<MerklePath>>;

/**
 * Everything that the feed holds, and the one way in: bytes must hash to their txid, and a path must lead to a header
 * of our chain before anything counts as proven. What changes collects in `pending` until somebody stores it.
 */
export class Holdings {
  readonly chain: HeaderChain;
  readonly index: FeedIndex;
  readonly pending = new Pending();
  private readonly now: () => number;
  private readonly pause: () => Promise<void>;
  private readonly maxUnproven: number;
  /** Transactions, by their numbers in the index, by the height that their path names. */
  private readonly byHeight = new Map<number, Set<number>>();
  /** Paths to heights that we have no header for yet. */
  private readonly ahead = new Map<number, Uint8Array>();
  /** Heights below our row of headers that a screen asked for. */
  private readonly wanted = new Set<number>();
  /** Transactions that say nothing, in case that they spend what a claim made which is still to come. */
  private readonly waiting = new WaitingRoom();
  private arrivals = 0;

  constructor({
    chain,
    index,
    now = Date.now,
    pause = nextTask,
    maxUnproven = MAX_UNPROVEN,
  }: HoldingsOptions) {
    this.chain = chain;
    this.index = index;
    this.now = now;
    this.pause = pause;
    this.maxUnproven = maxUnproven;
  }

  /** How many transactions are held; also the arrival of the next. */
  get count(): number {
    return this.arrivals;
  }

  /**
   * Takes what this device has stored, or what another tab has just written. The store is ours alone, so nothing is
   * hashed or verified again; what each transaction says is read anew, by this build's rules.
   */
  restore(entries: readonly HeldTx[], itemsOf: (held: HeldTx) => readonly FeedItem[] = this.read): void {
    for (const held of entries) {
      const { txid, bump, proof } = held;
      this.arrivals = Math.max(this.arrivals, held.arrival + 1);
      if (this.index.tx(txid) === undefined) this.index.add(held, itemsOf(held));
      else this.index.setProof(txid, proof);
      const tx = this.index.txs.find(txid);
      this.ahead.delete(tx);
      const stands = proof.state === 'none' ? undefined : proof.place.height;
      if (stands !== undefined) this.remember(tx, stands);
      if (bump !== undefined && (proof.state !== 'proven' || pathHeightOf(bump) !== stands))
        this.awaitHeader(tx, bump);
    }
  }

  private readonly read = ({ raw }: HeldTx): readonly FeedItem[] => readItems(raw, this.index.chain);

  /**
   * Takes a chunk of what this device has stored, with what its transactions say as it was read then. Answers `false` when
   * it does not follow what was taken before; then these holdings are good for nothing.
   */
  restoreChunk(facts: FactChunk, posts: PostChunk, strays: readonly StrayPath[]): boolean {
    if (facts.id * CHUNK_ENTRIES !== this.arrivals || !restorePosts(this.index, facts, posts)) return false;
    this.arrivals += facts.count;
    const { index } = this;
    for (const [at, state] of facts.proofs.entries()) {
      if (state !== 0) this.remember(index.heldAt(facts.id * CHUNK_ENTRIES + at), facts.heights[at] ?? 0);
    }
    for (const { arrival, bump } of strays) this.awaitHeader(index.heldAt(arrival), bump);
    return true;
  }

  /** Offers headers to the chain, and judges again whatever a change of it concerns. */
  takeHeaders(fromHeight: number, headers: readonly Uint8Array[]): Extension {
    const before = this.chain.tip?.height ?? -1;
    const extension = this.chain.extend(fromHeight, headers);
    if (extension.kind !== 'accepted' && extension.kind !== 'reorg') return extension;
    this.pending.headers(extension.from);
    // A checkpoint that was reached vouches for headers that had come before.
    this.judgeFrom(Math.min(extension.from, before + 1), extension.kind === 'reorg');
    const singles = this.chain.forget(this.isNeeded);
    this.pending.singles(singles);
    if (singles.length > 0) this.pending.headers(this.chain.firstHeight);
    return extension;
  }

  /** Whether something rests on the header at a height, so that it is kept when its neighbours are dropped. */
  readonly isNeeded = (height: number): boolean => this.byHeight.has(height) || this.wanted.has(height);

  /** Asks for an old header that a screen needs. */
  want(height: number): void {
    if (height < this.chain.firstHeight && this.chain.at(height) === undefined) this.wanted.add(height);
  }

  /** What has to be read so that an old header is known on which something rests; `undefined` when nothing is lacking. */
  lackingSegment(): HeaderSegment | undefined {
    const heights = new Set(this.wanted);
    for (const bump of this.ahead.values()) heights.add(pathHeightOf(bump));
    for (const height of heights) {
      const segment = this.chain.segmentAround(height);
      if (segment !== undefined) return segment;
    }
    return undefined;
  }

  /** Keeps what a whole segment found, and judges again what rests on it. Answers whether there was anything. */
  takeSegment(segment: HeaderSegment): boolean {
    const heights = this.chain.takeSegment(segment);
    this.pending.singles(heights);
    for (const height of heights) {
      this.wanted.delete(height);
      this.judgeAt(height);
    }
    return heights.length > 0;
  }

  /** How many transactions a path puts at these heights, both among them. */
  heldBetween(from: number, to: number): number {
    let count = 0;
    for (const [height, txs] of this.byHeight) if (height >= from && height <= to) count += txs.size;
    return count;
  }

  /**
   * Makes old headers known out of packed ones, the first at height `from`, as far as they link two blocks that are known
   * already. What they do not reach stays unknown.
   */
  takeOlder(from: number, packed: Uint8Array, heights: ReadonlySet<number>): void {
    const headers = splitHeaders(packed);
    for (const height of heights) {
      const segment = this.chain.segmentAround(height);
      if (segment === undefined || segment.next < from) continue;
      const start = segment.next - from;
      const span = headers.slice(start, start + segment.left);
      const linked = segment.take(span, (at) => heights.has(at) || this.isNeeded(at));
      if (linked.ok && segment.left === 0) this.takeSegment(segment);
    }
  }

  /**
   * Takes transactions that `source` gave. Each is judged on its own, so one lie hides nothing else. Whether a path that
   * leads to another block than ours is a lie depends on what the caller knows: see {@link Strays}.
   */
  async takeEntries(
    source: string,
    entries: readonly SourcedTx[],
    signal: AbortSignal,
    strays: Strays = 'count',
  ): Promise<Taken> {
    const paths: Paths = new Map();
    const refused: Issue[] = [];
    let news = 0;
    let elsewhere = 0;
    let sliceEnd = performance.now() + SLICE;
    for (const entry of entries) {
      if (performance.now() > sliceEnd) {
        await this.pause();
        signal.throwIfAborted();
        sliceEnd = performance.now() + SLICE;
      }
      const outcome = this.takeEntry(source, entry, paths, strays);
      if (outcome === 'news') news += 1;
      else if (outcome === 'known') continue;
      else if ('refused' in outcome) refused.push(outcome.refused);
      else if (strays === 'refuse' || strays === 'prove') refused.push(outcome.elsewhere);
      else elsewhere += 1;
    }
    return { news, refused, elsewhere };
  }

  private takeEntry(source: string, entry: SourcedTx, paths: Paths, strays: Strays): Outcome {
    const { txid, raw } = entry;
    const known = this.index.tx(txid);
    if (known === undefined) {
      if (raw.length > MAX_TX_BYTES)
        return { refused: issue('tx-too-large', `a transaction of ${raw.length} bytes`) };
      const tx = checkTx(txid, raw);
      if (!tx.ok) return { refused: tx.issue };
    } else {
      const issue = this.takeAgain(known, entry);
      if (issue !== undefined) return { refused: issue };
    }
    const followed = this.follow(entry, known?.bytes ?? raw.length, paths);
    const isStray = followed !== undefined && 'elsewhere' in followed;
    if (followed !== undefined && !('kind' in followed) && !(isStray && strays === 'hold')) return followed;
    const sighting = followed !== undefined && 'kind' in followed ? followed : undefined;
    if (strays === 'prove' && sighting?.kind !== 'proven') return { refused: UNPROVEN };
    return known === undefined
      ? this.addNew(source, entry, sighting)
      : this.moveKnown(known, entry, sighting);
  }

  /**
   * Takes bytes of a large transaction that is held: they may have had to go. A neighbour gives such a one to whoever
   * opened it and to nobody else; other sources give everything, and what went for want of room stays away.
   */
  private takeAgain(known: IndexedTx, { txid, raw, neighbour }: SourcedTx): Issue | undefined {
    if (neighbour === undefined || raw.length <= MAX_PACKED) return undefined;
    const tx = checkTx(txid, raw);
    if (!tx.ok) return tx.issue;
    this.pending.restore({ arrival: known.arrival, raw: raw.slice(), at: this.now() });
    return undefined;
  }

  /** Follows an entry's path, when it has one. */
  private follow(
    { txid, bump }: SourcedTx,
    bytes: number,
    paths: Paths,
  ): Sighting | Exclude<Outcome, string> | undefined {
    if (bump === undefined) return undefined;
    // One path often serves a whole page; it is read once.
    const path = paths.get(bump) ?? parseBump(bump);
    paths.set(bump, path);
    if (!path.ok) return { refused: path.issue };
    const check = checkPath(txid, bytes, path.value, this.chain);
    if (check.kind === 'refused') return { refused: check.issue };
    if (check.kind === 'elsewhere') return { elsewhere: elsewhereIssue(check.height) };
    return { ...check, bump: bumpFor(path.value, txid) ?? bump };
  }

  private addNew(source: string, entry: SourcedTx, sighting: Sighting | undefined): Outcome {
    const { txid, raw, neighbour, ms } = entry;
    const from = neighbour === undefined ? source : fromNeighbour(neighbour);
    if (sighting?.kind !== 'proven' && this.index.unprovenFrom(from) >= this.maxUnproven) {
      const message = `${this.maxUnproven} transactions of this source have no proof`;
      return { refused: issue('too-many-unproven', message) };
    }
    const { items, authors } = readSignedItems(raw, this.index.chain);
    if (items.length === 0 && !this.carries(source, entry)) return 'known';
    const held: HeldTx = {
      arrival: this.arrivals,
      txid,
      raw: raw.slice(),
      ...(sighting === undefined ? {} : { bump: sighting.bump }),
      proof: sighting?.kind === 'proven' ? { state: 'proven', place: sighting.place } : { state: 'none' },
      authors,
      heldSince: this.now(),
      from,
      ...(ms === undefined ? {} : { ms }),
    };
    this.arrivals += 1;
    this.index.add(held, items);
    this.pending.add(held);
    const tx = this.index.txs.find(txid);
    if (sighting?.kind === 'proven') this.remember(tx, sighting.place.height);
    else if (sighting !== undefined) this.awaitHeader(tx, sighting.bump);
    this.recall(txid, raw);
    return 'news';
  }

  /** Whether a transaction that says nothing carries an ordinal on. Others wait a while for the claim of what they spend. */
  private carries(source: string, entry: SourcedTx): boolean {
    const movement = readMovement(entry.raw, entry.txid, this.index.chain);
    if (movement === undefined) return false;
    if (this.index.mayCarry(movement)) return true;
    this.waiting.put({ source, entry, inputs: movement.inputs });
    return false;
  }

  /** Takes what was put aside and spends an output of a transaction that has just come. */
  private recall(txid: Txid, raw: Uint8Array): void {
    const tx = this.waiting.size === 0 ? undefined : parseTx(raw);
    if (tx?.ok !== true) return;
    for (const [vout, { sats }] of tx.value.outputs.entries()) {
      const output = toOutpoint(txid, vout);
      if (sats !== 1 || !this.index.isTracked(output)) continue;
      for (const { source, entry } of this.waiting.takeSpendersOf(output))
        this.takeEntry(source, entry, new Map(), 'hold');
    }
  }

  private moveKnown(known: IndexedTx, entry: SourcedTx, sighting: Sighting | undefined): Outcome {
    const { proof, tx } = known;
    if (sighting === undefined) return 'known';
    if (sighting.kind === 'ahead') {
      // Perhaps a reorg moved it, whose headers we lack. The path is stored, since nobody need send it again.
      this.awaitHeader(tx, sighting.bump);
      this.pending.patch({ arrival: known.arrival, proof, bump: sighting.bump });
      return 'known';
    }
    const { place, bump } = sighting;
    if (proof.state === 'proven' && proof.place.hash === place.hash) return 'known';
    this.ahead.delete(tx);
    this.index.follow(entry);
    this.move(known, { state: 'proven', place }, bump);
    this.remember(tx, place.height);
    return 'news';
  }

  private move(tx: IndexedTx, proof: ProofState, bump?: Uint8Array): void {
    this.index.setProof(tx.txid, proof);
    this.pending.patch({ arrival: tx.arrival, proof, ...(bump === undefined ? {} : { bump }) });
  }

  private remember(tx: number, height: number): void {
    const txs = this.byHeight.get(height) ?? new Set();
    this.byHeight.set(height, txs.add(tx));
  }

  private awaitHeader(tx: number, bump: Uint8Array): void {
    this.ahead.set(tx, bump);
    this.remember(tx, pathHeightOf(bump));
  }

  private judgeFrom(fromHeight: number, isReorg: boolean): void {
    for (const height of this.byHeight.keys()) if (height >= fromHeight) this.judgeAt(height, isReorg);
  }

  private judgeAt(height: number, isReorg = false): void {
    const txs = this.byHeight.get(height) ?? new Set();
    for (const tx of txs) {
      if (!this.judge(this.index.txAt(tx), height, isReorg)) txs.delete(tx);
    }
    if (txs.size === 0) this.byHeight.delete(height);
  }

  /** Judges a transaction that a path put at `height`; answers whether a path still puts it there. */
  private judge(tx: IndexedTx, height: number, isReorg: boolean): boolean {
    const { txid, proof } = tx;
    const bump = this.ahead.get(tx.tx);
    if (bump !== undefined && pathHeightOf(bump) === height) {
      const path = parseBump(bump);
      const check = path.ok ? checkPath(txid, tx.bytes, path.value, this.chain) : undefined;
      if (check?.kind === 'ahead') return true;
      this.ahead.delete(tx.tx);
      if (check?.kind === 'proven') {
        this.move(tx, { state: 'proven', place: check.place }, bump);
        return true;
      }
    }
    if (proof.state === 'none' || proof.place.height !== height) return false;
    const { place } = proof;
    const header = this.chain.at(height);
    // A header that is still to come contradicts nothing; one that a reorg took away does.
    if (header === undefined && !isReorg) return true;
    const state = header?.hash === place.hash ? 'proven' : 'orphaned';
    if (state !== proof.state) this.move(tx, { state, place });
    return true;
  }
}

const UNPROVEN = issue('tx-unproven', 'no path leads to a header of the chain that we checked');

/** Lets the event loop turn once. */
export const nextTask = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));
