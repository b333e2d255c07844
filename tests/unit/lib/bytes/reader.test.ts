import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromHex } from '#lib/bytes/hex.ts';
import { ByteReader } from '#lib/bytes/reader.ts';
import { encodeVarint, readVarint, varintSize } from '#lib/bytes/varint.ts';

const hex = (text: string): Uint8Array => fromHex(text) ?? new Uint8Array(0);

describe('ByteReader', () => {
  it('reads fields one after another, little-endian', () => {
    const reader = new ByteReader(
      hex('01 0203 04050607 fffffeff 0100000000000000 02aabb'.replaceAll(' ', '')),
    );
    expect([reader.u8(), reader.u16(), reader.u32(), reader.i32(), reader.u64()]).toEqual([
      1, 0x0302, 0x07060504, -65537, 1,
    ]);
    expect(reader.takeSized()).toEqual(hex('aabb'));
    reader.end();
    expect(reader.failure).toBeUndefined();
  });

  it('keeps the first failure and reads nothing after it', () => {
    const reader = new ByteReader(hex('010203'));
    reader.skip(1);
    expect(reader.u32()).toBe(0);
    expect(reader.failure).toMatchObject({ code: 'truncated', offset: 1 });
    expect(reader.u8()).toBe(0);
    expect(reader.take(1)).toHaveLength(0);
    expect(reader.remaining).toBe(0);
    reader.end();
    expect(reader.failure?.code).toBe('truncated');
  });

  it.each([
    ['more items than bytes', 'fe00ffffff00', 41, 'count-too-large'],
    ['a 64-bit count', 'ffffffffffffffffff', 1, 'number-too-large'],
    ['a longer form than needed', 'fd0100', 1, 'varint-not-minimal'],
    ['a longer 32-bit form', 'feffff0000', 1, 'varint-not-minimal'],
  ])('refuses a count with %s', (_, text, least, code) => {
    const reader = new ByteReader(hex(text));
    expect(reader.count(least)).toBe(0);
    expect(reader.failure).toMatchObject({ code });
  });

  it('refuses 64-bit numbers that a double would round', () => {
    const reader = new ByteReader(hex('0000000000002000'));
    expect(reader.u64()).toBe(0);
    expect(reader.failure?.code).toBe('number-too-large');
    expect(new ByteReader(hex('ffffffffffff1f00')).u64()).toBe(Number.MAX_SAFE_INTEGER);
  });

  it('finds bytes after the end', () => {
    const reader = new ByteReader(hex('0001'));
    reader.skip(1);
    reader.end();
    expect(reader.failure).toMatchObject({ code: 'trailing-bytes', offset: 1 });
  });
});

describe('varint', () => {
  it('reads back what it wrote, in the size it said', () => {
    const number = fc.oneof(
      fc.nat(),
      fc.nat(0x1_0010),
      fc.maxSafeNat(),
      fc.constantFrom(0xfc, 0xfd, 0xffff, 0x1_0000),
    );
    fc.assert(
      fc.property(number, (value) => {
        const bytes = encodeVarint(value);
        expect(bytes).toHaveLength(varintSize(value));
        expect(readVarint(bytes)).toEqual({ ok: true, value: { value, end: bytes.length } });
        for (let cut = 0; cut < bytes.length; cut += 1)
          expect(readVarint(bytes.subarray(0, cut)).ok).toBe(false);
      }),
    );
  });

  it('refuses what is not a length', () => {
    for (const value of [-1, 0.5, Number.NaN, 2 ** 53]) expect(() => encodeVarint(value)).toThrow(RangeError);
  });
});
