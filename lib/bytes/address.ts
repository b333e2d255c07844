import { createBase58check } from '@scure/base';
import { sha256 } from './hash.ts';

const base58check = createBase58check(sha256);

/** Longest text that 25 bytes can give, with room: longer ones are refused before the quadratic decoding. */
const MAX_LENGTH = 64;

/** An address taken apart: the network's version byte and the hash160 of the key. */
export type DecodedAddress = { readonly version: number; readonly hash160: Uint8Array };

/**
 * The P2PKH address of a 20-byte key hash, in base58check.
 *
 * @throws {RangeError} when `hash160` is not 20 bytes or `version` is not a byte.
 */
export function encodeAddress(hash160: Uint8Array, version: number): string {
  if (hash160.length !== 20) throw new RangeError(`a key hash has 20 bytes, not ${hash160.length}`);
  if (!Number.isInteger(version) || version < 0 || version > 0xff)
    throw new RangeError(`not a version byte: ${version}`);
  const payload = new Uint8Array(21);
  payload[0] = version;
  payload.set(hash160, 1);
  return base58check.encode(payload);
}

/** Takes a base58check address apart, or `undefined` when the text, its checksum or its length is not an address's. */
export function decodeAddress(text: string): DecodedAddress | undefined {
  if (text.length > MAX_LENGTH) return undefined;
  try {
    const payload = base58check.decode(text);
    const version = payload[0];
    if (payload.length !== 21 || version === undefined) return undefined;
    return { version, hash160: payload.slice(1) };
  } catch {
    // The decoder throws on a foreign alphabet or checksum; for us that is an ordinary "no".
    return undefined;
  }
}
