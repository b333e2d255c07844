import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeAddress, encodeAddress } from '#lib/bytes/address.ts';
import { fromHex } from '#lib/bytes/hex.ts';

describe('address', () => {
  it('writes the address of the genesis coinbase key', () => {
    const key = fromHex('62e907b15cbf27d5425399ebf6f0fb50ebb88f18') ?? new Uint8Array(0);
    expect(encodeAddress(key, 0)).toBe('1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa');
    expect(decodeAddress('1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa')).toEqual({ version: 0, hash160: key });
  });

  it('reads back what it wrote', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 20, maxLength: 20 }), fc.nat(255), (hash160, version) => {
        expect(decodeAddress(encodeAddress(hash160, version))).toEqual({ version, hash160 });
      }),
    );
  });

  it.each([
    '',
    '1',
    '1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb',
    '0OIl',
    'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4',
    '1'.repeat(10_000),
  ])('refuses %.20s', (text) => {
    expect(decodeAddress(text)).toBeUndefined();
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.string(), (text) => void decodeAddress(text)));
  });

  it('refuses to write what is not a key hash', () => {
    expect(() => encodeAddress(new Uint8Array(19), 0)).toThrow(RangeError);
    expect(() => encodeAddress(new Uint8Array(20), 256)).toThrow(RangeError);
  });
});
