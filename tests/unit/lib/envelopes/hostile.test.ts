import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concatBytes } from '#lib/bytes/concat.ts';
import { encodeEnvelope, readInscriptions, type Inscription } from '#lib/envelopes/index.ts';
import { assemble } from '#tests/support/assemble.ts';
import { txWithOutputs, txWithWitnesses } from '#tests/support/tx-with.ts';

const ENVELOPE = encodeEnvelope({ contentType: 'text/plain', body: new TextEncoder().encode('hello') });
const SAMPLES = [
  {
    chain: 'bsv',
    raw: txWithOutputs({
      script: concatBytes([ENVELOPE, assemble("OP_RETURN 'map' 'SET' 'app' 'x' '|' 'b'")]),
    }),
  },
  { chain: 'btc', raw: txWithWitnesses([concatBytes([ENVELOPE, ENVELOPE]), new Uint8Array(33)]) },
] as const;

/** Reads everything that an inscription can be asked for. */
const exhaust = (found: readonly Inscription[]) =>
  found.map(({ id, contentType, contentEncoding, body, fields, flags, owner, bitcom }) => [
    id,
    contentType,
    contentEncoding,
    body,
    fields,
    flags,
    owner,
    bitcom,
  ]);

describe('readInscriptions of hostile bytes', () => {
  it.each(SAMPLES)('gives nothing for any truncation of $chain bytes', ({ chain, raw }) => {
    expect(readInscriptions(raw, chain).length).toBeGreaterThan(0);
    for (let cut = 0; cut < raw.length; cut += 1)
      expect(readInscriptions(raw.subarray(0, cut), chain)).toEqual([]);
    expect(readInscriptions(concatBytes([raw, Uint8Array.of(0)]), chain)).toEqual([]);
  });

  it.each(SAMPLES)('never throws on mutated $chain bytes', ({ chain, raw }) => {
    const edits = fc.array(fc.tuple(fc.nat(raw.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(edits, (changes) => {
        const bytes = Uint8Array.from(raw);
        for (const [at, value] of changes) bytes[at] = value;
        void exhaust(readInscriptions(bytes, chain));
      }),
      { numRuns: 5_000 },
    );
  });

  it('never throws on any script', () => {
    const ops = fc.constantFrom(
      'OP_FALSE',
      'OP_IF',
      "'ord'",
      'OP_ENDIF',
      'OP_RETURN',
      "'|'",
      'OP_1',
      '<01>',
      'raw:4c',
      'raw:4e',
      'OP_NOP',
    );
    fc.assert(
      fc.property(fc.array(ops, { maxLength: 30 }), (tokens) => {
        const script = assemble(tokens.join(' '));
        void exhaust(readInscriptions(txWithOutputs({ script }), 'bsv'));
        void exhaust(readInscriptions(txWithWitnesses([script, new Uint8Array(33)]), 'btc'));
      }),
      { numRuns: 5_000 },
    );
  });

  it('never throws on any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), fc.constantFrom('bsv', 'btc'), (bytes, chain) => {
        void exhaust(readInscriptions(bytes, chain));
      }),
      { numRuns: 5_000 },
    );
  });
});
