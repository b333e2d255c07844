import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concatBytes } from '#lib/bytes/concat.ts';
import { fromHex, toHex } from '#lib/bytes/hex.ts';
import { encodeTx, parseTx, parseTxAt, txidOf } from '#lib/chain/tx.ts';
import { segwitTxArbitrary, txArbitrary } from '#tests/support/arbitrary-tx.ts';
import { hasSharedFixtures, needsFixtures, sharedJson } from '#tests/support/shared-fixtures.ts';
import vectors from '#tests/vectors/chain/transactions.json' with { type: 'json' };

const hex = (text: string): Uint8Array => fromHex(text) ?? new Uint8Array(0);

describe('parseTx', () => {
  it.each(vectors.valid)('reads $what', ({ hex: text, inputs, outputs }) => {
    const parsed = parseTx(hex(text));
    if (!parsed.ok) throw new Error(parsed.issue.message);
    expect(parsed.value.inputs).toHaveLength(inputs);
    expect(parsed.value.outputs).toHaveLength(outputs);
    expect(toHex(encodeTx(parsed.value))).toBe(text);
  });

  it.each(vectors.invalid)('refuses $what', ({ hex: text, code }) => {
    expect(parseTx(hex(text))).toMatchObject({ ok: false, issue: { code } });
  });

  it('reads back what encodeTx wrote', () => {
    fc.assert(
      fc.property(fc.oneof(txArbitrary, segwitTxArbitrary), (fields) => {
        const bytes = encodeTx(fields);
        expect(parseTx(bytes)).toEqual({ ok: true, value: { ...fields, bytes } });
      }),
    );
  });

  it('gives views into the bytes, not copies', () => {
    fc.assert(
      fc.property(segwitTxArbitrary, (fields) => {
        const bytes = encodeTx(fields);
        const parsed = parseTx(bytes);
        if (!parsed.ok) throw new Error(parsed.issue.message);
        const views = parsed.value.inputs.flatMap(({ script, witness = [] }) => [script, ...witness]);
        for (const view of views) expect(view.buffer).toBe(bytes.buffer);
      }),
    );
  });

  it('refuses every truncation', () => {
    fc.assert(
      fc.property(fc.oneof(txArbitrary, segwitTxArbitrary), (fields) => {
        const bytes = encodeTx(fields);
        for (let cut = 0; cut < bytes.length; cut += 1)
          expect(parseTx(bytes.subarray(0, cut)).ok).toBe(false);
      }),
      { numRuns: 20 },
    );
  });

  it('accepts a mutation only when it encodes back to the same bytes', () => {
    const position = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    const edits = fc.array(fc.tuple(position, fc.nat(255)), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(fc.oneof(txArbitrary, segwitTxArbitrary), edits, (fields, changes) => {
        const bytes = encodeTx(fields);
        for (const [at, value] of changes) bytes[Math.floor(at * bytes.length)] = value;
        const parsed = parseTx(bytes);
        if (parsed.ok) expect(encodeTx(parsed.value)).toEqual(bytes);
      }),
      { numRuns: 2_000 },
    );
  });

  it('survives any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => void parseTx(bytes)),
      { numRuns: 2_000 },
    );
  });

  it('reads a transaction in the middle of other bytes', () => {
    fc.assert(
      fc.property(txArbitrary, fc.uint8Array({ maxLength: 20 }), (fields, before) => {
        const bytes = encodeTx(fields);
        const read = parseTxAt(concatBytes([before, bytes, hex('ff')]), before.length);
        expect(read).toMatchObject({ ok: true, value: { end: before.length + bytes.length, tx: { bytes } } });
      }),
    );
  });
});

describe('txidOf', () => {
  it('does not cover witnesses', () => {
    fc.assert(
      fc.property(segwitTxArbitrary, (fields) => {
        const plain = { ...fields, inputs: fields.inputs.map((input) => ({ ...input, witness: [] })) };
        const [a, b] = [parseTx(encodeTx(fields)), parseTx(encodeTx(plain))];
        if (!a.ok || !b.ok) throw new Error('must parse');
        expect(txidOf(a.value)).toBe(txidOf(b.value));
      }),
    );
  });

  it.skipIf(!hasSharedFixtures)(`agrees with the chain on real transactions${needsFixtures}`, () => {
    type Sample = { txid: string; rawtx: string };
    const samples = ['bsv/txs.json', 'btc/reveals.json'].flatMap((path) => sharedJson<Sample[]>(path));
    expect(samples.length).toBeGreaterThan(50);
    for (const { txid, rawtx } of samples) {
      const parsed = parseTx(hex(rawtx));
      if (!parsed.ok) throw new Error(`${txid}: ${parsed.issue.message}`);
      expect(txidOf(parsed.value)).toBe(txid);
      expect(toHex(encodeTx(parsed.value))).toBe(rawtx);
    }
  });
});
