import { layoutSizes } from '#lib/plots/mondrian.ts';

export type Parcel = { readonly x: number; readonly y: number; readonly size: number };

export type Plan = {
  readonly parcels: readonly Parcel[];
  readonly width: number;
  readonly height: number;
  /** One path for each tint, from the smallest parcels to the largest. */
  readonly paths: readonly { readonly tint: number; readonly d: string }[];
};

/** Distance between two parcels, in units of the smallest one. */
const GAP = 0.28;
const TINTS = 5;

/** Tints by the side of a parcel: 1, 2, 3, 4 to 5, 6 and more. */
function tintOf(size: number): number {
  if (size <= 3) return size;
  return size <= 5 ? 4 : TINTS;
}

/** Parcels of the given sides as land: their places in the order given, and what draws them, a handful of elements for any number of parcels. */
export function planOf(sizes: readonly number[]): Plan {
  const { width, parcels } = layoutSizes(sizes);
  const pieces: string[][] = Array.from({ length: TINTS }, () => []);
  let height = 0;
  for (const { x, y, size } of parcels) {
    height = Math.max(height, y + size);
    const side = round(size - GAP);
    pieces[tintOf(size) - 1]?.push(`M${round(x + GAP / 2)} ${round(y + GAP / 2)}h${side}v${side}h-${side}z`);
  }
  const paths = pieces
    .map((each, index) => ({ tint: index + 1, d: each.join('') }))
    .filter(({ d }) => d !== '');
  return { parcels, width, height, paths };
}

/** Squares as one path, each with a corner cut off, so that they stand out without colours too. */
export const pathOf = (parcels: readonly Parcel[]): string =>
  parcels
    .map(({ x, y, size }) => {
      const side = round(size - GAP);
      const cut = round(side * 0.3);
      return `M${round(x + GAP / 2)} ${round(y + GAP / 2)}h${round(side - cut)}l${cut} ${cut}v${round(side - cut)}h-${side}z`;
    })
    .join('');

/** The parcel under a point of the plan, by its place in the block. */
export function parcelAt({ parcels }: Plan, x: number, y: number): number | undefined {
  const index = parcels.findIndex(
    (each) => x >= each.x && x < each.x + each.size && y >= each.y && y < each.y + each.size,
  );
  return index === -1 ? undefined : index;
}

const round = (value: number): number => Math.round(value * 100) / 100;
