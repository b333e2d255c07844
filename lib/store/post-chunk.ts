import * as z from 'zod/mini';
import { CHUNK_ENTRIES, isRising } from './fact-chunk.ts';

const bytes = z.instanceof(Uint8Array<ArrayBuffer>);
const words = z.instanceof(Uint32Array<ArrayBuffer>);

/**
 * What the transactions of a chunk say, as the feed reads it, so that a start need not read their bytes. It follows from
 * them: where it is missing, or was read by other rules, it is made again. `…Ends` say where every part ends.
 */
const postChunkSchema = z.object({
  id: z.number(),
  /** By which rules of the feed it was read. */
  rules: z.number(),
  /** Words that were new, in the order of their numbers, the first of which is `wordsFrom`. */
  wordsFrom: z.number(),
  words: bytes,
  wordLengths: bytes,
  /** Posts of each transaction. */
  postEnds: words,
  vouts: words,
  /** The name that a post says it is by: its place in `handles` plus one, zero for none. */
  handleOf: words,
  handles: z.array(z.string()),
  /** The transaction that a post answers: its place in `parents` plus one, zero for none. */
  parentOf: words,
  parents: bytes,
  /** Texts as numbers of words. */
  codes: bytes,
  codeEnds: words,
  /** What few posts have and what else transactions say. The feed knows the shape. */
  extras: z.array(z.unknown()),
  others: z.array(z.unknown()),
});

export type PostChunk = z.infer<typeof postChunkSchema>;

/** The columns of a stored row, or `undefined` when it is not one, or its columns do not fit together. */
export function decodePostRow(row: unknown): PostChunk | undefined {
  const { data: chunk } = postChunkSchema.safeParse(row);
  if (chunk === undefined) return undefined;
  const { postEnds, vouts, handleOf, parentOf, codeEnds, codes, words: letters, wordLengths } = chunk;
  const posts = vouts.length;
  const fits =
    postEnds.length <= CHUNK_ENTRIES &&
    isRising(postEnds, posts) &&
    handleOf.length === posts &&
    parentOf.length === posts &&
    codeEnds.length === posts &&
    isRising(codeEnds, codes.length) &&
    wordLengths.reduce((sum, length) => sum + length, 0) === letters.length &&
    handleOf.every((handle) => handle <= chunk.handles.length) &&
    parentOf.every((parent) => parent * 32 <= chunk.parents.length);
  return fits ? chunk : undefined;
}
