import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  layoutParcels,
  layoutSizes,
  parcelSize,
  parcelSizeByVbytes,
  type Parcel,
} from '#lib/plots/mondrian.ts';
import { layoutByBitfeed } from '#tests/support/bitfeed-mondrian.ts';
import { hasSharedFixtures, needsFixtures, sharedJson } from '#tests/support/shared-fixtures.ts';

const COIN = 100_000_000n;

describe('parcelSize', () => {
  it.each([
    [0n, 1],
    [1_000_000n, 1],
    [1_000_001n, 2],
    [10_000_000n, 2],
    [COIN, 3],
    [COIN + 1n, 4],
    [10n * COIN, 4],
    [50n * COIN, 5],
    [100n * COIN, 5],
    [100n * COIN + 1n, 6],
    [21_000_000n * COIN, 11],
    // Where a double no longer tells a power of ten from its neighbour.
    [10n ** 16n, 11],
    [10n ** 16n + 1n, 12],
    [2n ** 64n - 1n, 15],
  ])('of %s satoshis is %i', (sats, size) => {
    expect(parcelSize(sats)).toBe(size);
  });

  it('is the number of digits below the amount, less five', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 1_000_001n, max: 2n ** 70n }), (sats) => {
        expect(parcelSize(sats)).toBe((sats - 1n).toString().length - 5);
      }),
    );
  });
});

describe('parcelSizeByVbytes', () => {
  it.each([
    [0, 1],
    [60, 1],
    [256, 1],
    [257, 2],
    [1024, 2],
    [1025, 3],
    [1_000_000, 63],
  ])('of %i is %i', (vbytes, size) => {
    expect(parcelSizeByVbytes(vbytes)).toBe(size);
  });
});

const asSquares = (parcels: readonly Parcel[]) => parcels.map(({ x, y, size }) => [x, y, size]);
/** An amount that gives a square of the wanted side. */
const satsOf = (size: number): bigint => (size === 1 ? 1n : 10n ** BigInt(size + 4) + 1n);

describe('layoutParcels', () => {
  it.each([
    ['nothing', [], 0, []],
    ['one transaction', [5], 5, [[0, 0, 5]]],
    [
      'a head on a neck',
      [5, 2],
      6,
      [
        [0, 0, 5],
        [0, 5, 2],
      ],
    ],
    [
      'a wide neck',
      [5, 4],
      7,
      [
        [0, 0, 5],
        [0, 5, 4],
      ],
    ],
    [
      'five equal ones',
      [5, 5, 5, 5, 5],
      12,
      [
        [0, 0, 5],
        [5, 0, 5],
        [0, 5, 5],
        [5, 5, 5],
        [0, 10, 5],
      ],
    ],
    [
      'seven of three sizes',
      [4, 1, 1, 1, 2, 2, 2],
      6,
      [
        [0, 0, 4],
        [4, 0, 1],
        [5, 0, 1],
        [4, 1, 1],
        [4, 2, 2],
        [0, 4, 2],
        [2, 4, 2],
      ],
    ],
  ])('places %s', (_, sizes, width, squares) => {
    const layout = layoutParcels(sizes.map(satsOf));
    expect(layout.width).toBe(width);
    expect(asSquares(layout.parcels)).toEqual(squares);
  });

  it('never lets two parcels overlap or leave the width', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 7 }), { maxLength: 120 }), (sizes) => {
        const { width, parcels } = layoutParcels(sizes.map(satsOf));
        const cells = new Set<number>();
        for (const { x, y, size } of parcels) {
          expect(x + size).toBeLessThanOrEqual(Math.max(width, size));
          for (let cell = 0; cell < size * size; cell += 1) {
            cells.add((y + Math.floor(cell / size)) * 1_000 + x + (cell % size));
          }
        }
        expect(cells.size).toBe(sizes.reduce((sum, size) => sum + size * size, 0));
      }),
    );
  });

  it('places 1,000 random mixes as the plain rule does', () => {
    const side = fc.oneof(
      { weight: 6, arbitrary: fc.integer({ min: 1, max: 3 }) },
      { weight: 3, arbitrary: fc.integer({ min: 1, max: 9 }) },
      { weight: 1, arbitrary: fc.integer({ min: 1, max: 40 }) },
    );
    const mix = fc.oneof(
      fc.array(side, { maxLength: 400, size: 'max' }),
      fc.array(fc.integer({ min: 1, max: 2 }), { maxLength: 400, size: 'max' }),
      fc.array(fc.integer({ min: 4, max: 6 }), { maxLength: 200, size: 'max' }),
    );
    fc.assert(
      fc.property(mix, (sizes) => {
        expect(layoutSizes(sizes)).toEqual(layoutByBitfeed(sizes));
      }),
      { numRuns: 1_000 },
    );
  });

  it('places 8,000 parcels of every measure as the plain rule does', () => {
    const sizes = Array.from({ length: 8_000 }, (_, at) => 1 + (((at * at * 31 + at * 7) % 97) % 9));
    expect(layoutSizes(sizes)).toEqual(layoutByBitfeed(sizes));
  });
});

describe.skipIf(!hasSharedFixtures)(`real blocks${needsFixtures}`, () => {
  type Vector = {
    height: number;
    values_source: string;
    grid_width: number;
    sizes: number[];
    squares: number[][];
  };
  type Values = { txs?: { value: number }[]; tx?: { vout: { value: number }[] }[] };

  /** Sums of outputs, from either form that the sources have; a double of coins is rounded output by output. */
  function sumsOf({ height, values_source: source }: Vector): bigint[] {
    const name = source.startsWith('btc-blocks/')
      ? `mainnet-${height}.values.json`
      : `renderer-${height}.json`;
    const values = sharedJson<Values>(`blocks/${name}`);
    if (values.txs !== undefined) return values.txs.map(({ value }) => BigInt(value));
    return (values.tx ?? []).map(({ vout }) =>
      vout.reduce((sum, { value }) => sum + BigInt(Math.round(value * 1e8)), 0n),
    );
  }

  it.each(hasSharedFixtures ? sharedJson<Vector[]>('bitmap/layout-vectors.json') : [])(
    'draws $height',
    (vector) => {
      const layout = layoutParcels(sumsOf(vector));
      expect(layout.parcels.map(({ size }) => size)).toEqual(vector.sizes);
      expect(layout.width).toBe(vector.grid_width);
      expect(asSquares(layout.parcels)).toEqual(vector.squares);
      expect(layoutByBitfeed(vector.sizes)).toEqual(layout);
    },
  );
});
