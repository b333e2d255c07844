import { BrotliDecompress } from 'brotli/dec/decode.js';
import { concatBytes, equalBytes } from './concat.ts';
import { issue } from './issue.ts';
import { fail, ok, type Result } from './result.ts';

/** What a caller is willing to spend: bytes that come out, and milliseconds. */
export type UnpackLimits = { readonly maxBytes: number; readonly maxMs: number };

/** Bytes that the decoder may read beyond the end: it reads 4,096 at a time, and ahead of what it needs. */
const MAX_PADDING = 8_192;

class Stopped extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/**
 * One run of the decoder. Left to itself it believes every size that the input states, and stops checking for the end of
 * the input when it comes on it in an unlucky place; so it never sees an end, only bytes of `padding`, and then a stop.
 */
function decodeOnce(packed: Uint8Array, padding: number, limits: UnpackLimits): Uint8Array {
  const deadline = performance.now() + limits.maxMs;
  let position = 0;
  let padded = 0;
  const input = {
    read(buffer: Uint8Array, at: number, count: number): number {
      // Tables alone can be made to take long, a hundred input bytes for tens of milliseconds.
      if (performance.now() > deadline)
        throw new Stopped('unpack-too-slow', `takes more than ${limits.maxMs} ms`);
      const part = packed.subarray(position, position + count);
      position += part.length;
      padded += count - part.length;
      if (padded > MAX_PADDING) throw new Stopped('packed-cut-off', 'the packed bytes end too early');
      buffer.set(part, at);
      buffer.fill(padding, at + part.length, at + count);
      return count;
    },
  };
  const parts: Uint8Array[] = [];
  let length = 0;
  const output = {
    buffer: { length: Infinity },
    write(buffer: Uint8Array, count: number): number {
      length += count;
      if (length > limits.maxBytes)
        throw new Stopped('unpacked-too-large', `opens to more than ${limits.maxBytes} bytes`);
      parts.push(buffer.slice(0, count));
      return count;
    },
  };
  BrotliDecompress(input, output);
  return concatBytes(parts);
}

/**
 * Opens brotli (RFC 7932). Besides what comes out it holds one window of at most 16 MiB and the tables of one block. It
 * decodes twice: what depends on bytes behind the end was cut off. Bytes behind a whole stream are passed over.
 */
export function unbrotli(packed: Uint8Array, limits: UnpackLimits): Result<Uint8Array> {
  try {
    const opened = decodeOnce(packed, 0x00, limits);
    if (equalBytes(opened, decodeOnce(packed, 0xff, limits))) return ok(opened);
    return fail(issue('packed-cut-off', 'the packed bytes end too early'));
  } catch (error) {
    const code = error instanceof Stopped ? error.code : 'packed-malformed';
    return fail(issue(code, error instanceof Error ? error.message : String(error)));
  }
}
