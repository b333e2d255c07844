/**
 * A secret key as other wallets write it ("wallet import format"): base58check of a version byte, the 32 bytes of the key,
 * and `01` where its public key is meant in its short form.
 */
import { createBase58check } from '@scure/base';
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { hash160, sha256 } from '#lib/bytes/hash.ts';
import { issue } from '#lib/bytes/issue.ts';
import { fail, ok, type Result } from '#lib/bytes/result.ts';
import { NETWORK_PARAMS, type Network } from '#lib/chain/network.ts';

const base58check = createBase58check(sha256);

/** As long as 34 bytes and a checksum can be, with room: longer ones are refused before the quadratic decoding. */
const MAX_LENGTH = 64;
/** By the version of the same network's addresses. */
const VERSIONS: ReadonlyMap<number, number> = new Map([
  [0x00, 0x80],
  [0x6f, 0xef],
]);

/** A key from elsewhere, and the hash that coins of it pay to. */
export type ForeignKey = {
  readonly secretKey: Uint8Array;
  readonly publicKey: Uint8Array;
  readonly hash: Uint8Array;
};

/** Reads such a key. The issue is `not-a-key`, or `key-elsewhere` for one of another network. The caller clears it. */
export function decodeWif(text: string, network: Network): Result<ForeignKey> {
  const payload = decode(text.trim());
  if (payload === undefined) return fail(issue('not-a-key', 'a letter is wrong or missing'));
  const version = VERSIONS.get(NETWORK_PARAMS[network].addressVersion);
  const secretKey = payload.slice(1, 33);
  const isShort = payload.length === 34 && payload[33] === 1;
  const isRightLength = payload.length === 33 || isShort;
  const isFromElsewhere = payload[0] !== version;
  payload.fill(0);
  if (!isRightLength || !secp256k1.utils.isValidSecretKey(secretKey))
    return fail(issue('not-a-key', 'these are not the bytes of a key'));
  if (isFromElsewhere) return fail(issue('key-elsewhere', 'a key of another network'));
  const publicKey = secp256k1.getPublicKey(secretKey, isShort);
  return ok({ secretKey, publicKey, hash: hash160(publicKey) });
}

function decode(text: string): Uint8Array | undefined {
  if (text.length > MAX_LENGTH) return undefined;
  try {
    return base58check.decode(text);
  } catch {
    // The decoder throws on a foreign alphabet or checksum; for us that is an ordinary "no".
    return undefined;
  }
}
