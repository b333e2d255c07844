import * as z from 'zod/mini';
import { asBlockHash, asTxid } from '#lib/bytes/brand.ts';
import { concatBytes } from '#lib/bytes/concat.ts';
import { fromHex, toHex } from '#lib/bytes/hex.ts';
import type { AuthorCheck, HeldTx, ProofState } from './held-tx.ts';

/** Entries of a full chunk. A browser writes some 13,000 rows a second, whatever they hold, so a row holds many. */
export const CHUNK_ENTRIES = 512;

const PROOF_STATES = ['none', 'proven', 'orphaned'] as const;
const SIGNATURES = ['none', 'sigma', 'aip', 'wrong', 'input'] as const;
const NO_KEY = new Uint8Array(20);
const NO_HASH = new Uint8Array(32);

const UNTIMED = 0xffff_ffff;

const bytes = z.instanceof(Uint8Array);
const words = z.instanceof(Uint32Array);

/**
 * Transactions of consecutive arrivals as columns, one array a field. Parts of varying length lie in one array each,
 * `ends` saying where every entry's part ends. A place of zeros stands for none; so does an author's key of zeros.
 */
const chunkSchema = z.object({
  id: z.number(),
  count: z.number(),
  txids: bytes,
  raws: bytes,
  rawEnds: words,
  bumps: bytes,
  bumpEnds: words,
  proofs: bytes,
  heights: words,
  indexes: words,
  times: words,
  hashes: bytes,
  heldSince: z.instanceof(Float64Array),
  names: z.array(z.string()),
  from: z.instanceof(Uint16Array),
  /** Milliseconds, {@link UNTIMED} where nobody measured. Chunks of earlier builds have none. */
  ms: z.exactOptional(words),
  authorEnds: words,
  authorVouts: words,
  authorForms: bytes,
  authorKeys: bytes,
});

export type HeldChunk = z.infer<typeof chunkSchema>;

const endsOf = (lengths: readonly number[]): Uint32Array<ArrayBuffer> => {
  let end = 0;
  return Uint32Array.from(lengths, (length) => (end += length));
};
const placeOf = ({ proof }: HeldTx) => (proof.state === 'none' ? undefined : proof.place);

/** Packs entries into the chunk `id`. */
export function encodeChunk(id: number, entries: readonly HeldTx[]): HeldChunk {
  const names = [...new Set(entries.map(({ from }) => from))];
  const authors = entries.flatMap((entry) => entry.authors);
  const bumps = entries.map(({ bump }) => bump ?? new Uint8Array(0));
  const column = (pick: (entry: HeldTx) => number): Uint32Array<ArrayBuffer> =>
    Uint32Array.from(entries, pick);
  return {
    id,
    count: entries.length,
    txids: concatBytes(entries.map(({ txid }) => fromHex(txid) ?? NO_HASH)),
    raws: concatBytes(entries.map(({ raw }) => raw)),
    rawEnds: endsOf(entries.map(({ raw }) => raw.length)),
    bumps: concatBytes(bumps),
    bumpEnds: endsOf(bumps.map(({ length }) => length)),
    proofs: Uint8Array.from(entries, ({ proof }) => PROOF_STATES.indexOf(proof.state)),
    heights: column((entry) => placeOf(entry)?.height ?? 0),
    indexes: column((entry) => placeOf(entry)?.index ?? 0),
    times: column((entry) => placeOf(entry)?.time ?? 0),
    hashes: concatBytes(entries.map((entry) => fromHex(placeOf(entry)?.hash ?? '') ?? NO_HASH).map(padded)),
    heldSince: Float64Array.from(entries, ({ heldSince }) => heldSince),
    names,
    from: Uint16Array.from(entries, ({ from }) => names.indexOf(from)),
    ms: column((entry) => entry.ms ?? UNTIMED),
    authorEnds: endsOf(entries.map((entry) => entry.authors.length)),
    authorVouts: Uint32Array.from(authors, ({ vout }) => vout),
    authorForms: Uint8Array.from(authors, ({ signature }) => SIGNATURES.indexOf(signature)),
    authorKeys: concatBytes(
      authors.map(({ key }) => (key === undefined ? NO_KEY : (fromHex(key) ?? NO_KEY))),
    ),
  };
}

