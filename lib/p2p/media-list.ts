import { concatBytes } from '#lib/bytes/concat.ts';
import { toHex } from '#lib/bytes/hex.ts';
import { MAX_FILM_BYTES, MEDIA_PART_BYTES } from './limits.ts';

/**
 * The parts of a transaction that is too large for one answer: how long it is, and the SHA-256 of each part of
 * {@link MEDIA_PART_BYTES}, the last one shorter. Whoever has the root can check the list, and with the list each part.
 *
 * ```
 * list = length (4 bytes, big-endian) 1*336(SHA-256 of a part, 32 bytes)
 * root = SHA-256(list)
 * ```
 */
export type MediaList = { readonly length: number; readonly sums: readonly Uint8Array[] };

const HEAD = 4;
const SUM = 32;

/** Longest list. */
export const MAX_LIST_BYTES = HEAD + (MAX_FILM_BYTES / MEDIA_PART_BYTES) * SUM;

/** Off this thread: megabytes would hold up a page. */
export const sha256 = async (bytes: Uint8Array): Promise<Uint8Array> =>
  new Uint8Array(await crypto.subtle.digest('SHA-256', bytes.slice()));

const partsOf = (length: number): number => Math.ceil(length / MEDIA_PART_BYTES);

/** Where part `at` lies; empty where there is none. */
export const partOf = (raw: Uint8Array, at: number): Uint8Array =>
  raw.subarray(at * MEDIA_PART_BYTES, (at + 1) * MEDIA_PART_BYTES);

/** How long part `at` is. */
export const partLength = ({ length }: MediaList, at: number): number =>
  Math.max(0, Math.min(MEDIA_PART_BYTES, length - at * MEDIA_PART_BYTES));

/** The list of a transaction's bytes; `undefined` for none and for more than {@link MAX_FILM_BYTES}. */
export async function listOf(raw: Uint8Array): Promise<MediaList | undefined> {
  if (raw.length === 0 || raw.length > MAX_FILM_BYTES) return undefined;
  const parts = Array.from({ length: partsOf(raw.length) }, (_, at) => partOf(raw, at));
  return { length: raw.length, sums: await Promise.all(parts.map(sha256)) };
}

export function encodeMediaList({ length, sums }: MediaList): Uint8Array<ArrayBuffer> {
  const head = new Uint8Array(HEAD);
  new DataView(head.buffer).setUint32(0, length);
  return concatBytes([head, ...sums]);
}

/** `undefined` for anything but a list whose length and number of parts go together. */
export function decodeMediaList(bytes: Uint8Array): MediaList | undefined {
  if (bytes.length < HEAD + SUM || bytes.length > MAX_LIST_BYTES) return undefined;
  const length = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(0);
  const parts = partsOf(length);
  if (length > MAX_FILM_BYTES || bytes.length !== HEAD + parts * SUM) return undefined;
  const sums = Array.from({ length: parts }, (_, at) => bytes.slice(HEAD + at * SUM, HEAD + (at + 1) * SUM));
  return { length, sums };
}

/** The root of an encoded list, in hex. */
export const rootOf = async (list: Uint8Array): Promise<string> => toHex(await sha256(list));
