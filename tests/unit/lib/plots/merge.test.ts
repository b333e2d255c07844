import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MOST_SQUARES, mergeSmall, shareOf, type Merged, type Sized } from '#lib/plots/merge.ts';
import { parcelSize } from '#lib/plots/mondrian.ts';

const transactionArbitrary: fc.Arbitrary<Sized> = fc.record({
  outputSats: fc.oneof(
    { weight: 4, arbitrary: fc.bigInt({ min: 0n, max: 2_000_000n }) },
    { weight: 1, arbitrary: fc.bigInt({ min: 0n, max: 2_100_000_000_000_000n }) },
  ),
  vbytes: fc.integer({ min: 60, max: 100_000 }),
});
const blockArbitrary = fc.array(transactionArbitrary, { minLength: 1, maxLength: 300, size: 'max' });

const sidesOf = (block: readonly Sized[]): number[] => block.map(({ outputSats }) => parcelSize(outputSats));
const merge = (block: readonly Sized[], most: number): Merged => mergeSmall(block, sidesOf(block), most);
const valueOf = (all: readonly Sized[]): bigint => all.reduce((sum, { outputSats }) => sum + outputSats, 0n);
const vbytesOf = (all: readonly Sized[]): number => all.reduce((sum, { vbytes }) => sum + vbytes, 0);

describe('mergeSmall', () => {
  it('keeps count, value and virtual bytes, in the order of the block', () => {
    fc.assert(
      fc.property(blockArbitrary, fc.integer({ min: 8, max: 320 }), (block, most) => {
        const { shares } = merge(block, most);
        let at = 0;
        for (const share of shares) {
          expect(share.from).toBe(at);
          at += share.count;
          const part = block.slice(share.from, at);
          expect(share.outputSats).toBe(valueOf(part));
          expect(share.vbytes).toBe(vbytesOf(part));
        }
        expect(at).toBe(block.length);
        expect(valueOf(shares)).toBe(valueOf(block));
        expect(vbytesOf(shares)).toBe(vbytesOf(block));
      }),
    );
  });

  it('draws at most so many squares, and says truly what it merged', () => {
    fc.assert(
      fc.property(blockArbitrary, fc.integer({ min: 8, max: 320 }), (block, most) => {
        const merged = merge(block, most);
        const { shares, sharing, largest, upToSide } = merged;
        const sides = sidesOf(block);
        const shared = shares.filter(({ count }) => count > 1);
        expect(shares.length).toBeLessThanOrEqual(most);
        expect(shared.reduce((sum, { count }) => sum + count, 0)).toBe(sharing);
        expect(Math.max(...shares.map(({ count }) => count))).toBe(largest);
        for (const { from, count } of shared) {
          expect(from).toBeGreaterThan(0);
          expect(Math.max(...sides.slice(from, from + count))).toBeLessThanOrEqual(upToSide);
        }
        if (block.length <= most) expect(sharing).toBe(0);
      }),
    );
  });

  it('finds the square of every transaction, and of no other', () => {
    fc.assert(
      fc.property(blockArbitrary, fc.integer({ min: 8, max: 320 }), (block, most) => {
        const merged = merge(block, most);
        block.forEach((_, at) => {
          const share = merged.shares[shareOf(merged, at) ?? -1];
          expect(share !== undefined && at >= share.from && at < share.from + share.count).toBe(true);
        });
        expect(shareOf(merged, block.length)).toBeUndefined();
      }),
    );
  });

  it('keeps large ones apart where the small ones leave room', () => {
    const block = Array.from({ length: 2 * MOST_SQUARES }, (_, at) => ({
      outputSats: at % 100 === 7 ? 5_000_000_000n : 1_000n,
      vbytes: 200,
    }));
    const { shares, upToSide, largest, sharing } = mergeSmall(block, sidesOf(block));
    expect(upToSide).toBe(1);
    expect(largest).toBe(3);
    expect(shares.filter(({ outputSats }) => outputSats === 5_000_000_000n)).toHaveLength(400);
    expect(sharing).toBeGreaterThan(39_000);
  });

  it('merges nothing of an empty block', () => {
    expect(mergeSmall([], [])).toEqual({ shares: [], sharing: 0, largest: 1, upToSide: 0 });
  });
});
