import { asBlockHash, asTxid, type Txid } from '#lib/bytes/brand.ts';
import { fromHex, toHex } from '#lib/bytes/hex.ts';
import { CHUNK_ENTRIES, HASH_BYTES, NONE, type FactChunk } from '#lib/store/fact-chunk.ts';
import { neighbourOf, type ProofState } from '#lib/store/held-tx.ts';
import { ByteTable } from './byte-table.ts';
import { bytesColumn, doublesColumn, shortsColumn, wordsColumn } from './column.ts';

const STATES = ['none', 'proven', 'orphaned'] as const;
const PROVEN = 1;
/** The height of what is in no block: above every other. */
const UNMINED = 0xffff_ffff;
const NO_BYTES = new Uint8Array(32);

/** What is known of a transaction when it is added, but for its proof. */
export type TxFacts = {
  readonly arrival: number;
  readonly bytes: number;
  /** Milliseconds since 1970. */
  readonly heldSince: number;
  readonly from: string;
  readonly ms?: number;
};

/**
 * Every transaction that is held, and every one that a held one names, with a number. Numbers of those that are held have
 * a row of facts in columns.
 */
export class TxTable {
  private readonly txids = new ByteTable(32);
  private readonly hashes = new ByteTable(32);
  private readonly names: string[] = [];
  private readonly isOfNeighbour: boolean[] = [];
  private readonly numberOfName = new Map<string, number>();
  private readonly arrivals = wordsColumn();
  private readonly sizes = wordsColumn();
  private readonly since = doublesColumn();
  private readonly froms = shortsColumn();
  private readonly times = wordsColumn();
  private readonly states = bytesColumn();
  private readonly heights = wordsColumn();
  private readonly indexes = wordsColumn();
  private readonly blockTimes = wordsColumn();
  private readonly blocks = wordsColumn();
  /** Where the posts of a transaction begin among all posts, and how many there are. */
  readonly firstPosts = wordsColumn();
  readonly postCounts = wordsColumn();
  /** The newest reply to a transaction among all posts plus one, and how many there are. */
  readonly replies = wordsColumn();
  readonly replyCounts = wordsColumn();
  /** How many are held. */
  held = 0;

  /** The number of a txid, or -1. */
  find(txid: Txid): number {
    return this.txids.find(bytesOf(txid));
  }

  /** The number of a txid, a new one when it is not known. */
  intern(txid: Txid): number {
    return this.internBytes(bytesOf(txid));
  }

  internBytes(txid: Uint8Array, offset = 0): number {
    const tx = this.txids.intern(txid, offset);
    if (tx === this.arrivals.length) this.addRow();
    return tx;
  }

  private addRow(): void {
    this.arrivals.push(NONE);
    for (const column of [
      this.sizes,
      this.since,
      this.froms,
      this.times,
      this.states,
      this.heights,
      this.indexes,
      this.blockTimes,
      this.blocks,
      this.firstPosts,
      this.postCounts,
      this.replies,
      this.replyCounts,
    ])
      column.push(0);
  }

  isHeld(tx: number): boolean {
    return tx >= 0 && this.arrivals.at(tx) !== NONE;
  }

  hold(tx: number, { arrival, bytes, heldSince, from, ms }: TxFacts, firstPost: number): void {
    this.arrivals.set(tx, arrival);
    this.sizes.set(tx, bytes);
    this.since.set(tx, heldSince);
    this.froms.set(tx, this.numberOf(from));
    this.times.set(tx, ms ?? NONE);
    this.firstPosts.set(tx, firstPost);
    this.held += 1;
  }

  /** Takes what a chunk knows of one of its transactions. */
  restore(tx: number, chunk: FactChunk, at: number, firstPost: number): void {
    const facts = {
      arrival: chunk.id * CHUNK_ENTRIES + at,
      bytes: chunk.sizes[at] ?? 0,
      heldSince: chunk.heldSince[at] ?? 0,
      from: chunk.names[chunk.from[at] ?? 0] ?? '',
    };
    this.hold(tx, facts, firstPost);
    this.times.set(tx, chunk.ms[at] ?? NONE);
    this.states.set(tx, chunk.proofs[at] ?? 0);
    this.heights.set(tx, chunk.heights[at] ?? 0);
    this.indexes.set(tx, chunk.indexes[at] ?? 0);
    this.blockTimes.set(tx, chunk.times[at] ?? 0);
    this.blocks.set(tx, this.hashes.intern(chunk.blocks, (chunk.blockOf[at] ?? 0) * HASH_BYTES));
  }

