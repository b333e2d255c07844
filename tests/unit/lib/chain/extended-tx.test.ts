import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeExtendedTx, isExtendedTx, parseExtendedTx } from '#lib/chain/extended-tx.ts';
import { encodeTx } from '#lib/chain/tx.ts';
import { outputArbitrary, txArbitrary } from '#tests/support/arbitrary-tx.ts';

const extendedArbitrary = fc
  .tuple(txArbitrary, fc.array(outputArbitrary, { minLength: 4, maxLength: 4 }))
  .map(([fields, sources]) => ({ fields, sources: sources.slice(0, fields.inputs.length) }));

describe('extended format', () => {
  it('reads back what it wrote, with the plain bytes beside it', () => {
    fc.assert(
      fc.property(extendedArbitrary, ({ fields, sources }) => {
        const bytes = encodeExtendedTx(fields, sources);
        expect(isExtendedTx(bytes)).toBe(true);
        expect(parseExtendedTx(bytes)).toEqual({
          ok: true,
          value: { tx: { ...fields, bytes: encodeTx(fields) }, sources },
        });
      }),
    );
  });

  it('refuses every truncation and anything after the end', () => {
    fc.assert(
      fc.property(extendedArbitrary, ({ fields, sources }) => {
        const bytes = encodeExtendedTx(fields, sources);
        for (let cut = 0; cut < bytes.length; cut += 1)
          expect(parseExtendedTx(bytes.subarray(0, cut)).ok).toBe(false);
        expect(parseExtendedTx(Uint8Array.of(...bytes, 0))).toMatchObject({
          ok: false,
          issue: { code: 'trailing-bytes' },
        });
      }),
      { numRuns: 20 },
    );
  });

  it('refuses plain transactions and counts that the bytes cannot hold', () => {
    fc.assert(
      fc.property(txArbitrary, (fields) => {
        expect(parseExtendedTx(encodeTx(fields))).toMatchObject({
          ok: false,
          issue: { code: 'not-extended-format' },
        });
      }),
    );
    const bomb = Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0, 0, 0xef, 0xfe, 0xff, 0xff, 0xff, 0x7f, 0);
    expect(parseExtendedTx(bomb)).toMatchObject({ ok: false, issue: { code: 'count-too-large' } });
  });

  it('survives any bytes behind the marker', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (tail) => {
        void parseExtendedTx(Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0, 0, 0xef, ...tail));
      }),
      { numRuns: 1_000 },
    );
  });
});
