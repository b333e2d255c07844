import { issue } from '#lib/bytes/issue.ts';
import { fail, ok } from '#lib/bytes/result.ts';
import type { HeaderReader } from './header.ts';
import { be16 } from './numbers.ts';

// JPEG (ITU T.81): markers, `FF` and a code, most with a segment of its own length behind them.
//
//   SOF = FF Cn length (2) precision (1) height (2) width (2) …
//
// A progressive picture is drawn once for each scan (SOS), and a small file can hold thousands of them. Between the scans
// lies coded data, in which FF is followed by 00 or a restart code.

const START = 0xd8;
const END = 0xd9;
const SCAN = 0xda;
/** Codes from C0 to CF that begin no frame: tables and a reservation. */
const NO_FRAME: ReadonlySet<number> = new Set([0xc4, 0xc8, 0xcc]);

const isFrame = (code: number): boolean => code >= 0xc0 && code <= 0xcf && !NO_FRAME.has(code);
/** Codes without a segment: fill bytes, restarts, and what stands for FF itself in coded data. */
const isAlone = (code: number): boolean =>
  code === 0 || code === 1 || code === 0xff || (code >= 0xd0 && code <= START);

/** Reads the size of a JPEG, and in how many scans it is drawn. */
export const readJpeg: HeaderReader = (bytes) => {
  let size: { readonly width: number; readonly height: number } | undefined;
  let scans = 0;
  if (bytes[0] !== 0xff || bytes[1] !== START)
    return fail(issue('picture-malformed', 'no JPEG begins like this'));
  for (let at = bytes.indexOf(0xff, 2); at >= 0 && at + 1 < bytes.length;) {
    const code = bytes[at + 1] ?? 0;
    if (code === END) break;
    if (isFrame(code)) {
      if (at + 9 > bytes.length) break;
      const [height, width] = [be16(bytes, at + 5), be16(bytes, at + 7)];
      // Decoders differ on a second frame, so the larger one counts.
      if (size === undefined || width * height > size.width * size.height) size = { width, height };
    }
    if (code === SCAN) scans += 1;
    const next = isAlone(code) ? at + (code === 0xff ? 1 : 2) : at + 2 + Math.max(2, be16(bytes, at + 2));
    at = bytes.indexOf(0xff, next);
  }
  return size === undefined
    ? fail(issue('picture-malformed', 'a JPEG that does not say its size'))
    : ok({ format: 'jpeg', ...size, passes: Math.max(1, scans) });
};
