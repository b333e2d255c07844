import { asBlockHash, type BlockHash } from '#lib/bytes/brand.ts';
import { sha256d } from '#lib/bytes/hash.ts';
import { fromDisplayHex, toDisplayHex } from '#lib/bytes/hex.ts';
import { issue } from '#lib/bytes/issue.ts';
import { fail, ok, type Result } from '#lib/bytes/result.ts';

/** Bytes of a block header on both chains. */
export const HEADER_BYTES = 80;

/** What a header says, in its own order. Hashes are in display order; `time` is in seconds since 1970. */
export type HeaderFields = {
  readonly version: number;
  readonly prevHash: BlockHash;
  readonly merkleRoot: string;
  readonly time: number;
  readonly bits: number;
  readonly nonce: number;
};

/** A parsed header with its own 80 bytes and their hash. Nothing about its work is implied. */
export type Header = HeaderFields & { readonly bytes: Uint8Array; readonly hash: BlockHash };

/** Takes an 80-byte header apart and hashes it. `bytes` becomes a view of the input. */
export function parseHeader(bytes: Uint8Array): Result<Header> {
  if (bytes.length !== HEADER_BYTES) {
    return fail(issue('header-length', `a header has ${HEADER_BYTES} bytes, not ${bytes.length}`));
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, HEADER_BYTES);
  return ok({
    bytes,
    version: view.getInt32(0, true),
    prevHash: asBlockHash(toDisplayHex(bytes.subarray(4, 36))),
    merkleRoot: toDisplayHex(bytes.subarray(36, 68)),
    time: view.getUint32(68, true),
    bits: view.getUint32(72, true),
    nonce: view.getUint32(76, true),
    hash: asBlockHash(toDisplayHex(sha256d(bytes))),
  });
}

/**
 * The 80 bytes of a header.
 *
 * @throws {TypeError} when `merkleRoot` is not 64 hex digits.
 */
export function encodeHeader(fields: HeaderFields): Uint8Array {
  const merkleRoot = fromDisplayHex(fields.merkleRoot);
  const prevHash = fromDisplayHex(fields.prevHash);
  if (merkleRoot?.length !== 32 || prevHash?.length !== 32) throw new TypeError('a hash has 64 hex digits');
  const bytes = new Uint8Array(HEADER_BYTES);
  const view = new DataView(bytes.buffer);
  view.setInt32(0, fields.version, true);
  bytes.set(prevHash, 4);
  bytes.set(merkleRoot, 36);
  view.setUint32(68, fields.time, true);
  view.setUint32(72, fields.bits, true);
  view.setUint32(76, fields.nonce, true);
  return bytes;
}

/**
 * The target that compact `bits` stand for: mantissa (23 bits) times 256 to the power of exponent minus 3.
 * `undefined` when it is negative, zero or above 256 bits: no header can meet such a claim.
 */
export function targetOf(bits: number): bigint | undefined {
  const exponent = bits >>> 24;
  const mantissa = BigInt(bits & 0x7f_ffff);
  const target =
    exponent <= 3 ? mantissa >> BigInt(8 * (3 - exponent)) : mantissa << BigInt(8 * (exponent - 3));
  if ((bits & 0x80_0000) !== 0 || target === 0n || target >> 256n !== 0n) return undefined;
  return target;
}

/**
 * The compact form of a target, which keeps its three highest bytes and drops the rest. A mantissa that would look
 * negative takes one byte less and one more in the exponent.
 *
 * @throws {RangeError} when `target` is negative or above 256 bits.
 */
export function compactOf(target: bigint): number {
  if (target < 0n || target >> 256n !== 0n) throw new RangeError('no target has this value');
  let size = Math.ceil(target.toString(16).length / 2);
  let mantissa = Number(size <= 3 ? target << BigInt(8 * (3 - size)) : target >> BigInt(8 * (size - 3)));
  if ((mantissa & 0x80_0000) !== 0) {
    mantissa >>>= 8;
    size += 1;
  }
  return target === 0n ? 0 : ((size << 24) | mantissa) >>> 0;
}

/** Expected number of hashes to meet `bits`, the unit in which chains are compared; 0 for bits without a target. */
export function workOf(bits: number): bigint {
  const target = targetOf(bits);
  return target === undefined ? 0n : (1n << 256n) / (target + 1n);
}

/** Whether the header's hash is at or below the target that it claims itself. The claim is for the caller to judge. */
export function meetsTarget(header: Header): boolean {
  const target = targetOf(header.bits);
  return target !== undefined && BigInt(`0x${header.hash}`) <= target;
}

/** Splits packed headers; a rest shorter than a header stays a part of its own, which no chain takes. */
export function splitHeaders(packed: Uint8Array): Uint8Array[] {
  const headers: Uint8Array[] = [];
  for (let at = 0; at < packed.length; at += HEADER_BYTES)
    headers.push(packed.subarray(at, at + HEADER_BYTES));
  return headers;
}
