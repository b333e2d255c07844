import { encodeAddress } from '#lib/bytes/address.ts';
import { concatBytes } from '#lib/bytes/concat.ts';
import { NETWORK_PARAMS, type Network } from '#lib/chain/network.ts';
import { signingKey, type AccountKeys } from './keys.ts';
import { SYNC_KEY_BYTES } from './sync-key.ts';

/**
 * What the vault of a linked device holds in place of a secret behind words: the two keys that are its own, the sync key,
 * and whose device it is. Nothing of it leads to a key of another device or to the holder's.
 */
export type DeviceSecret = {
  /** 32 bytes each. */
  readonly payments: Uint8Array;
  readonly author: Uint8Array;
  readonly syncKey: Uint8Array;
  /** Hash160 of the key that holds handles and plots. */
  readonly holder: Uint8Array;
};

const KEY_BYTES = 32;
const HASH_BYTES = 20;
/** Length of a sealed device secret. */
export const DEVICE_SECRET_BYTES = 2 * KEY_BYTES + SYNC_KEY_BYTES + HASH_BYTES;

/** In one piece, as the vault seals it. The caller clears it. @throws {RangeError} when a part is not of its size. */
export function packDeviceSecret({
  payments,
  author,
  syncKey,
  holder,
}: DeviceSecret): Uint8Array<ArrayBuffer> {
  const packed = concatBytes([payments, author, syncKey, holder]);
  if (packed.length !== DEVICE_SECRET_BYTES || holder.length !== HASH_BYTES)
    throw new RangeError('a device secret has parts of fixed sizes');
  return Uint8Array.from(packed);
}

/** The sync key in it, a copy. */
export const syncKeyIn = (packed: Uint8Array): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(packed.subarray(2 * KEY_BYTES, 2 * KEY_BYTES + SYNC_KEY_BYTES));

/**
 * The keys of a linked device; of the holder's there is the public side alone. The caller clears them.
 *
 * @throws {Error} when the curve has no such keys.
 */
export function keysOfDevice(packed: Uint8Array, network: Network): AccountKeys {
  const hash = packed.slice(DEVICE_SECRET_BYTES - HASH_BYTES);
  return {
    payments: signingKey(packed.subarray(0, KEY_BYTES), network),
    author: signingKey(packed.subarray(KEY_BYTES, 2 * KEY_BYTES), network),
    holder: {
      secretKey: new Uint8Array(0),
      publicKey: new Uint8Array(0),
      hash,
      address: encodeAddress(hash, NETWORK_PARAMS[network].addressVersion),
    },
  };
}
