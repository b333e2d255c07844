import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asTxid } from '#lib/bytes/brand.ts';
import { toHex } from '#lib/bytes/hex.ts';
import { parseBlock, type BlockTransaction } from '#lib/chain/block.ts';
import { columnsOf, encodeKeptBlock, idAt, readKeptBlock } from '#lib/chain/block-columns.ts';
import { mineTestHeader } from '#tests/support/mined-headers.ts';
import { hasSharedFixtures, needsFixtures, sharedBytes } from '#tests/support/shared-fixtures.ts';

const header = mineTestHeader();
const MOST_SATS = 2_100_000_000_000_000n;

const transaction = fc
  .record({
    id: fc.uint8Array({ minLength: 32, maxLength: 32 }),
    outputSats: fc.oneof(fc.bigInt({ min: 0n, max: MOST_SATS }), fc.bigInt({ min: 0n, max: 300n })),
    bytes: fc.integer({ min: 60, max: 0xffff_ffff }),
    witness: fc.integer({ min: 0, max: 60 }),
  })
  .map(({ id, outputSats, bytes, witness }): BlockTransaction => ({
    txid: asTxid(toHex(id)),
    outputSats,
    bytes,
    vbytes: bytes - witness,
    offset: 0,
  }));

const columns = (list: readonly BlockTransaction[]) => {
  const found = columnsOf(list);
  if (!found.ok) throw new Error(found.issue.message);
  return found.value;
};

describe('a block that is kept', () => {
  it('says what it said, but for the ends of ids', () => {
    fc.assert(
      fc.property(
        fc.array(transaction, { maxLength: 40 }),
        fc.integer({ min: 0, max: 2 ** 32 - 1 }),
        (list, rawBytes) => {
          const read = readKeptBlock(encodeKeptBlock({ header, rawBytes, columns: columns(list) }));
          if (!read.ok) throw new Error(read.issue.message);
          const { value } = read;
          expect(value.header.hash).toBe(header.hash);
          expect(value.rawBytes).toBe(rawBytes);
          expect([...value.columns.sats]).toEqual(list.map(({ outputSats }) => Number(outputSats)));
          expect([...value.columns.bytes]).toEqual(list.map(({ bytes }) => bytes));
          expect([...value.columns.vbytes]).toEqual(list.map(({ vbytes }) => vbytes));
          list.forEach(({ txid }, at) => expect(idAt(value.columns, at)).toBe(txid.slice(0, 40)));
        },
      ),
    );
  });

  it('is written again as it was read', () => {
    const kept = encodeKeptBlock({ header, rawBytes: 9, columns: columns([sample(1), sample(2)]) });
    const read = readKeptBlock(kept);
    expect(read.ok && encodeKeptBlock(read.value)).toEqual(kept);
  });

  it('is refused when it is cut off, goes on, or is anything else', () => {
    const kept = encodeKeptBlock({ header, rawBytes: 9, columns: columns([sample(1), sample(2)]) });
    for (let length = 0; length < kept.length; length += 1)
      expect(readKeptBlock(kept.subarray(0, length)).ok, `${length} bytes`).toBe(false);
    expect(readKeptBlock(Uint8Array.of(...kept, 0)).ok).toBe(false);
    const claimsMany = kept.slice();
    new DataView(claimsMany.buffer).setUint32(85, 0xffff_ffff, true);
    expect(readKeptBlock(claimsMany).ok).toBe(false);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        expect(typeof readKeptBlock(bytes).ok).toBe('boolean');
        expect(typeof readKeptBlock(Uint8Array.of(...kept.subarray(0, 85), ...bytes)).ok).toBe('boolean');
      }),
    );
  });

  it('has no amounts that there cannot be', () => {
    expect(columnsOf([{ ...sample(1), outputSats: MOST_SATS }]).ok).toBe(true);
    expect(columnsOf([{ ...sample(1), outputSats: MOST_SATS + 1n }])).toMatchObject({
      issue: { code: 'block-amount' },
    });
  });
});

function sample(seed: number): BlockTransaction {
  const txid = asTxid(seed.toString(16).padStart(64, 'c'));
  return { txid, outputSats: BigInt(seed) * 12_345n, bytes: 250 + seed, vbytes: 140 + seed, offset: 0 };
}

describe.skipIf(!hasSharedFixtures)(`a real block${needsFixtures}`, () => {
  it('takes no more than 120 KB for 4,000 transactions', () => {
    const raw = sharedBytes('blocks/mainnet-426884.raw');
    const block = parseBlock(raw, { maxBytes: raw.length, maxTransactions: 10_000 });
    if (!block.ok) throw new Error(block.issue.message);
    const { transactions } = block.value;
    // Its own, over and over, until they are as many.
    const many = Array.from({ length: 4_000 }, (_, at) => transactions[at % transactions.length]).filter(
      (each) => each !== undefined,
    );
    const kept = encodeKeptBlock({ header, rawBytes: 2_000_000, columns: columns(many) });
    expect(kept.length).toBeLessThanOrEqual(120_000);
  });
});
