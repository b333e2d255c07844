import * as fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { concatBytes } from '#lib/bytes/concat.ts';
import { pushData, ScriptCursor } from '#lib/chain/script.ts';
import { readInscriptions, type Inscription } from '#lib/envelopes/index.ts';
import { assemble } from '#tests/support/assemble.ts';
import { txWithOutputs, txWithWitnesses } from '#tests/support/tx-with.ts';

// Time depends on the machine; operations that a walk takes do not.

const CONTROL_BLOCK = new Uint8Array(33).fill(0xc0);
const repeat = (piece: Uint8Array, times: number): Uint8Array =>
  concatBytes(Array.from({ length: times }, () => piece));

/** Everything that can be asked of an inscription without hashing. */
const readAll = ({ contentType, contentEncoding, body, fields, flags, owner, bitcom }: Inscription) => [
  contentType,
  contentEncoding,
  body,
  fields,
  flags,
  owner,
  bitcom,
];

/** Operations that all walks together take while `work` runs. */
function countSteps<T>(work: () => T): { steps: number; value: T } {
  const next = vi.spyOn(ScriptCursor.prototype, 'next');
  try {
    const value = work();
    return { steps: next.mock.calls.length, value };
  } finally {
    next.mockRestore();
  }
}

const ENVELOPE = concatBytes([
  assemble("OP_FALSE OP_IF 'ord' <01> 'text/plain;charset=utf-8' OP_FALSE"),
  pushData(new Uint8Array(400).fill(0x61)),
  pushData(new Uint8Array(370).fill(0x62)),
  assemble('OP_ENDIF'),
]);

describe('the cost of finding inscriptions', () => {
  it('is one walk over 5,000 envelopes in a transaction of 4 MB, and their bodies are not touched', () => {
    const operations = 9;
    const raw = txWithWitnesses([repeat(ENVELOPE, 5_000), CONTROL_BLOCK]);
    expect(raw.length).toBeGreaterThan(4_000_000);
    const { steps, value: found } = countSteps(() => readInscriptions(raw, 'btc'));
    expect(found).toHaveLength(5_000);
    expect(steps).toBe(5_000 * operations + 1);
    expect(found[4_999]).toMatchObject({ input: 0, offset: 4_999, contentType: 'text/plain;charset=utf-8' });
    expect(found[4_999]?.body).toHaveLength(770);
  });

  it('is linear in the envelopes of a transaction, everything read', () => {
    const steps = [500, 1_000, 2_000].map((count) => {
      const raw = txWithWitnesses([repeat(ENVELOPE, count), CONTROL_BLOCK]);
      return countSteps(() => readInscriptions(raw, 'btc').map(readAll)).steps - 1;
    });
    expect(steps[1]).toBe((steps[0] ?? 0) * 2);
    expect(steps[2]).toBe((steps[0] ?? 0) * 4);
  });

  it('is at most two steps a byte, whatever a script repeats', () => {
    const pieces = fc.constantFrom(
      'OP_FALSE',
      'OP_IF',
      "'ord'",
      'OP_ENDIF',
      'OP_1',
      '<01>',
      '<>',
      'raw:4c00',
      'OP_NOP',
      'OP_RETURN',
      "'|'",
      'raw:4c05',
    );
    fc.assert(
      fc.property(
        fc.array(pieces, { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 50, max: 400 }),
        (tokens, times) => {
          const script = repeat(assemble(tokens.join(' ')), times);
          const most = script.length * 2 + 8;
          const btc = txWithWitnesses([script, CONTROL_BLOCK]);
          expect(countSteps(() => readInscriptions(btc, 'btc')).steps).toBeLessThanOrEqual(most);
          const bsv = txWithOutputs({ script });
          expect(countSteps(() => readInscriptions(bsv, 'bsv')).steps).toBeLessThanOrEqual(most);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('the memory that an inscription asks for', () => {
  it('is none for a body in one push: a view', () => {
    const script = assemble("OP_FALSE OP_IF 'ord' <01> 'a/b' <03> <aabb> OP_FALSE <cc> OP_ENDIF");
    for (const [raw, chain] of [
      [txWithWitnesses([script, CONTROL_BLOCK]), 'btc'],
      [txWithOutputs({ script }), 'bsv'],
    ] as const) {
      const [found] = readInscriptions(raw, chain);
      expect(found?.body?.buffer).toBe(raw.buffer);
      expect(found?.fields.map(({ value }) => value.buffer)).toEqual([raw.buffer, raw.buffer]);
    }
  });

  it('is that of its bytes for a body of two million pushes', () => {
    const pushes = new Uint8Array(4_000_000).map((_, at) => (at % 2 === 0 ? 1 : 0x61));
    const script = concatBytes([assemble("OP_FALSE OP_IF 'ord' OP_FALSE"), pushes, assemble('OP_ENDIF')]);
    const [found] = readInscriptions(txWithWitnesses([script, CONTROL_BLOCK]), 'btc');
    const { body } = found ?? {};
    expect(body).toHaveLength(2_000_000);
    expect(body?.every((byte) => byte === 0x61)).toBe(true);
    expect(body?.buffer.byteLength).toBe(2_000_000);
  });

  it('is bounded for an envelope of a million fields, whose flags are still those of all of them', () => {
    const pairs = new Uint8Array(2_000_000).fill(0x51);
    const script = concatBytes([
      assemble("OP_FALSE OP_IF 'ord'"),
      pairs,
      assemble('<16> <01> <05> OP_ENDIF'),
    ]);
    const [found] = readInscriptions(txWithWitnesses([script, CONTROL_BLOCK]), 'btc');
    expect(found?.fields).toHaveLength(16_384);
    expect(found?.flags).toEqual({
      pushnum: true,
      stutter: false,
      duplicateField: true,
      incompleteField: true,
      unrecognizedEvenField: true,
    });
  });
});
