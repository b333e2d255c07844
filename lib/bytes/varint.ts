import { ok, fail, type Result } from './result.ts';
import { ByteReader } from './reader.ts';

/** Bytes that {@link encodeVarint} needs for `value`: 1, 3, 5 or 9. */
export function varintSize(value: number): 1 | 3 | 5 | 9 {
  if (value < 0xfd) return 1;
  if (value <= 0xffff) return 3;
  return value <= 0xffff_ffff ? 5 : 9;
}

/**
 * The CompactSize form of a count or length: one byte below 253, else a marker and 2, 4 or 8 little-endian bytes.
 *
 * @throws {RangeError} when `value` is not a whole number from 0 to 2^53 - 1.
 */
export function encodeVarint(value: number): Uint8Array {
  if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`not a length: ${value}`);
  const size = varintSize(value);
  const bytes = new Uint8Array(size);
  if (size === 1) {
    bytes[0] = value;
    return bytes;
  }
  bytes[0] = size === 3 ? 0xfd : size === 5 ? 0xfe : 0xff;
  const view = new DataView(bytes.buffer);
  if (size === 3) view.setUint16(1, value, true);
  else if (size === 5) view.setUint32(1, value, true);
  else view.setBigUint64(1, BigInt(value), true);
  return bytes;
}

/** Reads the CompactSize number at `offset`; longer forms than needed and numbers above 2^53 - 1 are issues. */
export function readVarint(
  bytes: Uint8Array,
  offset = 0,
): Result<{ readonly value: number; readonly end: number }> {
  const reader = new ByteReader(bytes, offset);
  const value = reader.compactSize();
  return reader.failure === undefined ? ok({ value, end: reader.offset }) : fail(reader.failure);
}
