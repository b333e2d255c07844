import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asBlockHash, type Txid } from '#lib/bytes/brand.ts';
import { concatBytes } from '#lib/bytes/concat.ts';
import { encodeVarint } from '#lib/bytes/varint.ts';
import { parseBlock } from '#lib/chain/block.ts';
import { encodeHeader, meetsTarget } from '#lib/chain/header.ts';
import { merkleRoot } from '#lib/chain/merkle.ts';
import { encodeTx, parseTx, txidOf, type TxFields } from '#lib/chain/tx.ts';
import { segwitTxArbitrary, txArbitrary } from '#tests/support/arbitrary-tx.ts';
import { hasSharedFixtures, needsFixtures, sharedBytes, sharedJson } from '#tests/support/shared-fixtures.ts';

const LIMITS = { maxBytes: 4_000_000, maxTransactions: 100_000 };
const HEADER = encodeHeader({
  version: 1,
  prevHash: asBlockHash('00'.repeat(32)),
  merkleRoot: '11'.repeat(32),
  time: 0,
  bits: 0x207fffff,
  nonce: 0,
});

const blockOf = (txs: readonly TxFields[]): Uint8Array =>
  concatBytes([HEADER, encodeVarint(txs.length), ...txs.map(encodeTx)]);

function idOf(fields: TxFields): Txid {
  const tx = parseTx(encodeTx(fields));
  if (!tx.ok) throw new Error(tx.issue.message);
  return txidOf(tx.value);
}

const txsArbitrary = fc.array(fc.oneof(txArbitrary, segwitTxArbitrary), { minLength: 1, maxLength: 4 });

describe('parseBlock', () => {
  it('lists transactions with id, place and sum of outputs', () => {
    fc.assert(
      fc.property(txsArbitrary, (txs) => {
        const bytes = blockOf(txs);
        const block = parseBlock(bytes, LIMITS);
        if (!block.ok) throw new Error(block.issue.message);
        block.value.transactions.forEach((entry, at) => {
          const fields = txs[at];
          if (fields === undefined) throw new Error('too many transactions');
          expect(bytes.subarray(entry.offset, entry.offset + entry.bytes)).toEqual(encodeTx(fields));
          expect(entry.txid).toBe(idOf(fields));
          const plain = encodeTx({
            ...fields,
            inputs: fields.inputs.map(({ prevTxid, prevVout, script, sequence }) => ({
              prevTxid,
              prevVout,
              script,
              sequence,
            })),
          }).length;
          expect(entry.vbytes).toBe(Math.ceil((3 * plain + entry.bytes) / 4));
          expect(entry.outputSats).toBe(fields.outputs.reduce((sum, { sats }) => sum + BigInt(sats), 0n));
        });
        expect(block.value.transactions).toHaveLength(txs.length);
      }),
    );
  });

  it('refuses truncation, bytes after the end, nothing, and more than the caller will hold', () => {
    const sample = fc.sample(txArbitrary, { numRuns: 1, seed: 7 });
    const bytes = blockOf(sample);
    for (let cut = 0; cut < bytes.length; cut += 1)
      expect(parseBlock(bytes.subarray(0, cut), LIMITS).ok).toBe(false);
    const codeOf = (raw: Uint8Array, limits = LIMITS) => {
      const block = parseBlock(raw, limits);
      return block.ok ? 'ok' : block.issue.code;
    };
    expect(codeOf(concatBytes([bytes, Uint8Array.of(0)]))).toBe('trailing-bytes');
    expect(codeOf(concatBytes([HEADER, Uint8Array.of(0)]))).toBe('block-empty');
    expect(codeOf(concatBytes([HEADER, Uint8Array.of(0xfe, 0xff, 0xff, 0xff, 0x7f)]))).toBe(
      'count-too-large',
    );
    expect(codeOf(bytes, { ...LIMITS, maxBytes: bytes.length - 1 })).toBe('block-too-large');
    expect(codeOf(blockOf([...sample, ...sample]), { ...LIMITS, maxTransactions: 1 })).toBe(
      'block-too-large',
    );
  });

  it.skipIf(!hasSharedFixtures).each([1, 300_025, 426_884])(
    `reads real block %i${needsFixtures}`,
    (height) => {
      type Values = { hash: string; txs: { txid: string; value: number; size: number }[] };
      const values = sharedJson<Values>(`blocks/mainnet-${height}.values.json`);
      const block = parseBlock(sharedBytes(`blocks/mainnet-${height}.raw`), LIMITS);
      if (!block.ok) throw new Error(block.issue.message);
      const { header, transactions } = block.value;
      expect(header.hash).toBe(values.hash);
      expect(meetsTarget(header)).toBe(true);
      expect(merkleRoot(transactions.map(({ txid }) => txid))).toBe(header.merkleRoot);
      expect(transactions.map(({ txid, outputSats }) => [txid, Number(outputSats)])).toEqual(
        values.txs.map(({ txid, value }) => [txid, value]),
      );
    },
  );
});

describe('merkleRoot', () => {
  it('is the id itself for a single transaction and pairs an odd end with itself', () => {
    const [a, b, c] = ['aa', 'bb', 'cc'].map((byte) => byte.repeat(32) as Txid);
    if (a === undefined || b === undefined || c === undefined) throw new Error('three ids');
    expect(merkleRoot([a])).toBe(a);
    expect(merkleRoot([a, b, c])).toBe(merkleRoot([a, b, c, c]));
    expect(merkleRoot([a, b])).not.toBe(merkleRoot([b, a]));
    expect(() => merkleRoot([])).toThrow(RangeError);
  });
});