const padded = (hash: Uint8Array): Uint8Array => (hash.length === 32 ? hash : NO_HASH);

/** The columns of a stored row, or `undefined` when it is not one, or its columns do not fit together. */
export function decodeChunkRow(row: unknown): HeldChunk | undefined {
  const { data: chunk } = chunkSchema.safeParse(row);
  if (chunk === undefined) return undefined;
  const { count } = chunk;
  const authors = chunk.authorEnds.at(-1) ?? 0;
  const fits =
    [
      chunk.rawEnds,
      chunk.bumpEnds,
      chunk.proofs,
      chunk.heights,
      chunk.indexes,
      chunk.times,
      chunk.heldSince,
      chunk.from,
      chunk.authorEnds,
      ...(chunk.ms === undefined ? [] : [chunk.ms]),
    ].every(({ length }) => length === count) &&
    chunk.txids.length === count * 32 &&
    chunk.hashes.length === count * 32 &&
    isRising(chunk.rawEnds, chunk.raws.length) &&
    isRising(chunk.bumpEnds, chunk.bumps.length) &&
    isRising(chunk.authorEnds, authors) &&
    chunk.authorVouts.length === authors &&
    chunk.authorForms.length === authors &&
    chunk.authorKeys.length === authors * 20;
  return fits ? chunk : undefined;
}

const isRising = (ends: Uint32Array, total: number): boolean =>
  ends.every((end, at) => end >= (ends[at - 1] ?? 0)) && (ends.at(-1) ?? 0) === total;

/** The entries of a chunk. Their bytes are views into its columns. */
export function decodeChunk(chunk: HeldChunk): HeldTx[] {
  return Array.from({ length: chunk.count }, (_, at) => entryAt(chunk, at));
}

/** One entry of a chunk. */
export function entryAt(chunk: HeldChunk, at: number): HeldTx {
  const bump = partOf(chunk.bumps, chunk.bumpEnds, at);
  const ms = chunk.ms?.[at] ?? UNTIMED;
  return {
    arrival: chunk.id * CHUNK_ENTRIES + at,
    txid: asTxid(toHex(chunk.txids.subarray(at * 32, at * 32 + 32))),
    raw: partOf(chunk.raws, chunk.rawEnds, at),
    ...(bump.length === 0 ? {} : { bump }),
    proof: proofAt(chunk, at),
    authors: authorsAt(chunk, at),
    heldSince: chunk.heldSince[at] ?? 0,
    from: chunk.names[chunk.from[at] ?? 0] ?? '',
    ...(ms === UNTIMED ? {} : { ms }),
  };
}

const partOf = (bytes: Uint8Array, ends: Uint32Array, at: number): Uint8Array =>
  bytes.subarray(at === 0 ? 0 : ends[at - 1], ends[at]);

function proofAt(chunk: HeldChunk, at: number): ProofState {
  const state = PROOF_STATES[chunk.proofs[at] ?? 0] ?? 'none';
  if (state === 'none') return { state };
  const place = {
    height: chunk.heights[at] ?? 0,
    hash: asBlockHash(toHex(chunk.hashes.subarray(at * 32, at * 32 + 32))),
    index: chunk.indexes[at] ?? 0,
    time: chunk.times[at] ?? 0,
  };
  return { state, place };
}

function authorsAt(chunk: HeldChunk, at: number): AuthorCheck[] {
  const authors: AuthorCheck[] = [];
  for (
    let author = at === 0 ? 0 : (chunk.authorEnds[at - 1] ?? 0);
    author < (chunk.authorEnds[at] ?? 0);
    author += 1
  ) {
    const key = chunk.authorKeys.subarray(author * 20, author * 20 + 20);
    authors.push({
      vout: chunk.authorVouts[author] ?? 0,
      signature: SIGNATURES[chunk.authorForms[author] ?? 0] ?? 'none',
      ...(key.every((byte) => byte === 0) ? {} : { key: toHex(key) }),
    });
  }
  return authors;
}
