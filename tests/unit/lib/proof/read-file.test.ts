import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asSats } from '#lib/bytes/brand.ts';
import { concatBytes } from '#lib/bytes/concat.ts';
import { fromDisplayHex, toDisplayHex, toHex } from '#lib/bytes/hex.ts';
import { encodeUtf8 } from '#lib/bytes/text.ts';
import { encodeVarint } from '#lib/bytes/varint.ts';
import { encodeAtomicBeef } from '#lib/chain/beef-atomic.ts';
import { encodeBeef } from '#lib/chain/beef.ts';
import { encodeExtendedTx } from '#lib/chain/extended-tx.ts';
import { merkleParent, merkleRoot } from '#lib/chain/merkle.ts';
import { encodeTx, parseTx } from '#lib/chain/tx.ts';
import { writeBundle } from '#lib/proof/bundle.ts';
import { bumpOf, encodeBump } from '#lib/proof/merkle-path.ts';
import { readFile } from '#lib/proof/read-file.ts';
import { mineTestBranch, mineTestHeader } from '#tests/support/mined-headers.ts';
import { sampleRaw, txidOfRaw } from '#tests/support/sample-tx.ts';
import { hasSharedFixtures, needsFixtures, sharedBytes } from '#tests/support/shared-fixtures.ts';

const raws = [0, 1, 2, 3].map(sampleRaw);
const [raw = new Uint8Array()] = raws;
const txid = txidOfRaw(raw);
const ids = raws.map(txidOfRaw);
const bump = encodeBump(bumpOf(ids, 812, [0]));
const header = mineTestHeader({ merkleRoot: merkleRoot(ids) });
const blockOf = (head: Uint8Array, list: readonly Uint8Array[]): Uint8Array =>
  concatBytes([head, encodeVarint(list.length), ...list]);
const block = blockOf(header.bytes, raws);
const text = encodeUtf8;
const kindOf = (bytes: Uint8Array): string => {
  const read = readFile(bytes);
  return read.ok ? read.value.kind : read.issue.code;
};

describe('readFile', () => {
  it('knows each kind by its bytes', () => {
    const parsed = parseTx(raw);
    if (!parsed.ok) throw new Error('the sample is a transaction');
    const extended = encodeExtendedTx(parsed.value, [{ sats: asSats(9), script: Uint8Array.of(0x51) }]);
    const segwit = encodeTx({
      ...parsed.value,
      inputs: parsed.value.inputs.map((input) => ({ ...input, witness: [Uint8Array.of(1)] })),
    });
    expect(readFile(raw)).toEqual({ ok: true, value: { kind: 'transaction', txid, raw } });
    expect(readFile(extended)).toEqual({ ok: true, value: { kind: 'transaction', txid, raw } });
    expect(readFile(segwit)).toMatchObject({ value: { kind: 'transaction', txid } });
    expect(readFile(block)).toMatchObject({
      value: { kind: 'block', block: { header: { hash: header.hash } } },
    });
    for (const version of [1, 2] as const) {
      const beef = encodeBeef({ bumps: [bump], txs: [{ raw, bumpIndex: 0 }] }, version);
      expect(readFile(beef)).toMatchObject({ value: { kind: 'beef', subject: txid } });
    }
    const atomic = encodeAtomicBeef(txid, { bumps: [bump], txs: [{ raw, bumpIndex: 0 }] });
    expect(readFile(atomic)).toMatchObject({ value: { kind: 'beef', subject: txid } });
    const bundle = writeBundle({ network: 'devnet', txid, raw, bumps: [bump], bumpIndex: 0 });
    expect(kindOf(text(bundle))).toBe('bundle');
    expect(kindOf(text(`\n  ${bundle}`))).toBe('bundle');
  });

  it('reads hex in any case, with spaces and lines', () => {
    const hex = toHex(raw);
    const lines = hex.replaceAll(/(.{32})/g, '$1\r\n');
    for (const form of [hex, hex.toUpperCase(), `${hex}\n`, lines])
      expect(readFile(text(form))).toMatchObject({ value: { kind: 'transaction', txid } });
    expect(kindOf(text(toHex(block)))).toBe('block');
    expect(kindOf(text(toHex(encodeAtomicBeef(txid, { bumps: [], txs: [{ raw }] }))))).toBe('beef');
    expect(kindOf(text(`${hex}0`))).toBe('file-hex');
  });

  it('says what is wrong with what is nearest', () => {
    expect(kindOf(new Uint8Array())).toBe('file-empty');
    expect(kindOf(new Uint8Array(256 * 1024 * 1024 + 1))).toBe('file-too-large');
    expect(kindOf(text('Dear Sir or Madam'))).toBe('file-unknown');
    expect(kindOf(text('{"txid":"ab"}'))).toBe('bundle-format');
    expect(kindOf(Uint8Array.of(0x7b, 0xff))).toBe('bundle-format');
    expect(kindOf(raw.subarray(0, raw.length - 1))).toBe('truncated');
    expect(kindOf(concatBytes([raw, raw]))).toBe('trailing-bytes');
    expect(kindOf(block.subarray(0, block.length - 4))).toBe('truncated');
    expect(kindOf(blockOf(header.bytes, raws.slice(1)))).toBe('block-root');
    expect(kindOf(blockOf(header.bytes, [...raws, ...raws.slice(2)]))).toBe('block-repeats');
    expect(kindOf(concatBytes(mineTestBranch(3).map(({ bytes }) => bytes)))).toBe('file-headers');
    expect(kindOf(bump)).toBe('file-bump');
    expect(kindOf(encodeBeef({ bumps: [bump], txs: [] }))).toBe('beef-no-subject');
    expect(kindOf(encodeBeef({ bumps: [bump], txs: [{ raw }] }).subarray(0, 60))).not.toBe('beef');
  });

  it('refuses a block whose transactions are nodes of the tree', () => {
    // Any two nodes side by side have the size of a small transaction; some of them read as one.
    const pair = encodeTx({
      version: 1,
      inputs: [{ prevTxid: ids[0] ?? txid, prevVout: 0, script: new Uint8Array(0), sequence: 0 }],
      outputs: [{ sats: asSats(1), script: new Uint8Array(4).fill(0x51) }],
      lockTime: 0,
    });
    expect(pair.length).toBe(64);
    const root = toDisplayHex(
      merkleParent(fromDisplayHex(txidOfRaw(pair)) ?? pair, fromDisplayHex(txid) ?? pair),
    );
    const posing = mineTestHeader({ merkleRoot: root });
    expect(kindOf(blockOf(posing.bytes, [pair, raw]))).toBe('block-node-pair');
  });

  it('never throws for any bytes, whole or broken', () => {
    const files = [raw, block, encodeBeef({ bumps: [bump], txs: [{ raw, bumpIndex: 0 }] })];
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array({ maxLength: 400 }),
          fc.tuple(fc.constantFrom(...files), fc.nat(300), fc.nat(255)).map(([file, at, byte]) => {
            const copy = file.slice();
            copy[at % copy.length] = byte;
            return copy;
          }),
        ),
        (bytes) => {
          expect(kindOf(bytes)).toMatch(/^[a-z-]+$/);
        },
      ),
      { numRuns: 2000 },
    );
  });

  it.skipIf(!hasSharedFixtures)(`reads real blocks of the chain${needsFixtures}`, () => {
    for (const height of [1, 300_025, 426_884])
      expect(kindOf(sharedBytes(`blocks/mainnet-${height}.raw`))).toBe('block');
  });
});
