import type { Network } from '#lib/chain/network.ts';
import { encodeUtf8 } from '#lib/bytes/text.ts';

/** Bytes of the key under which a person's own devices speak with one another. */
export const SYNC_KEY_BYTES = 32;

/**
 * The key that all devices of one person have and nobody else: HKDF-SHA-256 of the secret behind the words, without a salt,
 * under a label of its own and the network. It signs and pays nothing, and says nothing about any other key. The caller
 * clears it.
 */
export async function deriveSyncKey(secret: Uint8Array, network: Network): Promise<Uint8Array<ArrayBuffer>> {
  const base = await crypto.subtle.importKey('raw', secret.slice(), 'HKDF', false, ['deriveBits']);
  const bits = await crypto.subtle.deriveBits(
    {
      name: 'HKDF',
      hash: 'SHA-256',
      salt: new Uint8Array(0),
      info: encodeUtf8(`nabo sync 1 ${network}`),
    },
    base,
    SYNC_KEY_BYTES * 8,
  );
  return new Uint8Array(bits);
}
