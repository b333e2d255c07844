import type { Volumes } from './volumes.ts';

/** Free ground around a district, on which shadows fall too. */
export const LIGHT_MARGIN = 4;

/** Where the sun stands, as a step towards it: from the left and the front, so that the front is lit and the right side is not. */
export const SUN = { x: -0.5, y: 0.82, z: 0.42 } as const;

const MOST_TEXELS = 384 * 384;
const SHARPEST = 6;
/** How far around a point what stands there takes its light. */
const AROUND = [0.6, 1.2, 2.2, 3.8] as const;
const DIRECTIONS = 8;
/** Two surfaces are one where their heights are nearer than this. */
const LEVEL = 0.25;

/**
 * The light of a district, worked out once: what the sun and the sky see of every point above its ground. Four bytes a
 * texel: height below which the sun is hidden, light of the sky on the topmost surface, height of that surface, 255.
 * Heights are in 255ths of `high`.
 */
export type CityLight = {
  readonly width: number;
  readonly height: number;
  readonly high: number;
  readonly data: Uint8Array<ArrayBuffer>;
};

/** Works out the light of a district. Time and bytes are bounded by 150,000 texels, whatever stands there. */
export function lightOf(volumes: Volumes): CityLight {
  const steps = lightSteps(volumes);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** As much of the light as is worked out at once: a few rows of it, well below a millisecond. */
const ROWS_A_STEP = 4;

/** Works it out in small steps, so that whoever draws meanwhile is never kept waiting. */
export function* lightSteps(volumes: Volumes): Generator<undefined, CityLight> {
  const [across, along] = [volumes.width + 2 * LIGHT_MARGIN, volumes.depth + 2 * LIGHT_MARGIN];
  const sharp = Math.min(SHARPEST, Math.sqrt(MOST_TEXELS / (across * along)));
  const [width, height] = [Math.max(1, Math.floor(across * sharp)), Math.max(1, Math.floor(along * sharp))];
  const roofs = yield* roofsOf(volumes, width, height, sharp);
  const shadows = yield* shadowsOf(roofs, width, height, sharp);
  const sky = yield* evened(yield* skyOver(roofs, width, height, sharp), roofs, width, height);
  const high = Math.max(1, volumes.tallest);
  const data = new Uint8Array(4 * width * height);
  for (let at = 0; at < roofs.length; at += 1) {
    if (at % (8 * ROWS_A_STEP * width) === 0) yield;
    data[4 * at] = byteOf((shadows[at] ?? 0) / high);
    data[4 * at + 1] = byteOf(sky[at] ?? 0);
    data[4 * at + 2] = byteOf((roofs[at] ?? 0) / high);
    data[4 * at + 3] = 255;
  }
  return { width, height, high, data };
}

const byteOf = (share: number): number => Math.round(255 * Math.min(1, Math.max(0, share)));

/** Heights of the topmost surfaces. */
function* roofsOf(
  { width: across, depth, boxes, cells }: Volumes,
  width: number,
  height: number,
  sharp: number,
): Generator<undefined, Float32Array> {
  const roofs = new Float32Array(width * height);
  for (let y = 0; y < height; y += 1) {
    if (y % ROWS_A_STEP === 0) yield;
    const row = Math.floor((y + 0.5) / sharp - LIGHT_MARGIN);
    if (row < 0 || row >= depth) continue;
    for (let x = 0; x < width; x += 1) {
      const column = Math.floor((x + 0.5) / sharp - LIGHT_MARGIN);
      if (column < 0 || column >= across) continue;
      roofs[y * width + x] = boxes[cells[row * across + column] ?? -1]?.height ?? 0;
    }
  }
  return roofs;
}

/**
 * Below which height the sun is hidden. A point's shadow is that of the point one step nearer to the sun, or what stands
 * there, lower by what a ray falls in one step: so one pass from the sun's side does all of them.
 */
function* shadowsOf(
  roofs: Float32Array,
  width: number,
  height: number,
  sharp: number,
): Generator<undefined, Float32Array> {
  const shadows = new Float32Array(width * height);
  // The sun is farther to the side than to the front, so columns are the steps.
  const aside = SUN.z / Math.abs(SUN.x);
  const fall = SUN.y / Math.abs(SUN.x) / sharp;
  const above = (x: number, y: number): number => {
    if (y < 0 || y >= height) return 0;
    const at = y * width + x;
    return Math.max(roofs[at] ?? 0, shadows[at] ?? 0);
  };
  for (let x = 1; x < width; x += 1) {
    if (x % ROWS_A_STEP === 0) yield;
    for (let y = 0; y < height; y += 1) {
      const from = y + aside;
      const row = Math.floor(from);
      const part = from - row;
      const high = above(x - 1, row) * (1 - part) + above(x - 1, row + 1) * part;
      shadows[y * width + x] = Math.max(0, high - fall);
    }
  }
  return shadows;
}

/** How much of the sky the topmost surfaces see, from 0 to 1. */
function* skyOver(
  roofs: Float32Array,
  width: number,
  height: number,
  sharp: number,
): Generator<undefined, Float32Array> {
  const sky = new Float32Array(width * height);
  for (let y = 0; y < height; y += 1) {
    if (y % ROWS_A_STEP === 0) yield;
    for (let x = 0; x < width; x += 1) {
      const own = roofs[y * width + x] ?? 0;
      let hidden = 0;
      for (const [dx, dy] of CIRCLE) {
        let steepest = 0;
        for (const far of AROUND) {
          const column = Math.round(x + dx * far * sharp);
          const row = Math.round(y + dy * far * sharp);
          if (column < 0 || row < 0 || column >= width || row >= height) continue;
          steepest = Math.max(steepest, ((roofs[row * width + column] ?? 0) - own) / far);
        }
        hidden += steepest / Math.hypot(1, steepest);
      }
      sky[y * width + x] = 1 - hidden / DIRECTIONS;
    }
  }
  return sky;
}

/** The middle of each value and those around it on the same surface: so few directions leave steps otherwise. */
function* evened(
  values: Float32Array,
  roofs: Float32Array,
  width: number,
  height: number,
): Generator<undefined, Float32Array> {
  const even = new Float32Array(values.length);
  for (let y = 0; y < height; y += 1) {
    if (y % ROWS_A_STEP === 0) yield;
    for (let x = 0; x < width; x += 1) {
      const own = roofs[y * width + x] ?? 0;
      let [sum, count] = [0, 0];
      for (let row = Math.max(0, y - 2); row <= Math.min(height - 1, y + 2); row += 1) {
        for (let column = Math.max(0, x - 2); column <= Math.min(width - 1, x + 2); column += 1) {
          const at = row * width + column;
          if (Math.abs((roofs[at] ?? 0) - own) > LEVEL) continue;
          sum += values[at] ?? 0;
          count += 1;
        }
      }
      even[y * width + x] = sum / count;
    }
  }
  return even;
}

/** Directions around a point. */
const CIRCLE: readonly (readonly [number, number])[] = Array.from({ length: DIRECTIONS }, (_, at) => {
  const angle = ((at + 0.5) * 2 * Math.PI) / DIRECTIONS;
  return [Math.cos(angle), Math.sin(angle)] as const;
});
