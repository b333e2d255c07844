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

describe('readInscriptions of a script that lies', () => {
  const CONTROL_BLOCK = new Uint8Array(33);
  const HEAD = assemble("OP_FALSE OP_IF 'ord'");
  const PARTS = [HEAD, assemble("<01> 'text/plain' <05> <a0> OP_FALSE 'hello' OP_ENDIF")];
  const SCRIPT = concatBytes(PARTS);

  it('finds nothing in a script that is cut anywhere', () => {
    for (let cut = 0; cut < SCRIPT.length; cut += 1) {
      const script = SCRIPT.subarray(0, cut);
      expect(readInscriptions(txWithWitnesses([script, CONTROL_BLOCK], [HEAD]), 'btc')).toEqual([]);
      expect(readInscriptions(txWithOutputs({ script }), 'bsv')).toEqual([]);
    }
  });

  it.each(['4cff', '4dffff', '4effffff7f', '4effffffff', '4b', '4c', '4d01', '4e000000'])(
    'discards the input of a push %s that runs past the end, and no other input',
    (push) => {
      const lying = concatBytes([SCRIPT, assemble(`raw:${push}`)]);
      const raw = txWithWitnesses([SCRIPT, CONTROL_BLOCK], [lying, CONTROL_BLOCK], [SCRIPT, CONTROL_BLOCK]);
      expect(
        readInscriptions(raw, 'btc').map(({ id, txid, input }) => [id.replace(txid, ''), input]),
      ).toEqual([
        ['i0', 0],
        ['i1', 2],
      ]);
      const outputs = [{ script: SCRIPT }, { script: lying }, { script: SCRIPT }];
      expect(readInscriptions(txWithOutputs(...outputs), 'bsv').map(({ vout }) => vout)).toEqual([0, 2]);
    },
  );

  it('never hands out a byte from beyond its script, whatever a length says', () => {
    const lengths = fc.array(
      fc.tuple(fc.nat(SCRIPT.length - 1), fc.constantFrom(0, 1, 0x4b, 0x4c, 0x4d, 0x4e)),
      {
        minLength: 1,
        maxLength: 4,
      },
    );
    fc.assert(
      fc.property(lengths, (edits) => {
        const script = Uint8Array.from(SCRIPT);
        for (const [at, op] of edits) script[at] = op;
        const raw = txWithWitnesses([script, CONTROL_BLOCK]);
        for (const { body, fields } of readInscriptions(raw, 'btc')) {
          const handed =
            (body?.length ?? 0) + fields.reduce((sum, { tag, value }) => sum + tag.length + value.length, 0);
          expect(handed).toBeLessThan(script.length);
        }
      }),
      { numRuns: 2_000 },
    );
  });
});
