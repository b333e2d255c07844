import { mergeSmall, shareOf, type Merged } from '#lib/plots/merge.ts';
import { parcelSize, parcelSizeByVbytes } from '#lib/plots/mondrian.ts';
import type { DistrictView } from '#lib/client/client.ts';
import { t } from '#lib/language/t.ts';
import { once } from '../ui/once.ts';

export type Transactions = NonNullable<DistrictView['block']>['transactions'];

/** What a parcel's side is taken from. Owners of plots know the picture by value. */
export type Measure = 'value' | 'vbytes';

export const MEASURES = once(
  (): Readonly<Record<Measure, { readonly name: string; readonly rule: string }>> => ({
    value: { name: t('Value'), rule: t('Side: digits of the value in sats, minus 5') },
    vbytes: { name: t('Vbytes'), rule: t('Side: root of the vbytes over 256, rounded up') },
  }),
);

type Sized = Pick<Transactions[number], 'outputSats' | 'vbytes'>;

const sizesOf = (all: readonly Sized[], measure: Measure): number[] =>
  measure === 'value'
    ? all.map(({ outputSats }) => parcelSize(outputSats))
    : all.map(({ vbytes }) => parcelSizeByVbytes(vbytes));

/** The squares of a block: one for each transaction, or for several of them where they are too many to draw. */
export type Squares = {
  readonly sizes: readonly number[];
  /** Virtual bytes of each, in the middle of those that share one. */
  readonly vbytes: readonly number[];
  readonly merged: Merged | undefined;
  /** The square of a transaction, by its place in the block. */
  squareOf(transaction: number): number | undefined;
  /** The first transaction of a square. */
  transactionOf(square: number): number;
};

export function squaresOf(transactions: Transactions, measure: Measure): Squares {
  const sizes = sizesOf(transactions, measure);
  const merged = mergeSmall(transactions, sizes);
  if (merged.sharing === 0)
    return {
      sizes,
      vbytes: transactions.map(({ vbytes }) => vbytes),
      merged: undefined,
      squareOf: (at) => at,
      transactionOf: (square) => square,
    };
  return {
    sizes: sizesOf(merged.shares, measure),
    vbytes: merged.shares.map(({ vbytes, count }) => vbytes / count),
    merged,
    squareOf: (transaction) => shareOf(merged, transaction),
    transactionOf: (square) => merged.shares[square]?.from ?? 0,
  };
}
