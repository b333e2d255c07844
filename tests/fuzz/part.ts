import { concatBytes } from '#lib/bytes/concat.ts';
import { encodeUtf8 } from '#lib/bytes/text.ts';
import { OP } from '#lib/chain/script.ts';

/**
 * A valid input as the tree that its format makes of it, so that a change of one part leaves the lengths and counts around
 * it right and the input is still read to its depth.
 */
export type Part =
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  | { readonly kind: 'op'; readonly code: number }
  /** Little-endian. */
  | { readonly kind: 'number'; readonly width: 1 | 2 | 4 | 8; readonly value: number }
  | { readonly kind: 'compact'; readonly value: number }
  /** A scalar of JSON, as text; a key of an object with its colon. */
  | { readonly kind: 'token' | 'key'; readonly text: string }
  | { readonly kind: 'run'; readonly parts: readonly Part[] }
  /** An array or object of JSON. */
  | { readonly kind: 'list'; readonly brackets: '[]' | '{}'; readonly parts: readonly Part[] }
  /** Parts behind their number, or behind their length in bytes. */
  | { readonly kind: 'framed'; readonly frame: Frame; readonly parts: readonly Part[] };

/**
 * How the number of parts (`count` as CompactSize, `count8` in a byte, `cbor-array`, `cbor-map`) or their length is
 * written (`size` as CompactSize, `push` as script does, `varint` as protocol buffers do, `cbor-bytes`, `cbor-text`).
 */
type Frame = 'count' | 'count8' | 'size' | 'push' | 'varint' | CborFrame;
type CborFrame = 'cbor-bytes' | 'cbor-text' | 'cbor-array' | 'cbor-map';

const COUNTS: ReadonlySet<Frame> = new Set<Frame>(['count', 'count8', 'cbor-array', 'cbor-map']);
const CBOR_TYPES: Readonly<Record<CborFrame, number>> = {
  'cbor-bytes': 2,
  'cbor-text': 3,
  'cbor-array': 4,
  'cbor-map': 5,
};

/** What is done to one part. */
export type Edit =
  | { readonly kind: 'times'; readonly times: number }
  | { readonly kind: 'replace'; readonly part: Part }
  /** Claims another length or number than it has; `wide` in the longest form that there is. */
  | { readonly kind: 'claim'; readonly claim: (honest: number) => number; readonly wide: boolean };

export type Edits = ReadonlyMap<Part, Edit>;

const NO_EDITS: Edits = new Map();

export const bytes = (value: Uint8Array): Part => ({ kind: 'bytes', bytes: value });
export const number = (width: 1 | 2 | 4 | 8, value: number): Part => ({ kind: 'number', width, value });
export const compact = (value: number): Part => ({ kind: 'compact', value });
export const run = (...parts: readonly Part[]): Part => ({ kind: 'run', parts });
export const framed = (frame: Frame, parts: readonly Part[]): Part => ({ kind: 'framed', frame, parts });

/** A part and all parts in it. */
export function everyPart(part: Part): Part[] {
  return [part, ...('parts' in part ? part.parts.flatMap(everyPart) : [])];
}

/** The bytes of a tree with its edits done. */
export function layOut(part: Part, edits: Edits = NO_EDITS): Uint8Array<ArrayBuffer> {
  const out: Uint8Array[] = [];
  lay(part, edits, out);
  return concatBytes(out);
}

/** Appends a part; answers how many times it stands there now. */
function lay(part: Part, edits: Edits, out: Uint8Array[]): number {
  const edit = edits.get(part);
  if (edit?.kind === 'replace') {
    layOnce(edit.part, NO_EDITS, out);
    return 1;
  }
  const times = edit?.kind === 'times' ? edit.times : 1;
  for (let left = times; left > 0; left -= 1) layOnce(part, edits, out);
  return times;
}

function layOnce(part: Part, edits: Edits, out: Uint8Array[]): void {
  switch (part.kind) {
    case 'bytes':
      out.push(part.bytes);
      return;
    case 'op':
      out.push(oneByte(part.code));
      return;
    case 'number':
      out.push(littleEndian(part.value, part.width));
      return;
    case 'compact':
      out.push(compactSize(part.value, false));
      return;
    case 'token':
    case 'key':
      out.push(textBytes(part.text));
      return;
    case 'run':
      for (const inner of part.parts) lay(inner, edits, out);
      return;
    case 'list':
      layList(part, edits, out);
      return;
    case 'framed':
      layFramed(part, edits, out);
  }
}

