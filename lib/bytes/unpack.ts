import type { UnpackLimits } from './brotli.ts';
import { concatBytes } from './concat.ts';
import { issue, type Issue } from './issue.ts';
import { fail, ok, type Result } from './result.ts';

export type { UnpackLimits };

/** Content of more than 4 MiB fits in no block of BTC unpacked; whoever packs it so tight is not trusted with memory. */
export const UNPACK_LIMITS: UnpackLimits = { maxBytes: 4 * 1024 * 1024, maxMs: 5_000 };

/**
 * Bytes of gzip that are opened at a time. A platform opens all of what it is handed before anybody can stop it, at
 * most 1,032 bytes for one: four megabytes above the limit.
 */
const SLICE = 4_096;

/**
 * Opens content of an encoding by its name in HTTP: `br` or `gzip`. At no time is more held than `maxBytes` and some
 * 16 MiB, whatever the bytes claim; what would open to more is the issue `unpacked-too-large`. Brotli runs on the calling
 * thread, up to `maxMs`, and its decoder is loaded when it is first wanted.
 */
export async function unpack(
  packed: Uint8Array,
  encoding: string,
  limits: UnpackLimits = UNPACK_LIMITS,
): Promise<Result<Uint8Array>> {
  if (encoding === 'gzip') return gunzip(packed, limits.maxBytes);
  if (encoding !== 'br') return fail(issue('encoding-unknown', `no way to open "${encoding.slice(0, 40)}"`));
  const { unbrotli } = await import('./brotli.ts');
  return unbrotli(packed, limits);
}

async function gunzip(packed: Uint8Array, maxBytes: number): Promise<Result<Uint8Array>> {
  const { writable, readable } = new DecompressionStream('gzip');
  const writer = writable.getWriter();
  const reader = readable.getReader();
  const parts: Uint8Array[] = [];
  let length = 0;
  let stop: Issue | undefined;
  // A failure of the writer is the reader's too, who reports it.
  const written = feed(writer, packed).catch(() => undefined);
  try {
    while (stop === undefined) {
      const { done, value } = await reader.read();
      if (done) break;
      length += value.length;
      if (length > maxBytes) stop = issue('unpacked-too-large', `opens to more than ${maxBytes} bytes`);
      else parts.push(value);
    }
  } catch (error) {
    // Some platforms say nothing at all of a stream that is cut off.
    const words = error instanceof Error ? error.message : String(error);
    stop = issue('packed-malformed', words === '' ? 'not a whole stream of gzip' : words);
  }
  if (stop === undefined) {
    await written;
    return ok(concatBytes(parts));
  }
  await Promise.allSettled([reader.cancel(), writer.abort(), written]);
  return fail(stop);
}

async function feed(writer: WritableStreamDefaultWriter<BufferSource>, packed: Uint8Array): Promise<void> {
  for (let at = 0; at < packed.length; at += SLICE) {
    await writer.ready;
    // A copy, since the platform may not be handed memory that is shared.
    await writer.write(packed.slice(at, at + SLICE));
  }
  await writer.close();
}
