import * as z from 'zod/mini';
import { asBlockHash, asTxid } from '#lib/bytes/brand.ts';
import { concatBytes } from '#lib/bytes/concat.ts';
import { fromHex, toHex } from '#lib/bytes/hex.ts';
import { ByteReader } from '#lib/bytes/reader.ts';
import { SIGNATURE_FAULTS } from '#lib/protocols/signature-fault.ts';
import type { AuthorCheck, HeldTx, ProofState } from './held-tx.ts';

/** Transactions of a full chunk. A browser writes some 13,000 rows a second, whatever they hold, so a row holds many. */
export const CHUNK_ENTRIES = 512;

export const PROOF_STATES = ['none', 'proven', 'orphaned'] as const;
const SIGNATURES = ['none', 'sigma', 'aip', 'wrong', 'input'] as const;
/** What a form is multiplied by that its fault is added to. */
const FAULT_STEP = 8;
export const KEY_BYTES = 20;
export const HASH_BYTES = 32;
/** In place of a number: nobody measured, or there is none. */
export const NONE = 0xffff_ffff;
const NO_KEY = new Uint8Array(KEY_BYTES);
const NO_HASH = new Uint8Array(HASH_BYTES);

const bytes = z.instanceof(Uint8Array<ArrayBuffer>);
const words = z.instanceof(Uint32Array<ArrayBuffer>);

/**
 * What is known of transactions of consecutive arrivals, as columns, one array a field: everything but their bytes and
 * paths, which are large and seldom asked for. `…Ends` say where every transaction's part of another array ends. A key of
 * zeros stands for none.
 */
const factChunkSchema = z.object({
  id: z.number(),
  count: z.number(),
  txids: bytes,
  /** Bytes of each transaction. */
  sizes: words,
  proofs: bytes,
  heights: words,
  indexes: words,
  times: words,
  /** Hashes of the blocks that are named, each once, and which of them is each transaction's. */
  blocks: bytes,
  blockOf: z.instanceof(Uint16Array<ArrayBuffer>),
  /** The height that each transaction's path begins with, {@link NONE} without a path. */
  pathHeights: words,
  heldSince: z.instanceof(Float64Array<ArrayBuffer>),
  names: z.array(z.string()),
  from: z.instanceof(Uint16Array<ArrayBuffer>),
  /** Milliseconds, {@link NONE} where nobody measured. */
  ms: words,
  authorEnds: words,
  authorVouts: words,
  authorForms: bytes,
  authorKeys: bytes,
});

export type FactChunk = z.infer<typeof factChunkSchema>;

/** A transaction without its bytes and its path. */
export type HeldFacts = Omit<HeldTx, 'raw' | 'bump'>;

/** Where each of parts of these lengths ends when they lie one after the other. */
export const endsOf = (lengths: readonly number[]): Uint32Array<ArrayBuffer> => {
  let end = 0;
  return Uint32Array.from(lengths, (length) => (end += length));
};

/** The part of `all` that belongs to entry `at`. */
export const partOf = (all: Uint8Array, ends: Uint32Array, at: number): Uint8Array =>
  all.subarray(at === 0 ? 0 : ends[at - 1], ends[at]);

/** Whether ends rise up to `total`. */
export const isRising = (ends: Uint32Array, total: number): boolean =>
  ends.every((end, at) => end >= (ends[at - 1] ?? 0)) && (ends.at(-1) ?? 0) === total;

/** How a record is signed, as one byte: zero for not at all. */
export const formOf = ({ signature, fault }: Pick<AuthorCheck, 'signature' | 'fault'>): number =>
  SIGNATURES.indexOf(signature) +
  (fault === undefined ? 0 : SIGNATURE_FAULTS.indexOf(fault) + 1) * FAULT_STEP;

/** What {@link formOf} made a byte of. */
export function signatureOf(form: number): Pick<AuthorCheck, 'signature' | 'fault'> {
  const fault = SIGNATURE_FAULTS[Math.floor(form / FAULT_STEP) - 1];
  return { signature: SIGNATURES[form % FAULT_STEP] ?? 'none', ...(fault === undefined ? {} : { fault }) };
}