/** Bytes are laid out by the hundred million, so the common ones are made once. */
const SINGLE = Array.from({ length: 0x100 }, (_slot, value) => Uint8Array.of(value));
const oneByte = (value: number): Uint8Array => SINGLE[value & 0xff] ?? Uint8Array.of(value);

const TEXTS = new Map<string, Uint8Array>();
const MAX_TEXTS = 10_000;

function textBytes(text: string): Uint8Array {
  const known = TEXTS.get(text);
  if (known !== undefined) return known;
  const encoded = encodeUtf8(text);
  if (TEXTS.size < MAX_TEXTS) TEXTS.set(text, encoded);
  return encoded;
}

const COMMA = 0x2c;

function layList({ brackets, parts }: Part & { kind: 'list' }, edits: Edits, out: Uint8Array[]): void {
  out.push(oneByte(brackets.charCodeAt(0)));
  let isFirst = true;
  for (const inner of parts) {
    const edit = edits.get(inner);
    const times = edit?.kind === 'times' ? edit.times : 1;
    for (let left = times; left > 0; left -= 1) {
      if (!isFirst) out.push(oneByte(COMMA));
      isFirst = false;
      if (edit?.kind === 'times') layOnce(inner, edits, out);
      else lay(inner, edits, out);
    }
  }
  out.push(oneByte(brackets.charCodeAt(1)));
}

function layFramed(part: Part & { kind: 'framed' }, edits: Edits, out: Uint8Array[]): void {
  const inside: Uint8Array[] = [];
  let count = 0;
  for (const inner of part.parts) count += lay(inner, edits, inside);
  const content = concatBytes(inside);
  const edit = edits.get(part);
  const honest = COUNTS.has(part.frame) ? count : content.length;
  const value = edit?.kind === 'claim' ? edit.claim(honest) : honest;
  out.push(head(part.frame, value, edit?.kind === 'claim' && edit.wide), content);
}

function head(frame: Frame, value: number, wide: boolean): Uint8Array {
  switch (frame) {
    case 'push':
      return pushHead(value, wide);
    case 'count8':
      return oneByte(value);
    case 'varint':
      return varint(value, wide);
    case 'count':
    case 'size':
      return compactSize(value, wide);
    case 'cbor-bytes':
    case 'cbor-text':
    case 'cbor-array':
    case 'cbor-map':
      return cborHead(CBOR_TYPES[frame], value, wide);
  }
}

function littleEndian(value: number, width: number): Uint8Array {
  if (width === 1) return oneByte(value);
  const out = new Uint8Array(width);
  if (width < 8) {
    for (let at = 0; at < width; at += 1) out[at] = value >>> (8 * at);
    return out;
  }
  new DataView(out.buffer).setBigInt64(0, BigInt.asIntN(64, BigInt(value)), true);
  return out;
}

function compactSize(value: number, wide: boolean): Uint8Array {
  const width = wide || value > 0xffff_ffff ? 8 : value > 0xffff ? 4 : value >= 0xfd ? 2 : 0;
  if (width === 0) return oneByte(value);
  const marker = width === 8 ? 0xff : width === 4 ? 0xfe : 0xfd;
  return concatBytes([Uint8Array.of(marker), littleEndian(value, width)]);
}

function pushHead(value: number, wide: boolean): Uint8Array {
  if (!wide && value < OP.PUSHDATA1) return oneByte(value);
  const width = wide || value > 0xffff ? 4 : value > 0xff ? 2 : 1;
  const op = width === 4 ? OP.PUSHDATA4 : width === 2 ? OP.PUSHDATA2 : OP.PUSHDATA1;
  return concatBytes([Uint8Array.of(op), littleEndian(value, width)]);
}

function cborHead(type: number, value: number, wide: boolean): Uint8Array {
  const width = wide || value > 0xffff_ffff ? 8 : value > 0xffff ? 4 : value > 0xff ? 2 : value < 24 ? 0 : 1;
  if (width === 0) return oneByte(type * 0x20 + value);
  const info = width === 8 ? 27 : width === 4 ? 26 : width === 2 ? 25 : 24;
  return concatBytes([oneByte(type * 0x20 + info), littleEndian(value, width).slice().reverse()]);
}

function varint(value: number, wide: boolean): Uint8Array {
  const out: number[] = [];
  let left = Math.min(value, Number.MAX_SAFE_INTEGER);
  do {
    out.push((left % 0x80) | 0x80);
    left = Math.floor(left / 0x80);
  } while (left > 0 || (wide && out.length < 9));
  const last = out.length - 1;
  out[last] = (out[last] ?? 0) & 0x7f;
  return Uint8Array.from(out);
}
