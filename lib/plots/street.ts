import { boxHit, roofAt, type Ray, type Volumes } from './volumes.ts';

/** Free ground of a district around its parcels. */
export const VERGE = 2;
/** Between two districts. */
export const ROAD = 4;
/** A district that nobody has read yet takes so much ground. */
const UNREAD = { width: 22, depth: 22 };

/**
 * A district on the street. `x` is where its parcels begin; all of them end at z = 0, in front of which the street runs
 * from each block to the next.
 */
export type Plate = {
  readonly height: number;
  readonly x: number;
  readonly width: number;
  readonly depth: number;
  readonly volumes: Volumes | undefined;
};

/**
 * The districts around one, in the order of their blocks: those that are known without a gap, and at both ends the next
 * one, still empty. The one in the middle begins at x = 0.
 *
 * @param tip height of the last district there is.
 */
export function streetOf(middle: number, known: ReadonlyMap<number, Volumes>, tip: number): readonly Plate[] {
  const own = plateOf(middle, 0, known.get(middle));
  const plates = [own];
  const step = VERGE + ROAD + VERGE;
  for (let height = middle + 1, from = own; from.volumes !== undefined && height <= tip; height += 1) {
    from = plateOf(height, from.x + from.width + step, known.get(height));
    plates.push(from);
  }
  for (let height = middle - 1, from = own; from.volumes !== undefined && height >= 0; height -= 1) {
    const volumes = known.get(height);
    from = plateOf(height, from.x - step - (volumes ?? UNREAD).width, volumes);
    plates.unshift(from);
  }
  return plates;
}

const plateOf = (height: number, x: number, volumes: Volumes | undefined): Plate => {
  const { width, depth } = volumes ?? UNREAD;
  return { height, x, width, depth, volumes };
};

/** The district whose ground, or half of the road beside it, is at `x`. */
export const plateAt = (street: readonly Plate[], x: number): Plate | undefined => {
  const reach = VERGE + ROAD / 2;
  return street.find((plate) => x >= plate.x - reach && x < plate.x + plate.width + reach);
};

/** Heights of the districts that are not read yet and lie no farther than `reach` from `x`. */
export const unreadNear = (street: readonly Plate[], x: number, reach: number): readonly number[] =>
  street
    .filter(
      (plate) => plate.volumes === undefined && x > plate.x - reach && x < plate.x + plate.width + reach,
    )
    .map(({ height }) => height);

/** How high one stands at a point of the street. */
export function standingAt(street: readonly Plate[], x: number, z: number): number {
  const plate = plateAt(street, x);
  return plate?.volumes === undefined ? 0 : roofAt(plate.volumes, x - plate.x, z + plate.depth);
}

/** The first parcel that a ray meets: the district and the number of its box. */
export function parcelHit(
  street: readonly Plate[],
  { from, to }: Ray,
): { readonly height: number; readonly box: number } | undefined {
  let nearest: { height: number; box: number; far: number } | undefined;
  for (const { height, x, depth, volumes } of street) {
    const hit = volumes && boxHit(volumes, { from: [from[0] - x, from[1], from[2] + depth], to });
    if (hit !== undefined && (nearest === undefined || hit.far < nearest.far))
      nearest = { height, box: hit.at, far: hit.far };
  }
  return nearest && { height: nearest.height, box: nearest.box };
}

/** Whoever walks steps up so far at once. */
const STEP_UP = 1.3;
/** Room between a walker and a wall. */
const BODY = 0.25;

export type Feet = { readonly x: number; readonly y: number; readonly z: number };

/**
 * One step of a walker: over what is low, along what is high, and down where the ground is lower. `dx` and `dz` are at
 * most the side of the smallest parcel.
 */
export function walked(street: readonly Plate[], { x, y, z }: Feet, dx: number, dz: number): Feet {
  const isFree = (toX: number, toZ: number): boolean =>
    [
      [-BODY, -BODY],
      [BODY, -BODY],
      [-BODY, BODY],
      [BODY, BODY],
    ].every(([aside = 0, along = 0]) => standingAt(street, toX + aside, toZ + along) <= y + STEP_UP);
  const nextX = isFree(x + dx, z) ? x + dx : x;
  const nextZ = isFree(nextX, z + dz) ? z + dz : z;
  return { x: nextX, y: standingAt(street, nextX, nextZ), z: nextZ };
}
