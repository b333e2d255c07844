import { MerklePath as SdkMerklePath } from '@bsv/sdk';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asTxid, type Txid } from '#lib/bytes/brand.ts';
import { concatBytes } from '#lib/bytes/concat.ts';
import { sha256d } from '#lib/bytes/hash.ts';
import { fromHex, toDisplayHex, toHex } from '#lib/bytes/hex.ts';
import { merkleRoot } from '#lib/chain/merkle.ts';
import {
  bumpFor,
  bumpFromTree,
  bumpOf,
  encodeBump,
  merkleTree,
  parseBump,
  rootOf,
} from '#lib/proof/merkle-path.ts';

const txidAt = (seed: number): Txid =>
  asTxid(toDisplayHex(sha256d(Uint8Array.of(seed & 0xff, (seed >> 8) & 0xff, (seed >> 16) & 0xff))));
const blockOf = (count: number, seed = 0): Txid[] =>
  Array.from({ length: count }, (_, at) => txidAt(seed + at));
const bytesOf = (hex: string): Uint8Array => fromHex(hex) ?? new Uint8Array();
const codeOf = (bytes: Uint8Array): string => {
  const result = parseBump(bytes);
  return result.ok ? 'ok' : result.issue.code;
};

const blockAndIndexes = fc
  .integer({ min: 1, max: 70 })
  .chain((count) =>
    fc.tuple(
      fc.constant(count),
      fc.uniqueArray(fc.integer({ min: 0, max: count - 1 }), { minLength: 1, maxLength: 8 }),
    ),
  );

describe('bumpOf', () => {
  it('proves the transactions it was asked for, and agrees with the SDK byte for byte', () => {
    fc.assert(
      fc.property(blockAndIndexes, fc.integer({ min: 0, max: 2_000_000 }), ([count, indexes], height) => {
        const txids = blockOf(count);
        const root = merkleRoot(txids);
        const bytes = encodeBump(bumpOf(txids, height, indexes));
        const path = parseBump(bytes);
        expect(path.ok).toBe(true);
        if (!path.ok) return;
        expect(path.value.height).toBe(height);
        for (const index of indexes) {
          const txid = txids[index] ?? asTxid('');
          expect(rootOf(path.value, txid)).toEqual({ ok: true, value: { root, index } });
          expect(SdkMerklePath.fromBinary(bytes).computeRoot(txid)).toBe(root);
        }
        const sdk = SdkMerklePath.fromBinary(bytes);
        sdk.trim();
        expect(sdk.toHex()).toBe(toHex(bytes));
      }),
    );
  });

  it('reads what the SDK writes', () => {
    fc.assert(
      fc.property(blockAndIndexes, ([count, indexes]) => {
        const txids = blockOf(count, 1000);
        const paths = indexes.map((index) => SdkMerklePath.fromBinary(encodeBump(bumpOf(txids, 5, [index]))));
        const [first, ...others] = paths;
        for (const other of others) first?.combine(other);
        const path = parseBump(Uint8Array.from(first?.toBinary() ?? []));
        expect(path.ok && path.value.root).toBe(merkleRoot(txids));
      }),
    );
  });

  it('cuts out the path of one transaction, the same as if it had been made for it', () => {
    fc.assert(
      fc.property(blockAndIndexes, ([count, indexes]) => {
        const txids = blockOf(count, 5000);
        const shared = bumpOf(txids, 77, indexes);
        for (const index of indexes) {
          const alone = bumpFor(shared, txids[index] ?? asTxid(''));
          expect(alone).toEqual(encodeBump(bumpOf(txids, 77, [index])));
        }
        expect(bumpFor(shared, txidAt(99_999))).toBeUndefined();
      }),
    );
  });

  it('is as small as one sibling a level', () => {
    const bytes = encodeBump(bumpOf(blockOf(1024), 800_000, [3]));
    expect(bytes.length).toBe(5 + 1 + 10 * (1 + 34) + 34 + 0);
  });

  it('builds the tree of a block once for many paths', () => {
    const txids = blockOf(9);
    const tree = merkleTree(txids);
    for (let index = 0; index < 9; index += 1) {
      expect(bumpFromTree(tree, 1, [index])).toEqual(bumpOf(txids, 1, [index]));
    }
  });

  it('refuses positions outside the block', () => {
    for (const indexes of [[], [3], [-1], [0.5]])
      expect(() => bumpOf(blockOf(3), 1, indexes)).toThrow(RangeError);
  });
});

