import { hkdf } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { toHex } from '#lib/bytes/hex.ts';
import { encodeUtf8 } from '#lib/bytes/text.ts';
import { clearKeys, deriveKeys } from '#lib/wallet/keys.ts';
import { deriveSyncKey, SYNC_KEY_BYTES } from '#lib/wallet/sync-key.ts';

const secretBytes = fc.uint8Array({ minLength: 16, maxLength: 16 });

it('is what another HKDF makes of the secret, and another one on another network', async () => {
  await fc.assert(
    fc.asyncProperty(secretBytes, async (secret) => {
      const key = await deriveSyncKey(secret, 'main');
      const info = encodeUtf8('nabo sync 1 main');
      expect(toHex(key)).toBe(toHex(hkdf(sha256, secret, undefined, info, SYNC_KEY_BYTES)));
      expect(toHex(key)).not.toBe(toHex(await deriveSyncKey(secret, 'test')));
    }),
    { numRuns: 50 },
  );
});

it('never changes, because devices that were linked once must go on hearing one another', async () => {
  const key = await deriveSyncKey(new Uint8Array(16), 'devnet');
  expect(toHex(key)).toMatchInlineSnapshot(
    `"3a343d7017047c78f480c970558a38bece3c11dd75fa8e4bf705ca829a7203cf"`,
  );
});

it('is none of the keys that sign, and leaves the secret as it was', async () => {
  const secret = Uint8Array.from({ length: 16 }, (_, at) => at);
  const key = toHex(await deriveSyncKey(secret, 'main'));
  const keys = deriveKeys(secret, 'main', 2);
  for (const { secretKey } of Object.values(keys)) expect(toHex(secretKey)).not.toBe(key);
  clearKeys(keys);
  expect(toHex(secret)).toBe('000102030405060708090a0b0c0d0e0f');
});
