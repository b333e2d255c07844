import { issue } from '#lib/bytes/issue.ts';
import { fail, ok } from '#lib/bytes/result.ts';
import type { HeaderReader } from './header.ts';
import { be32, hasText } from './numbers.ts';

// AVIF (https://aomediacodec.github.io/av1-avif/): boxes of ISO/IEC 14496-12, some of which hold boxes.
//
//   box  = size (4, big-endian) type (4) [ size (8), when the first says 1 ] data; size 0 goes to the end
//   ispe = version and flags (4) width (4) height (4)          in meta/iprp/ipco, one for each item
//   tkhd = … width (4) height (4), both in 1/65536             in moov/trak, of a sequence
//   stsz = version and flags (4) size (4) count (4)            in moov/trak/mdia/minf/stbl: how many frames

/** Boxes that are looked into, with the bytes before their first inner box. */
const INTO: ReadonlyMap<string, number> = new Map([
  ['meta', 4],
  ['iprp', 0],
  ['ipco', 0],
  ['moov', 0],
  ['trak', 0],
  ['mdia', 0],
  ['minf', 0],
  ['stbl', 0],
]);
/** Deeper than any box that is looked into. */
const MAX_DEPTH = 8;
/** A picture has some dozen. Without a bound, empty boxes of eight bytes would cost as many steps as there are. */
const MAX_BOXES = 4_096;

type Found = { width: number; height: number; frames: number; boxes: number };

function readBoxes(bytes: Uint8Array, from: number, to: number, depth: number, found: Found): void {
  for (let at = from; at + 8 <= to && found.boxes < MAX_BOXES;) {
    found.boxes += 1;
    const size = be32(bytes, at);
    const isLong = size === 1;
    const length = isLong ? be32(bytes, at + 8) * 0x1_0000_0000 + be32(bytes, at + 12) : size;
    const data = at + (isLong ? 16 : 8);
    const end = Math.min(to, size === 0 ? to : at + length);
    readBox(bytes, at + 4, data, end, depth, found);
    if (end < data) return;
    at = end;
  }
}

function readBox(
  bytes: Uint8Array,
  typeAt: number,
  data: number,
  end: number,
  depth: number,
  found: Found,
): void {
  if (hasText(bytes, typeAt, 'ispe') && data + 12 <= end)
    grow(found, be32(bytes, data + 4), be32(bytes, data + 8));
  // Version 1 has longer times; width and height end the box in both.
  if (hasText(bytes, typeAt, 'tkhd') && end - 8 > data)
    grow(found, Math.floor(be32(bytes, end - 8) / 0x1_0000), Math.floor(be32(bytes, end - 4) / 0x1_0000));
  if (hasText(bytes, typeAt, 'stsz') && data + 12 <= end)
    found.frames = Math.max(found.frames, be32(bytes, data + 8));
  const type = String.fromCharCode(...bytes.subarray(typeAt, typeAt + 4));
  const skip = INTO.get(type);
  if (skip !== undefined && depth < MAX_DEPTH) readBoxes(bytes, data + skip, end, depth + 1, found);
}

function grow(found: Found, width: number, height: number): void {
  found.width = Math.max(found.width, width);
  found.height = Math.max(found.height, height);
}

/** Reads the size of an AVIF, the largest that any of its items or tracks says, and how many frames a sequence has. */
export const readAvif: HeaderReader = (bytes) => {
  const found: Found = { width: 0, height: 0, frames: 1, boxes: 0 };
  if (!hasText(bytes, 4, 'ftypavif') && !hasText(bytes, 4, 'ftypavis'))
    return fail(issue('picture-malformed', 'no AVIF begins like this'));
  readBoxes(bytes, 0, bytes.length, 0, found);
  const { width, height, frames } = found;
  return width === 0 || height === 0
    ? fail(issue('picture-malformed', 'an AVIF that does not say its size'))
    : ok({ format: 'avif', width, height, passes: Math.max(1, frames) });
};
