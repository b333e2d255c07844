import { concatBytes } from '#lib/bytes/concat.ts';
import { issue } from '#lib/bytes/issue.ts';
import { fail, ok, type Result } from '#lib/bytes/result.ts';
import { encodeUtf8 } from '#lib/bytes/text.ts';
import { hasText, le32 } from '../pictures/numbers.ts';

/**
 * The binary form of glTF, numbers least significant byte first:
 *
 *   glb   = "glTF" version(4) length(4) json [ bin ]
 *   chunk = length(4) type(4) bytes
 */
export type Glb = { readonly json: Uint8Array; readonly bin: Uint8Array };

const HEAD = 12;
const CHUNK = 8;
const VERSION = 2;
const JSON_TYPE = 0x4e4f534a;
const BIN_TYPE = 0x004e4942;

export const isGlb = (bytes: Uint8Array): boolean => hasText(bytes, 0, 'glTF');

/** The two chunks of a file; `bin` is empty where there is none. */
export function decodeGlb(bytes: Uint8Array): Result<Glb> {
  const broken = fail(issue('model-malformed', 'not a binary glTF'));
  if (!isGlb(bytes) || le32(bytes, 4) !== VERSION || le32(bytes, 8) > bytes.length) return broken;
  const length = le32(bytes, HEAD);
  const end = HEAD + CHUNK + length;
  if (le32(bytes, HEAD + 4) !== JSON_TYPE || end > bytes.length) return broken;
  const json = bytes.subarray(HEAD + CHUNK, end);
  const size = le32(bytes, end);
  const isBin = end + CHUNK + size <= bytes.length && le32(bytes, end + 4) === BIN_TYPE;
  return ok({ json, bin: isBin ? bytes.subarray(end + CHUNK, end + CHUNK + size) : new Uint8Array(0) });
}

/** A file of both. */
export function encodeGlb(gltf: object, bin: Uint8Array): Uint8Array<ArrayBuffer> {
  const text = encodeUtf8(JSON.stringify(gltf));
  const json = concatBytes([text, new Uint8Array(padding(text.length)).fill(0x20)]);
  const padded = concatBytes([bin, new Uint8Array(padding(bin.length))]);
  const length = HEAD + CHUNK + json.length + CHUNK + padded.length;
  return concatBytes([
    encodeUtf8('glTF'),
    words(VERSION, length),
    words(json.length, JSON_TYPE),
    json,
    words(padded.length, BIN_TYPE),
    padded,
  ]);
}

/** How many bytes are missing to a multiple of four. */
export const padding = (length: number): number => (4 - (length % 4)) % 4;

function words(...values: readonly number[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(values.length * 4));
  for (const [at, value] of values.entries()) view.setUint32(at * 4, value, true);
  return new Uint8Array(view.buffer);
}
