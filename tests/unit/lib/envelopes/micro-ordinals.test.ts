import * as fc from 'fast-check';
import type { Inscription as Written } from 'micro-ordinals';
import { describe, expect, it } from 'vitest';
import { decodeCbor } from '#lib/bytes/cbor.ts';
import { toHex } from '#lib/bytes/hex.ts';
import { readInscriptions, readOrdFields } from '#lib/envelopes/index.ts';
import { txidArbitrary } from '#tests/support/arbitrary-tx.ts';
import { commitTx, payTo, revealLeaf, revealTx, testKey } from '#tests/support/btc-reveal.ts';

const KEY = testKey(3);
const ids = fc.tuple(txidArbitrary, fc.nat(0xffff_ffff)).map(([txid, index]) => `${txid}i${index}`);
const words = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 60 })
  .filter((text) => text.isWellFormed());
/** Up to a few kilobytes, so that metadata comes in several parts. */
const metadata = fc.dictionary(
  fc.stringMatching(/^[a-z]{1,8}$/),
  fc.string({ unit: 'binary-ascii', maxLength: 900 }),
  {
    maxKeys: 4,
  },
);

const tags = fc.record(
  {
    contentType: words,
    pointer: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
    parent: ids,
    delegate: ids,
    metaprotocol: words,
    contentEncoding: fc.constantFrom('br', 'gzip'),
    metadata,
  },
  { requiredKeys: [] },
);
const written = fc.record({ tags, body: fc.uint8Array({ minLength: 1, maxLength: 1_500 }) });

// Its types want a coder for a parent and a delegate, its code an id.
const asWritten = (inscription: unknown): Written => inscription as Written;

describe('what micro-ordinals writes and signs', () => {
  it('is read field by field, from one input or several', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(written, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 2 }),
        (inputs) => {
          const spends = inputs.map((list) => ({
            payment: payTo([revealLeaf(KEY, ...list.map(asWritten))]),
          }));
          const raw = revealTx(commitTx(spends.map(({ payment }) => payment.script)), spends, KEY);
          const found = readInscriptions(raw, 'btc');
          const expected = inputs.flatMap((list, input) =>
            list.map((inscription, offset) => ({ ...inscription, input, offset })),
          );
          expect(found).toHaveLength(expected.length);
          for (const [at, inscription] of found.entries()) {
            const { tags: said, body, input, offset } = expected[at] ?? {};
            expect([inscription.input, inscription.offset, inscription.id]).toEqual([
              input,
              offset,
              `${inscription.txid}i${at}`,
            ]);
            expect(toHex(inscription.body ?? new Uint8Array(0))).toBe(toHex(body ?? new Uint8Array(0)));
            expect(inscription.contentType).toBe(said?.contentType);
            expect(inscription.contentEncoding).toBe(said?.contentEncoding);
            const { metadata: cbor, parents, ...fields } = readOrdFields(inscription);
            const { pointer, delegate, metaprotocol } = said ?? {};
            expect(fields).toEqual({
              ...(pointer === undefined ? {} : { pointer }),
              ...(delegate === undefined ? {} : { delegate }),
              ...(metaprotocol === undefined ? {} : { metaprotocol }),
            });
            expect(parents).toEqual(said?.parent === undefined ? [] : [said.parent]);
            const decoded = cbor && decodeCbor(cbor);
            expect(decoded).toEqual(
              said?.metadata && { ok: true, value: new Map(Object.entries(said.metadata)) },
            );
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});
