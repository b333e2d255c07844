import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asTxid } from '#lib/bytes/brand.ts';
import { toHex } from '#lib/bytes/hex.ts';
import {
  decodeDrawerAnswer,
  decodeProofAnswer,
  encodeDrawerAnswer,
  encodeProofAnswer,
  fittingDrawer,
  type GivenTx,
  type Path,
} from '#lib/p2p/given-message.ts';
import {
  MAX_ANSWER_BYTES,
  MAX_BUMP_BYTES,
  MAX_DRAWER_TXS,
  MAX_PROOF_TXIDS,
  MAX_TX_BYTES,
} from '#lib/p2p/limits.ts';

const path: fc.Arbitrary<Path> = fc.record({
  bump: fc.uint8Array({ maxLength: 400 }),
  header: fc.uint8Array({ minLength: 80, maxLength: 80 }),
});
const given: fc.Arbitrary<GivenTx> = fc.record({
  raw: fc.uint8Array({ maxLength: 600 }),
  path: fc.oneof(path, fc.constantFrom('unknown' as const, 'left out' as const)),
});
const txid = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => asTxid(toHex(bytes)));

const LONGEST = { bump: new Uint8Array(MAX_BUMP_BYTES), header: new Uint8Array(80) };

describe('what a neighbour gives', () => {
  it('of a drawer is read back as it was written', () => {
    fc.assert(
      fc.property(fc.array(given, { maxLength: 12 }), (txs) => {
        expect(decodeDrawerAnswer(encodeDrawerAnswer({ txs }))).toEqual({ txs });
      }),
    );
    const narrower = encodeDrawerAnswer({ txs: [], narrower: true });
    expect(decodeDrawerAnswer(narrower)).toEqual({ txs: [], narrower: true });
  });

  it('of proofs is read back as it was written', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(txid, path), { maxLength: 12 }), (each) => {
        const proofs = each.map(([name, { bump, header }]) => ({ txid: name, bump, header }));
        expect(decodeProofAnswer(encodeProofAnswer(proofs))).toEqual(proofs);
      }),
    );
  });

  it('never has more than an answer may: transactions go before paths, and what is left out is named', () => {
    const rows = Array.from({ length: 20 }, () => ({ bytes: 4_000 }));
    const fitting = fittingDrawer(rows);
    expect(fitting.length).toBe(16);
    const txs = fitting.map(({ bytes }) => ({
      raw: new Uint8Array(bytes),
      path: { ...LONGEST, bump: new Uint8Array(600) },
    }));
    const bytes = encodeDrawerAnswer({ txs });
    expect(bytes.length).toBeLessThanOrEqual(MAX_ANSWER_BYTES);
    const read = decodeDrawerAnswer(bytes)?.txs ?? [];
    expect(read).toHaveLength(16);
    expect(read.map((each) => (typeof each.path === 'object' ? 'given' : each.path))).toEqual([
      'given',
      'given',
      ...Array.from({ length: 14 }, () => 'left out'),
    ]);
    expect(fittingDrawer(Array.from({ length: 300 }, () => ({ bytes: 10 }))).length).toBe(MAX_DRAWER_TXS);

    const name = asTxid('ab'.repeat(32));
    const proofs = encodeProofAnswer(Array.from({ length: 48 }, () => ({ txid: name, ...LONGEST })));
    expect(proofs.length).toBeLessThanOrEqual(MAX_ANSWER_BYTES);
    expect(decodeProofAnswer(proofs)).toHaveLength(15);
  });

  it('is dropped where it is longer, more, or cut off', () => {
    const tx = (length: number): number[] => [
      length & 255,
      length >> 8,
      ...Array.from({ length }, () => 7),
      0,
    ];
    const drawer = (...parts: readonly number[][]): unknown =>
      decodeDrawerAnswer(Uint8Array.of(1, 0, ...parts.flat()));
    expect(drawer(tx(MAX_TX_BYTES))).toMatchObject({ txs: [{ path: 'unknown' }] });
    expect(drawer(tx(MAX_TX_BYTES + 1))).toBeUndefined();
    expect(drawer(...Array.from({ length: MAX_DRAWER_TXS }, () => tx(0)))).toBeDefined();
    expect(drawer(...Array.from({ length: MAX_DRAWER_TXS + 1 }, () => tx(0)))).toBeUndefined();
    expect(drawer([5, 0, 1])).toBeUndefined();
    expect(decodeDrawerAnswer(Uint8Array.of(1, 1, 0))).toBeUndefined();
    expect(decodeDrawerAnswer(Uint8Array.of(2, 0))).toBeUndefined();
    const long = { ...LONGEST, bump: new Uint8Array(MAX_BUMP_BYTES + 1) };
    expect(
      decodeDrawerAnswer(encodeDrawerAnswer({ txs: [{ raw: new Uint8Array(1), path: long }] })),
    ).toBeUndefined();
    const proof = new Uint8Array(32 + 2 + 80);
    const many = (count: number): Uint8Array =>
      Uint8Array.of(1, ...Array.from({ length: count }, () => [...proof]).flat());
    expect(decodeProofAnswer(many(MAX_PROOF_TXIDS))).toHaveLength(MAX_PROOF_TXIDS);
    expect(decodeProofAnswer(many(MAX_PROOF_TXIDS + 1))).toBeUndefined();
    expect(decodeProofAnswer(many(1).subarray(0, 40))).toBeUndefined();
    for (const decode of [decodeDrawerAnswer, decodeProofAnswer])
      expect(decode(new Uint8Array(MAX_ANSWER_BYTES + 1).fill(1))).toBeUndefined();
  });

  it('shares no memory with what came, whose whole would be kept with each', () => {
    const bytes = encodeDrawerAnswer({ txs: [{ raw: Uint8Array.of(1, 2, 3), path: LONGEST }] });
    const [tx] = decodeDrawerAnswer(bytes)?.txs ?? [];
    expect(tx?.raw.buffer.byteLength).toBe(3);
    expect(typeof tx?.path === 'object' && tx.path.bump.buffer.byteLength).toBe(MAX_BUMP_BYTES);
  });

  it('never throws, whatever the bytes are, and what is read is written the same', () => {
    const starts = fc.constantFrom([1, 0], [1, 1], [1]);
    fc.assert(
      fc.property(starts, fc.uint8Array({ maxLength: 300 }), (start, rest) => {
        const bytes = Uint8Array.of(...start, ...rest);
        const drawer = decodeDrawerAnswer(bytes);
        if (drawer !== undefined) expect(encodeDrawerAnswer(drawer)).toEqual(bytes);
        const proofs = decodeProofAnswer(bytes);
        if (proofs !== undefined) expect(encodeProofAnswer(proofs)).toEqual(bytes);
      }),
    );
  });
});
