import { issue } from '#lib/bytes/issue.ts';
import { fail, ok } from '#lib/bytes/result.ts';
import type { HeaderReader } from './header.ts';
import { hasText, le16 } from './numbers.ts';

// GIF (https://www.w3.org/Graphics/GIF/spec-gif89a.txt): a screen with its size, then blocks.
//
//   image     = 2C left (2) top (2) width (2) height (2) flags (1) [ table ] code size (1) data
//   extension = 21 label (1) data
//   data      = { length (1) bytes } 00

const IMAGE = 0x2c;
const EXTENSION = 0x21;

/** Bytes of the colour table that flags announce. */
const tableBytes = (flags: number): number => ((flags & 0x80) === 0 ? 0 : 3 * 2 ** ((flags & 7) + 1));

/** Offset behind the data blocks that begin at `at`. */
function afterData(bytes: Uint8Array, at: number): number {
  let next = at;
  for (let length = bytes[next]; length !== undefined && length > 0; length = bytes[next]) next += length + 1;
  return next + 1;
}

/** Reads the size of a GIF, and how many frames it has. A file that breaks off is shown up to there. */
export const readGif: HeaderReader = (bytes) => {
  const isGif = hasText(bytes, 0, 'GIF87a') || hasText(bytes, 0, 'GIF89a');
  if (!isGif || bytes.length < 13) return fail(issue('picture-malformed', 'no GIF begins like this'));
  let [width, height] = [le16(bytes, 6), le16(bytes, 8)];
  let frames = 0;
  for (let at = 13 + tableBytes(bytes[10] ?? 0); at < bytes.length;) {
    if (bytes[at] === IMAGE) {
      frames += 1;
      // Browsers make the screen as large as what is drawn on it.
      width = Math.max(width, le16(bytes, at + 1) + le16(bytes, at + 5));
      height = Math.max(height, le16(bytes, at + 3) + le16(bytes, at + 7));
      at = afterData(bytes, at + 10 + tableBytes(bytes[at + 9] ?? 0) + 1);
    } else if (bytes[at] === EXTENSION) {
      at = afterData(bytes, at + 2);
    } else {
      break;
    }
  }
  return ok({ format: 'gif', width, height, passes: Math.max(1, frames) });
};
