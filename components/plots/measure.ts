import { parcelSize, parcelSizeByVbytes } from '#lib/plots/mondrian.ts';
import type { DistrictView } from '#lib/client/client.ts';

export type Transactions = NonNullable<DistrictView['block']>['transactions'];

/** What a parcel's side is taken from. Owners of plots know the picture by value. */
export type Measure = 'value' | 'vbytes';

export const MEASURES: Readonly<Record<Measure, { readonly name: string; readonly rule: string }>> = {
  value: { name: 'Value', rule: 'Side: digits of the value in sats, minus 5' },
  vbytes: { name: 'Vbytes', rule: 'Side: root of the vbytes over 256, rounded up' },
};

/** The sides of a block's parcels, in its order. */
export const sizesOf = (transactions: Transactions, measure: Measure): number[] =>
  measure === 'value'
    ? transactions.map(({ outputSats }) => parcelSize(outputSats))
    : transactions.map(({ vbytes }) => parcelSizeByVbytes(vbytes));