const placeOf = ({ proof }: HeldTx) => (proof.state === 'none' ? undefined : proof.place);

/** The height that a BUMP begins with. */
export const pathHeightOf = (bump: Uint8Array): number => new ByteReader(bump).compactSize();

/** Packs what is known of transactions into the chunk `id`. */
export function encodeFacts(id: number, entries: readonly HeldTx[]): FactChunk {
  const names = [...new Set(entries.map(({ from }) => from))];
  const hashes = [...new Set(entries.map((entry) => placeOf(entry)?.hash ?? ''))];
  const column = (pick: (entry: HeldTx) => number): Uint32Array<ArrayBuffer> =>
    Uint32Array.from(entries, pick);
  return {
    id,
    count: entries.length,
    txids: concatBytes(entries.map(({ txid }) => fromHex(txid) ?? NO_HASH)),
    sizes: column(({ raw }) => raw.length),
    proofs: Uint8Array.from(entries, ({ proof }) => PROOF_STATES.indexOf(proof.state)),
    heights: column((entry) => placeOf(entry)?.height ?? 0),
    indexes: column((entry) => placeOf(entry)?.index ?? 0),
    times: column((entry) => placeOf(entry)?.time ?? 0),
    blocks: concatBytes(hashes.map((hash) => (hash === '' ? NO_HASH : (fromHex(hash) ?? NO_HASH)))),
    blockOf: Uint16Array.from(entries, (entry) => hashes.indexOf(placeOf(entry)?.hash ?? '')),
    pathHeights: column(({ bump }) => (bump === undefined ? NONE : Math.min(pathHeightOf(bump), NONE - 1))),
    heldSince: Float64Array.from(entries, ({ heldSince }) => heldSince),
    names,
    from: Uint16Array.from(entries, ({ from }) => names.indexOf(from)),
    ms: column((entry) => entry.ms ?? NONE),
    ...authorColumns(entries.map(({ authors }) => authors)),
  };
}

/** The columns that say who wrote what, by transaction. */
function authorColumns(
  all: readonly (readonly AuthorCheck[])[],
): Pick<FactChunk, 'authorEnds' | 'authorVouts' | 'authorForms' | 'authorKeys'> {
  const authors = all.flat();
  return {
    authorEnds: endsOf(all.map(({ length }) => length)),
    authorVouts: Uint32Array.from(authors, ({ vout }) => vout),
    authorForms: Uint8Array.from(authors, formOf),
    authorKeys: keysOf(authors),
  };
}

function keysOf(authors: readonly AuthorCheck[]): Uint8Array<ArrayBuffer> {
  const keys = new Uint8Array(authors.length * KEY_BYTES);
  for (const [at, { key }] of authors.entries()) {
    if (key !== undefined) keys.set(fromHex(key) ?? NO_KEY, at * KEY_BYTES);
  }
  return keys;
}

/** The columns of a stored row, or `undefined` when it is not one, or its columns do not fit together. */
export function decodeFactRow(row: unknown): FactChunk | undefined {
  const { data: chunk } = factChunkSchema.safeParse(row);
  if (chunk === undefined) return undefined;
  const { count, sizes, proofs, heights, indexes, times, blockOf, pathHeights, heldSince, from, ms } = chunk;
  const authors = chunk.authorEnds.at(-1) ?? 0;
  const columns = [sizes, proofs, heights, indexes, times, blockOf, pathHeights, heldSince, from, ms];
  const fits =
    columns.every(({ length }) => length === count) &&
    chunk.authorEnds.length === count &&
    chunk.txids.length === count * HASH_BYTES &&
    blockOf.every((block) => (block + 1) * HASH_BYTES <= chunk.blocks.length) &&
    isRising(chunk.authorEnds, authors) &&
    chunk.authorVouts.length === authors &&
    chunk.authorForms.length === authors &&
    chunk.authorKeys.length === authors * KEY_BYTES;
  return fits ? chunk : undefined;
}

