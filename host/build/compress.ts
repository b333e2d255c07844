import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

const brotli = promisify(brotliCompress);
const deflate = promisify(gzip);

/** Below this the headers outweigh what is saved. */
const WORTH_BYTES = 1_024;
const COMPRESSIBLE = /^(?:text\/|application\/(?:javascript|json|manifest\+json|wasm)|image\/svg)/;

/**
 * Writes compressed copies of a file, named by its hash, as far as they are smaller.
 *
 * @returns Their paths, absolute.
 */
export async function compress(
  bytes: Uint8Array,
  contentType: string,
  directory: string,
  name: string,
): Promise<{ br?: string; gzip?: string }> {
  if (bytes.length < WORTH_BYTES || !COMPRESSIBLE.test(contentType)) return {};
  const [br, gz] = await Promise.all([
    brotli(bytes, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
        [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
      },
    }),
    deflate(bytes, { level: constants.Z_BEST_COMPRESSION }),
  ]);
  await mkdir(directory, { recursive: true });
  const files: { br?: string; gzip?: string } = {};
  for (const [encoding, extension, packed] of [
    ['br', 'br', br],
    ['gzip', 'gz', gz],
  ] as const) {
    if (packed.length >= bytes.length) continue;
    const file = path.join(directory, `${name}.${extension}`);
    await writeFile(file, packed);
    files[encoding] = file;
  }
  return files;
}
