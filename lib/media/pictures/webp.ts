import { issue } from '#lib/bytes/issue.ts';
import { fail, ok } from '#lib/bytes/result.ts';
import type { HeaderReader } from './header.ts';
import { hasText, le16, le24, le32 } from './numbers.ts';

// WebP (RFC 9649): RIFF, whose chunks have even lengths.
//
//   chunk = type (4) length (4, little-endian) data [ padding ]
//   VP8X  = flags (4) canvas width - 1 (3) canvas height - 1 (3)
//   VP8   = tag (3) 9D 01 2A width (14 bits) scale (2) height (14) scale (2)
//   VP8L  = 2F width - 1 (14 bits) height - 1 (14 bits) …
//   ANMF  = x / 2 (3) y / 2 (3) width - 1 (3) height - 1 (3) …

type Size = readonly [width: number, height: number];

function sizeAt(bytes: Uint8Array, at: number): Size | undefined {
  const data = at + 8;
  if (hasText(bytes, at, 'VP8X')) return [le24(bytes, data + 4) + 1, le24(bytes, data + 7) + 1];
  if (hasText(bytes, at, 'VP8 ') && hasText(bytes, data + 3, '\x9d\x01\x2a'))
    return [le16(bytes, data + 6) & 0x3fff, le16(bytes, data + 8) & 0x3fff];
  if (hasText(bytes, at, 'VP8L') && bytes[data] === 0x2f) {
    const bits = le32(bytes, data + 1);
    return [(bits & 0x3fff) + 1, ((bits >>> 14) & 0x3fff) + 1];
  }
  if (hasText(bytes, at, 'ANMF')) return [le24(bytes, data + 6) + 1, le24(bytes, data + 9) + 1];
  return undefined;
}

/** Reads the size of a WebP, the largest that any of its chunks says, and how many frames it has. */
export const readWebp: HeaderReader = (bytes) => {
  if (!hasText(bytes, 0, 'RIFF') || !hasText(bytes, 8, 'WEBP'))
    return fail(issue('picture-malformed', 'no WebP begins like this'));
  let [width, height, frames] = [0, 0, 0];
  for (let at = 12; at + 8 <= bytes.length;) {
    const size = sizeAt(bytes, at);
    if (size !== undefined) [width, height] = [Math.max(width, size[0]), Math.max(height, size[1])];
    if (hasText(bytes, at, 'ANMF')) frames += 1;
    const length = le32(bytes, at + 4);
    at += 8 + length + (length % 2);
  }
  return width === 0 || height === 0
    ? fail(issue('picture-malformed', 'a WebP that does not say its size'))
    : ok({ format: 'webp', width, height, passes: Math.max(1, frames) });
};
