import { secp256k1 } from '@noble/curves/secp256k1.js';
import { decodeAddress } from '#lib/bytes/address.ts';
import { concatBytes, equalBytes } from '#lib/bytes/concat.ts';
import { hash160, sha256d } from '#lib/bytes/hash.ts';
import { fromHex } from '#lib/bytes/hex.ts';
import { encodeUtf8 } from '#lib/bytes/text.ts';
import { encodeVarint } from '#lib/bytes/varint.ts';

// Bitcoin Signed Message: an ECDSA signature of 65 bytes, a header and then r and s. The header is 27 plus the number
// of the recovered key, plus 4 when the signer's address is that of the compressed key.

const MAGIC = encodeUtf8('\x18Bitcoin Signed Message:\n');
const HEADER = 27;
const COMPRESSED = 4;

/** The 32 bytes that are signed for `message`. */
export const signedMessageHash = (message: Uint8Array): Uint8Array =>
  sha256d(concatBytes([MAGIC, encodeVarint(message.length), message]));

/**
 * A recoverable signature as curve libraries give it (number of the key, r, s) in the form of signed messages.
 *
 * @throws {RangeError} when it is not 65 bytes that begin with 0 to 3.
 */
export function encodeSignature(recovered: Uint8Array, compressed = true): Uint8Array<ArrayBuffer> {
  const [recovery = 0xff] = recovered;
  if (recovered.length !== 65 || recovery > 3) throw new RangeError('not a recoverable signature');
  const signature = Uint8Array.from(recovered);
  signature[0] = HEADER + recovery + (compressed ? COMPRESSED : 0);
  return signature;
}

/** Hash160 of the key that made `signature` over `message`, in the key form that its header names; else `undefined`. */
export function recoverSigner(signature: Uint8Array, message: Uint8Array): Uint8Array | undefined {
  const header = (signature[0] ?? 0) - HEADER;
  if (signature.length !== 65 || header < 0 || header > 7) return undefined;
  const recoverable = Uint8Array.from(signature);
  recoverable[0] = header & 3;
  try {
    const point = secp256k1.Signature.fromBytes(recoverable, 'recovered').recoverPublicKey(
      signedMessageHash(message),
    );
    return hash160(point.toBytes((header & COMPRESSED) !== 0));
  } catch {
    // Numbers out of range or a point that is not on the curve: nobody made this signature.
    return undefined;
  }
}

/** The key hash that a claim's signer is written as: an address of any network, or a public key in hex. */
function claimedSigner(address: string): Uint8Array | undefined {
  const decoded = decodeAddress(address);
  if (decoded !== undefined) return decoded.hash160;
  const isKey = address.length === 66 || address.length === 130;
  const key = isKey ? fromHex(address) : undefined;
  return key && hash160(key);
}

/** Hash160 of the signer when `signature` over one of `messages` is by the one whom `address` names. */
export function verifySignedMessage(
  address: string,
  signature: Uint8Array | undefined,
  messages: readonly Uint8Array[],
): Uint8Array | undefined {
  const claimed = claimedSigner(address);
  if (claimed === undefined || signature === undefined) return undefined;
  return messages
    .map((message) => recoverSigner(signature, message))
    .find((signer) => signer !== undefined && equalBytes(signer, claimed));
}

/** A DER signature over `message` in the form of signed messages; `undefined` unless the key of hash `signer` made it. */
export function compactSignature(
  der: Uint8Array,
  message: Uint8Array,
  signer: Uint8Array,
): Uint8Array<ArrayBuffer> | undefined {
  try {
    const compact = secp256k1.Signature.fromBytes(der, 'der').toBytes('compact');
    for (const recovery of [0, 1, 2, 3]) {
      const signature = encodeSignature(Uint8Array.of(recovery, ...compact));
      const found = recoverSigner(signature, message);
      if (found !== undefined && equalBytes(found, signer)) return signature;
    }
  } catch {
    // No signature at all.
  }
  return undefined;
}