  private numberOf(name: string): number {
    const known = this.numberOfName.get(name);
    if (known !== undefined) return known;
    // Neighbours come and go; beyond this many the rest are told as one.
    const number = Math.min(this.names.length, 0xffff);
    this.names[number] = name;
    this.isOfNeighbour[number] = neighbourOf(name) !== undefined;
    this.numberOfName.set(name, number);
    return number;
  }

  txidOf(tx: number): Txid {
    return asTxid(toHex(this.txids.view(tx)));
  }

  /** A view of the txid's bytes, in display order, for as long as nothing is added. */
  txidBytes(tx: number): Uint8Array {
    return this.txids.view(tx);
  }

  factsOf(tx: number): TxFacts {
    const ms = this.times.at(tx);
    return {
      arrival: this.arrivals.at(tx),
      bytes: this.sizes.at(tx),
      heldSince: this.since.at(tx),
      from: this.names[this.froms.at(tx)] ?? '',
      ...(ms === NONE ? {} : { ms }),
    };
  }

  /** Seconds since 1970 of its block; of when it came here, for what is in none of our chain. */
  timeOf(tx: number): number {
    return this.isProven(tx) ? this.blockTimes.at(tx) : Math.floor(this.since.at(tx) / 1000);
  }

  isProven(tx: number): boolean {
    return this.states.at(tx) === PROVEN;
  }

  /** Whether a block of any branch held a transaction, as far as we know. */
  wasMined(tx: number): boolean {
    return this.states.at(tx) !== 0;
  }

  /** Whether a neighbour gave a transaction. */
  isHandedOn(tx: number): boolean {
    return this.isOfNeighbour[this.froms.at(tx)] === true;
  }

  /** Who gave a transaction. */
  sourceOf(tx: number): string {
    return this.names[this.froms.at(tx)] ?? '';
  }

  /** The height of a transaction on our chain; above every other for what is in no block. */
  heightOf(tx: number): number {
    return this.isProven(tx) ? this.heights.at(tx) : UNMINED;
  }

  /** Its place in the block; the order of arrival for what is in none. */
  indexOf(tx: number): number {
    return this.isProven(tx) ? this.indexes.at(tx) : this.arrivals.at(tx);
  }

  proofOf(tx: number): ProofState {
    const state = STATES[this.states.at(tx)] ?? 'none';
    if (state === 'none') return { state };
    return {
      state,
      place: {
        height: this.heights.at(tx),
        hash: asBlockHash(toHex(this.hashes.view(this.blocks.at(tx)))),
        index: this.indexes.at(tx),
        time: this.blockTimes.at(tx),
      },
    };
  }

  setProof(tx: number, proof: ProofState): void {
    this.states.set(tx, STATES.indexOf(proof.state));
    if (proof.state === 'none') return;
    const { height, hash, index, time } = proof.place;
    this.heights.set(tx, height);
    this.indexes.set(tx, index);
    this.blockTimes.set(tx, time);
    this.blocks.set(tx, this.hashes.intern(fromHex(hash) ?? NO_BYTES));
  }
}

const scratch = new Uint8Array(32);

/** Bytes of a txid in display order; the array is used again by the next call. */
function bytesOf(txid: Txid): Uint8Array {
  for (let at = 0; at < 32; at += 1) {
    scratch[at] = (digit(txid.charCodeAt(at * 2)) << 4) | digit(txid.charCodeAt(at * 2 + 1));
  }
  return scratch;
}

/** Value of a lower-case hex digit. */
const digit = (code: number): number => (code < 0x3a ? code - 0x30 : code - 0x57);