/** What a chunk knows of one of its transactions. */
export function factsAt(chunk: FactChunk, at: number): HeldFacts {
  const ms = chunk.ms[at] ?? NONE;
  return {
    arrival: chunk.id * CHUNK_ENTRIES + at,
    txid: asTxid(toHex(chunk.txids.subarray(at * HASH_BYTES, (at + 1) * HASH_BYTES))),
    proof: proofAt(chunk, at),
    authors: authorsAt(chunk, at),
    heldSince: chunk.heldSince[at] ?? 0,
    from: chunk.names[chunk.from[at] ?? 0] ?? '',
    ...(ms === NONE ? {} : { ms }),
  };
}

/** The proof of one transaction of a chunk. */
export function proofAt(chunk: FactChunk, at: number): ProofState {
  const state = PROOF_STATES[chunk.proofs[at] ?? 0] ?? 'none';
  if (state === 'none') return { state };
  const block = (chunk.blockOf[at] ?? 0) * HASH_BYTES;
  const place = {
    height: chunk.heights[at] ?? 0,
    hash: asBlockHash(toHex(chunk.blocks.subarray(block, block + HASH_BYTES))),
    index: chunk.indexes[at] ?? 0,
    time: chunk.times[at] ?? 0,
  };
  return { state, place };
}

/** Who wrote what in one transaction of a chunk. */
export function authorsAt(chunk: FactChunk, at: number): AuthorCheck[] {
  const authors: AuthorCheck[] = [];
  const end = chunk.authorEnds[at] ?? 0;
  for (let author = at === 0 ? 0 : (chunk.authorEnds[at - 1] ?? 0); author < end; author += 1) {
    const key = chunk.authorKeys.subarray(author * KEY_BYTES, (author + 1) * KEY_BYTES);
    authors.push({
      vout: chunk.authorVouts[author] ?? 0,
      ...signatureOf(chunk.authorForms[author] ?? 0),
      ...(key.every((byte) => byte === 0) ? {} : { key: toHex(key) }),
    });
  }
  return authors;
}

/** A chunk in which some transactions, by place, are by others. */
export const withAuthors = (
  chunk: FactChunk,
  replaced: ReadonlyMap<number, readonly AuthorCheck[]>,
): FactChunk => ({
  ...chunk,
  ...authorColumns(Array.from({ length: chunk.count }, (_, at) => replaced.get(at) ?? authorsAt(chunk, at))),
});

/** A chunk in which one transaction has another proof. */
export function withProof(chunk: FactChunk, at: number, proof: ProofState, pathHeight?: number): FactChunk {
  const changed = { ...chunk };
  const set = <Name extends 'proofs' | 'heights' | 'indexes' | 'times' | 'pathHeights'>(
    name: Name,
    value: number,
  ): void => {
    const column = chunk[name].slice() as FactChunk[Name];
    column[at] = value;
    changed[name] = column;
  };
  set('proofs', PROOF_STATES.indexOf(proof.state));
  if (pathHeight !== undefined) set('pathHeights', Math.min(pathHeight, NONE - 1));
  if (proof.state === 'none') return changed;
  const { height, index, time, hash } = proof.place;
  set('heights', height);
  set('indexes', index);
  set('times', time);
  const block = fromHex(hash) ?? NO_HASH;
  let known = 0;
  const isBlock = (number: number): boolean =>
    block.every((byte, offset) => chunk.blocks[number * HASH_BYTES + offset] === byte);
  while (known * HASH_BYTES < chunk.blocks.length && !isBlock(known)) known += 1;
  if (known * HASH_BYTES === chunk.blocks.length) changed.blocks = concatBytes([chunk.blocks, block]);
  changed.blockOf = chunk.blockOf.slice();
  changed.blockOf[at] = known;
  return changed;
}
