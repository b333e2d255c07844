import { encode } from 'cborg';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeCbor } from '#lib/bytes/cbor.ts';
import { concatBytes } from '#lib/bytes/concat.ts';
import { fromHex } from '#lib/bytes/hex.ts';

const bytesOf = (hex: string): Uint8Array => fromHex(hex.replaceAll(' ', '')) ?? new Uint8Array(0);
const valueOf = (hex: string): unknown => {
  const decoded = decodeCbor(bytesOf(hex));
  if (!decoded.ok) throw new Error(`${decoded.issue.code}: ${decoded.issue.message}`);
  return decoded.value;
};
const codeOf = (bytes: Uint8Array): string | undefined => {
  const decoded = decodeCbor(bytes);
  return decoded.ok ? undefined : decoded.issue.code;
};
const repeated = (byte: number, times: number): Uint8Array => new Uint8Array(times).fill(byte);

describe('decodeCbor', () => {
  // Examples of RFC 8949, appendix A.
  it.each([
    ['00', 0],
    ['1864', 100],
    ['1b000000e8d4a51000', 1_000_000_000_000],
    ['1bffffffffffffffff', 18_446_744_073_709_551_615n],
    ['3bffffffffffffffff', -18_446_744_073_709_551_616n],
    ['3863', -100],
    ['f93c00', 1],
    ['fb3ff199999999999a', 1.1],
    ['f97c00', Infinity],
    ['f4', false],
    ['f6', null],
    ['f7', undefined],
    ['4401020304', Uint8Array.of(1, 2, 3, 4)],
    ['6449455446', 'IETF'],
    ['64f0908591', '\u{10151}'],
    ['80', []],
    ['8301820203820405', [1, [2, 3], [4, 5]]],
    ['9f018202039f0405ffff', [1, [2, 3], [4, 5]]],
    ['9fff', []],
    [
      'a201020304',
      new Map([
        [1, 2],
        [3, 4],
      ]),
    ],
    [
      'bf6346756ef563416d7421ff',
      new Map<string, unknown>([
        ['Fun', true],
        ['Amt', -2],
      ]),
    ],
    ['bfff', new Map()],
    ['c074323031332d30332d32315432303a30343a30305a', '2013-03-21T20:04:00Z'],
    ['d82076687474703a2f2f7777772e6578616d706c652e636f6d', 'http://www.example.com'],
    ['c1c201', 1],
  ])('reads %s', (hex, value) => {
    expect(valueOf(hex)).toEqual(value);
  });

  it.each([
    ['nothing', ''],
    ['a number that is cut off', '19 01'],
    ['a reserved length', '1c'],
    ['a reserved length of a string', '7e'],
    ['a text that is cut off', '63 61 62'],
    ['a text of 2^63 bytes', '7b 7fffffffffffffff'],
    ['an array that is cut off', '82 01'],
    ['an array of 2^53 items', '9b 0020000000000000'],
    ['a map without its last value', 'a1 01'],
    ['an endless array without an end', '9f 01'],
    ['an endless map that ends after a key', 'bf 01 ff'],
    ['an end where nothing began', 'ff'],
    ['an end inside an array of known length', '82 01 ff'],
    ['an end behind a tag', '9f c0 ff'],
    ['a tag of nothing', 'c0'],
    ['a text that is not UTF-8', '61 80'],
    ['a text with half a surrogate', '63 eda080'],
    ['a key that stands twice', 'a2 6161 01 6161 02'],
    ['a string in parts', '7f 6161 6162 ff'],
    ['bytes after the end', '01 01'],
  ])('refuses %s', (_what, hex) => {
    expect(codeOf(bytesOf(hex))).toMatch(/^(?:cbor-malformed|truncated|trailing-bytes)$/);
  });

  it("keeps a stranger's keys from becoming properties", () => {
    const value = valueOf('a2 69 5f5f70726f746f5f5f 01 6b 636f6e7374727563746f72 02');
    expect(value).toEqual(
      new Map([
        ['__proto__', 1],
        ['constructor', 2],
      ]),
    );
    expect(Object.getPrototypeOf(value)).toBe(Map.prototype);
  });

  it('is bounded in depth, items and bytes', () => {
    const nested = (depth: number): Uint8Array => concatBytes([repeated(0x81, depth), Uint8Array.of(0)]);
    expect(codeOf(nested(60))).toBeUndefined();
    expect(codeOf(nested(64))).toBe('cbor-too-deep');
    expect(codeOf(nested(500_000))).toBe('cbor-too-deep');
    expect(codeOf(concatBytes([repeated(0xc1, 500_000), Uint8Array.of(0)]))).toBe('cbor-too-deep');
    expect(codeOf(repeated(0x9f, 500_000))).toBe('cbor-too-deep');
    expect(codeOf(concatBytes([bytesOf('9a 000f0000'), repeated(0, 0xf_0000)]))).toBe('cbor-too-large');
    expect(
      codeOf(concatBytes([Uint8Array.of(0x9f), repeated(0xf6, 65_535), Uint8Array.of(0xff)])),
    ).toBeUndefined();
    expect(codeOf(repeated(0, 1_048_577))).toBe('cbor-too-large');
  });

  const leaf = fc.oneof(
    fc.integer(),
    fc.double({ noNaN: true }).filter((value) => !Object.is(value, -0)),
    fc.boolean(),
    fc.constant(null),
    fc.string({ unit: 'grapheme' }).filter((text) => text.isWellFormed()),
    fc.uint8Array({ maxLength: 40 }),
  );
  const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 4 },
      leaf,
      fc.array(tie('tree'), { maxLength: 5 }),
      fc
        .dictionary(fc.string(), tie('tree'), { maxKeys: 5 })
        .map((entries) => new Map(Object.entries(entries))),
    ),
  }));

  it('gives back what was encoded, and nothing for any part of it', () => {
    fc.assert(
      fc.property(tree, (value) => {
        const bytes = encode(value);
        expect(decodeCbor(bytes)).toEqual({ ok: true, value });
        for (let cut = 0; cut < bytes.length; cut += 1)
          expect(decodeCbor(bytes.subarray(0, cut)).ok).toBe(false);
      }),
      { numRuns: 300 },
    );
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => void decodeCbor(bytes)),
      { numRuns: 20_000 },
    );
  });
});
