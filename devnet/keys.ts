import { secp256k1 } from '@noble/curves/secp256k1.js';
import { encodeAddress } from '#lib/bytes/address.ts';
import { hash160, sha256 } from '#lib/bytes/hash.ts';
import { ADDRESS_VERSION } from './rules.ts';

/** A key of the devnet's own people and machines. Its money is play money, so it is made from a sentence in the source. */
export type DevKey = {
  readonly secret: Uint8Array;
  /** Compressed, 33 bytes. */
  readonly publicKey: Uint8Array;
  readonly hash160: Uint8Array;
  readonly address: string;
};

/** The same key for the same `sentence`, on every machine. */
export function keyFrom(sentence: string): DevKey {
  const secret = sha256(new TextEncoder().encode(`nabo devnet: ${sentence}`));
  const publicKey = secp256k1.getPublicKey(secret, true);
  const hash = hash160(publicKey);
  return { secret, publicKey, hash160: hash, address: encodeAddress(hash, ADDRESS_VERSION) };
}
