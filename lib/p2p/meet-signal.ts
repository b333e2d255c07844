import { decodeUtf8, encodeUtf8 } from '#lib/bytes/text.ts';
import { concatBytes } from '#lib/bytes/concat.ts';

/** One word of the stream by which two browsers agree on a line. */
export type Signal = { readonly type: 'offer' | 'answer' | 'candidate'; readonly data: string };

const TYPES = ['offer', 'answer', 'candidate'] as const;
/** Tags of the two fields: a number, and bytes. */
const [TYPE, DATA] = [0x08, 0x12] as const;
/** A description has some 500 bytes, a candidate 150. */
const MAX_BYTES = 16_000;

/** As @libp2p/webrtc says it: protobuf, `{optional Type type = 1; optional string data = 2}`. */
export function encodeSignal({ type, data }: Signal): Uint8Array {
  const bytes = encodeUtf8(data);
  if (bytes.length > MAX_BYTES) throw new Error('too long');
  const length = bytes.length < 128 ? [bytes.length] : [(bytes.length & 127) | 128, bytes.length >> 7];
  return concatBytes([Uint8Array.of(TYPE, TYPES.indexOf(type), DATA, ...length), bytes]);
}

/** The word of these bytes, which come from libp2p on this side and from nobody else. */
export function decodeSignal(bytes: Uint8Array): Signal | undefined {
  const [tag, number = -1, field, low = 0, high = 0] = bytes;
  const type = TYPES[number];
  if (tag !== TYPE || type === undefined || field !== DATA) return undefined;
  const [length, from] = low < 128 ? [low, 4] : [(low & 127) | (high << 7), 5];
  const data = decodeUtf8(bytes.subarray(from, from + length));
  return data === undefined ? undefined : { type, data };
}
