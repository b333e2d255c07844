import * as z from 'zod/mini';
import { asBlockHash, asTxid } from '#lib/bytes/brand.ts';
import { toHex } from '#lib/bytes/hex.ts';
import { CHUNK_ENTRIES, isRising, partOf, PROOF_STATES, signatureOf } from './fact-chunk.ts';
import type { AuthorCheck, HeldTx, ProofState } from './held-tx.ts';

// Chunks as versions 1 and 2 of the database had them: facts, bytes and paths in one row. Only migrations read them.

const UNTIMED = 0xffff_ffff;

const bytes = z.instanceof(Uint8Array);
const words = z.instanceof(Uint32Array);

/**
 * Transactions of consecutive arrivals as columns, one array a field. Parts of varying length lie in one array each,
 * `ends` saying where every entry's part ends. A place of zeros stands for none; so does an author's key of zeros.
 */
const legacySchema = z.object({
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

type LegacyChunk = z.infer<typeof legacySchema>;

/** The columns of a stored row, or `undefined` when it is not one, or its columns do not fit together. */
function decodeRow(row: unknown): LegacyChunk | undefined {
  const { data: chunk } = legacySchema.safeParse(row);
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

/** The transactions of a stored row, `undefined` when it is no such chunk. Their bytes are views into it. */
export function decodeLegacyChunk(row: unknown): HeldTx[] | undefined {
  const chunk = decodeRow(row);
  return chunk && Array.from({ length: chunk.count }, (_, at) => entryAt(chunk, at));
}

function entryAt(chunk: LegacyChunk, at: number): HeldTx {
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

function proofAt(chunk: LegacyChunk, at: number): ProofState {
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

function authorsAt(chunk: LegacyChunk, at: number): AuthorCheck[] {
  const authors: AuthorCheck[] = [];
  for (
    let author = at === 0 ? 0 : (chunk.authorEnds[at - 1] ?? 0);
    author < (chunk.authorEnds[at] ?? 0);
    author += 1
  ) {
    const key = chunk.authorKeys.subarray(author * 20, author * 20 + 20);
    authors.push({
      vout: chunk.authorVouts[author] ?? 0,
      ...signatureOf(chunk.authorForms[author] ?? 0),
      ...(key.every((byte) => byte === 0) ? {} : { key: toHex(key) }),
    });
  }
  return authors;
}
