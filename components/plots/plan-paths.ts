import { layoutSizes } from '#lib/plots/mondrian.ts';
import { PLAN_GAP, PLAN_TINTS, planTint } from '#lib/plots/plan-pixels.ts';

export type Parcel = { readonly x: number; readonly y: number; readonly size: number };

export type Plan = {
  readonly parcels: readonly Parcel[];
  readonly width: number;
  readonly height: number;
};

/** Parcels of the given sides as land: their places in the order given. */
export function planOf(sizes: readonly number[]): Plan {
  const { width, parcels } = layoutSizes(sizes);
  let height = 0;
  for (const { y, size } of parcels) height = Math.max(height, y + size);
  return { parcels, width, height };
}

/** What draws a plan anywhere: one path for each tint, from the smallest parcels to the largest. */
export function tintPaths({
  parcels,
}: Pick<Plan, 'parcels'>): readonly { readonly tint: number; readonly d: string }[] {
  const pieces: string[][] = Array.from({ length: PLAN_TINTS }, () => []);
  for (const { x, y, size } of parcels) {
    const side = round(size - PLAN_GAP);
    pieces[planTint(size) - 1]?.push(
      `M${round(x + PLAN_GAP / 2)} ${round(y + PLAN_GAP / 2)}h${side}v${side}h-${side}z`,
    );
  }
  return pieces.map((each, index) => ({ tint: index + 1, d: each.join('') })).filter(({ d }) => d !== '');
}

/** Squares as one path, each with a corner cut off, so that they stand out without colours too. */
export const pathOf = (parcels: readonly Parcel[]): string =>
  parcels
    .map(({ x, y, size }) => {
      const side = round(size - PLAN_GAP);
      const cut = round(side * 0.3);
      return `M${round(x + PLAN_GAP / 2)} ${round(y + PLAN_GAP / 2)}h${round(side - cut)}l${cut} ${cut}v${round(side - cut)}h-${side}z`;
    })
    .join('');

/** The parcel under a point of the plan, by its place in the block. */
export function parcelAt({ parcels }: Pick<Plan, 'parcels'>, x: number, y: number): number | undefined {
  const index = parcels.findIndex(
    (each) => x >= each.x && x < each.x + each.size && y >= each.y && y < each.y + each.size,
  );
  return index === -1 ? undefined : index;
}

const round = (value: number): number => Math.round(value * 100) / 100;
