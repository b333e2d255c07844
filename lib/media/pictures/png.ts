import { issue } from '#lib/bytes/issue.ts';
import { fail, ok } from '#lib/bytes/result.ts';
import type { HeaderReader } from './header.ts';
import { be32, hasText } from './numbers.ts';

// PNG and APNG (https://www.w3.org/TR/png-3/): signature, then chunks.
//
//   chunk = length (4, big-endian) type (4) data CRC (4)
//
// IHDR is first and begins with width and height. acTL says how many frames an animation has, fcTL begins each.

const SIGNATURE = '\x89PNG\r\n\x1a\n';
const FRAME_COUNT = 'acTL';
const FRAME = 'fcTL';

/** Reads the size of a PNG, and how many frames it says or has, whichever is more. */
export const readPng: HeaderReader = (bytes) => {
  if (!hasText(bytes, 0, SIGNATURE) || !hasText(bytes, 12, 'IHDR') || bytes.length < 24)
    return fail(issue('picture-malformed', 'a PNG that does not begin with its size'));
  const [width, height] = [be32(bytes, 16), be32(bytes, 20)];
  let claimed = 1;
  let frames = 0;
  for (let at = SIGNATURE.length; at + 8 <= bytes.length; at += be32(bytes, at) + 12) {
    if (hasText(bytes, at + 4, FRAME_COUNT)) claimed = Math.max(claimed, be32(bytes, at + 8));
    if (hasText(bytes, at + 4, FRAME)) frames += 1;
  }
  return ok({ format: 'png', width, height, passes: Math.max(claimed, frames) });
};