describe('parseBump', () => {
  it('says that a path is of another transaction', () => {
    const path = parseBump(encodeBump(bumpOf(blockOf(8), 1, [2])));
    expect(path.ok && rootOf(path.value, txidAt(99))).toMatchObject({
      ok: false,
      issue: { code: 'bump-other-transaction' },
    });
  });

  it('refuses counts that the bytes cannot hold, before any work', () => {
    expect(codeOf(bytesOf('6401fe00ffffff00'))).toBe('count-too-large');
    expect(codeOf(bytesOf('64ff'))).toBe('bump-tree-height');
    expect(codeOf(bytesOf('6400'))).toBe('bump-tree-height');
    expect(codeOf(new Uint8Array())).toBe('truncated');
  });

  it('refuses a level of nothing but repetitions, which would only cost memory', () => {
    const leaves = Array.from({ length: 200 }, (_, offset) => Uint8Array.of(offset, 1));
    expect(codeOf(concatBytes([Uint8Array.of(1, 1, 200), ...leaves]))).toBe('bump-duplicates');
  });

  it('refuses trailing bytes, a missing node and a node that does not follow', () => {
    const good = encodeBump(bumpOf(blockOf(8), 1, [2]));
    expect(codeOf(concatBytes([good, Uint8Array.of(0)]))).toBe('trailing-bytes');
    const { levels } = bumpOf(blockOf(8), 1, [2]);
    expect(
      codeOf(encodeBump({ height: 1, levels: [levels[0]?.slice(0, 1) ?? [], ...levels.slice(1)] })),
    ).toBe('bump-incomplete');
    const wrong = { offset: 1, hash: new Uint8Array(32), isTxid: false };
    expect(
      codeOf(
        encodeBump({ height: 1, levels: [levels[0] ?? [], [wrong, ...(levels[1] ?? [])], levels[2] ?? []] }),
      ),
    ).toBe('bump-contradiction');
  });

  it('refuses to give the odd end of a level a second position', () => {
    // Three transactions: the tree repeats the third. A path that states it on both sides would prove index 3.
    const txids = blockOf(3);
    const last = txids[2] ?? asTxid('');
    const honest = bumpOf(txids, 1, [2]);
    const hash = honest.levels[0]?.[0]?.hash ?? new Uint8Array(32);
    const forged = {
      height: 1,
      levels: [
        [
          { offset: 2, hash, isTxid: false },
          { offset: 3, hash, isTxid: true },
        ],
        honest.levels[1] ?? [],
      ],
    };
    expect(codeOf(encodeBump(honest))).toBe('ok');
    expect(SdkMerklePath.fromBinary(encodeBump(honest)).computeRoot(last)).toBe(merkleRoot(txids));
    expect(codeOf(encodeBump(forged))).toBe('bump-repeated');
  });

  it('neither throws nor proves anything wrong for changed bytes', () => {
    const txids = blockOf(21);
    const root = merkleRoot(txids);
    const good = encodeBump(bumpOf(txids, 1, [0, 7, 20]));
    fc.assert(
      fc.property(
        fc.nat(good.length - 1),
        fc.integer({ min: 1, max: 255 }),
        fc.boolean(),
        (place, flip, cut) => {
          const bytes = Uint8Array.from(good);
          bytes[place] = (bytes[place] ?? 0) ^ flip;
          const path = parseBump(cut ? bytes.subarray(0, place) : bytes);
          if (!path.ok || path.value.root !== root) return;
          for (const [txid, index] of path.value.indexes) expect(txids[index]).toBe(txid);
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('neither throws nor hangs for any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        parseBump(bytes);
      }),
      { numRuns: 5000 },
    );
  });
});
