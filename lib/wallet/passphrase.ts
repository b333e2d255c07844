import { argon2idAsync } from '@noble/hashes/argon2.js';
import { encodeUtf8 } from '#lib/bytes/text.ts';
import type { KdfParams } from '#lib/store/core-rows.ts';

// argon2id (RFC 9106). The parameters are kept beside what they protect, so that they can be raised later without anybody
// losing anything; what a file or a row may ask of us is bounded by `kdfSchema`.

/** What new wraps are made with: OWASP's first choice for argon2id, about a third of a second on a slow machine. */
const KDF_NOW = { name: 'argon2id', memoryKiB: 19_456, passes: 2, lanes: 1 } as const;
const SALT_BYTES = 16;
const KEY_BYTES = 32;

/** Fewer characters than this are guessed. */
const LEAST_PASSPHRASE = 8;
/** More than this nobody types. */
const MOST_PASSPHRASE = 256;

/** Today's parameters with a salt of their own. */
export const freshKdf = (): KdfParams => ({
  ...KDF_NOW,
  salt: crypto.getRandomValues(new Uint8Array(SALT_BYTES)),
});

/** Whether what was made earlier costs less to guess than what is made today. */
export const isWeaker = (earlier: KdfParams, today: KdfParams): boolean =>
  earlier.memoryKiB * earlier.passes < today.memoryKiB * today.passes;

/**
 * The key (32 bytes) that a passphrase gives. Whatever way a keyboard composes an accent, it is the same passphrase. The
 * caller clears the key.
 *
 * @throws {RangeError} when the passphrase is too short or too long.
 */
export async function keyOfPassphrase(passphrase: string, kdf: KdfParams): Promise<Uint8Array<ArrayBuffer>> {
  const normal = passphrase.normalize('NFKC');
  if (normal.length < LEAST_PASSPHRASE || normal.length > MOST_PASSPHRASE)
    throw new RangeError(`a passphrase has ${LEAST_PASSPHRASE} to ${MOST_PASSPHRASE} characters`);
  const { memoryKiB, passes, lanes, salt } = kdf;
  const bytes = encodeUtf8(normal);
  try {
    const key = await argon2idAsync(bytes, salt, { m: memoryKiB, t: passes, p: lanes, dkLen: KEY_BYTES });
    return Uint8Array.from(key);
  } finally {
    bytes.fill(0);
  }
}
