import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromHex } from '#lib/bytes/hex.ts';
import { decodeUtf8, encodeUtf8 } from '#lib/bytes/text.ts';

describe('decodeUtf8', () => {
  it('reads back every well-formed text, short and long', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        expect(decodeUtf8(encodeUtf8(text))).toBe(text.toWellFormed());
      }),
    );
  });

  it('agrees with the strict decoder on any bytes', () => {
    const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        let expected: string | undefined;
        try {
          expected = strict.decode(bytes);
        } catch {
          expected = undefined;
        }
        expect(decodeUtf8(bytes)).toBe(expected);
      }),
      { numRuns: 2_000 },
    );
  });

  it.each(['ff', 'c080', 'eda080', 'f8888080', 'e282', '61c3'])('refuses %s', (hex) => {
    expect(decodeUtf8(fromHex(hex) ?? new Uint8Array(0))).toBeUndefined();
  });

  it('keeps a byte order mark', () => {
    expect(decodeUtf8(Uint8Array.of(0xef, 0xbb, 0xbf, 0x61))).toBe('\ufeffa');
  });
});
