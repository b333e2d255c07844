import { layoutSizes, type Parcel } from './mondrian.ts';

/** A parcel with a height, in the units of its side. */
export type Volume = Parcel & { readonly height: number };

/** A district as a city: the parcels of its plan, each as high as its transaction is long. */
export type Volumes = {
  readonly width: number;
  readonly depth: number;
  /** Height of the highest. */
  readonly tallest: number;
  readonly boxes: readonly Volume[];
  /** By cell, row after row: the number of the box that stands there, or -1. */
  readonly cells: Int32Array;
};

const FLAT = 0.5;
const FLAT_VBYTES = 185;
const PER_DOUBLING = 1.6;
const HIGHEST = 18;

/** Height of a volume: a flat slab up to 185 virtual bytes, and the same step more with each doubling, up to 18. */
export function volumeHeight(vbytes: number): number {
  const doublings = Math.log2(Math.max(1, vbytes / FLAT_VBYTES));
  return Math.min(HIGHEST, FLAT + PER_DOUBLING * doublings);
}

/** Volumes of squares with the given sides and virtual bytes, both in block order; the plan under them is the district's own. */
export function volumesOf(sizes: readonly number[], vbytes: readonly number[]): Volumes {
  const { width, parcels } = layoutSizes(sizes);
  let [depth, tallest] = [0, 0];
  const boxes = parcels.map((parcel, at) => {
    const height = volumeHeight(vbytes[at] ?? 0);
    depth = Math.max(depth, parcel.y + parcel.size);
    tallest = Math.max(tallest, height);
    return { ...parcel, height };
  });
  const cells = new Int32Array(width * depth).fill(-1);
  boxes.forEach(({ x, y, size }, at) => {
    for (let row = y; row < y + size; row += 1) cells.fill(at, row * width + x, row * width + x + size);
  });
  return { width, depth, tallest, boxes, cells };
}

/** The number of the box over a point of the plan; `undefined` where none stands. */
export function boxAt({ width, depth, cells }: Volumes, x: number, y: number): number | undefined {
  if (!(x >= 0 && y >= 0 && x < width && y < depth)) return undefined;
  const at = cells[Math.floor(y) * width + Math.floor(x)] ?? -1;
  return at === -1 ? undefined : at;
}

/** How high one stands at a point of the plan: on a roof, or on the ground. */
export function roofAt(volumes: Volumes, x: number, y: number): number {
  const at = boxAt(volumes, x, y);
  return at === undefined ? 0 : (volumes.boxes[at]?.height ?? 0);
}

/** A line in space: x and z as on the plan (z is the plan's y), y upwards. */
export type Ray = {
  readonly from: readonly [number, number, number];
  readonly to: readonly [number, number, number];
};

/** The first box that a ray meets, with how far that is in lengths of `to`; `undefined` when it meets none. */
export function boxHit(
  { boxes }: Volumes,
  ray: Ray,
): { readonly at: number; readonly far: number } | undefined {
  let hit: { at: number; far: number } | undefined;
  boxes.forEach(({ x, y, size, height }, at) => {
    const far = enters(ray, [x, 0, y], [x + size, height, y + size]);
    if (far !== undefined && (hit === undefined || far < hit.far)) hit = { at, far };
  });
  return hit;
}

type Corner = readonly [number, number, number];

/** Where a ray enters a box, by the slabs between its faces. */
function enters({ from, to }: Ray, low: Corner, high: Corner): number | undefined {
  let [near, far] = [0, Number.POSITIVE_INFINITY];
  for (const axis of [0, 1, 2] as const) {
    const [start, step] = [from[axis], to[axis]];
    if (step === 0) {
      if (start < low[axis] || start > high[axis]) return undefined;
      continue;
    }
    const [a, b] = [(low[axis] - start) / step, (high[axis] - start) / step];
    near = Math.max(near, Math.min(a, b));
    far = Math.min(far, Math.max(a, b));
  }
  return near <= far ? near : undefined;
}
