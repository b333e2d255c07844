import type { Surface } from './map-pixels.ts';
import type { Parcel } from './mondrian.ts';

/** Distance between two parcels, in units of the smallest one. */
export const PLAN_GAP = 0.28;
export const PLAN_TINTS = 5;

/** Tints by the side of a parcel: 1, 2, 3, 4 to 5, 6 and more. */
export const planTint = (size: number): number => (size <= 3 ? size : size <= 5 ? 4 : PLAN_TINTS);

/** Packed as a canvas has them in a little-endian `Uint32Array`. */
export type PlanColours = {
  readonly paper: number;
  /** By {@link planTint}, less 1. */
  readonly tints: Uint32Array;
};

/** Where the plan stands in the picture: its left and upper edge, and how many pixels a unit is. */
export type PlanFrame = { readonly left: number; readonly top: number; readonly scale: number };

/** A unit of fewer pixels has no room for a gap. */
const LEAST_SCALE = 2;

/**
 * Draws the parcels of a district by filling pixels, edges on whole ones: thousands of them cost what their bytes do, and a
 * picture is the same on every device.
 */
export function drawPlan(
  { width, height, pixels }: Surface,
  parcels: readonly Parcel[],
  { left, top, scale }: PlanFrame,
  { paper, tints }: PlanColours,
): void {
  pixels.fill(paper);
  const gap = scale < LEAST_SCALE ? 0 : Math.max(1, Math.round(PLAN_GAP * scale));
  const before = gap >> 1;
  const edge = (from: number, unit: number): number => Math.round(from + unit * scale);
  for (const { x, y, size } of parcels) {
    const colour = tints[planTint(size) - 1] ?? paper;
    const fromX = Math.max(0, edge(left, x) + before);
    const fromY = Math.max(0, edge(top, y) + before);
    const toX = Math.min(width, Math.max(fromX + 1, edge(left, x + size) + before - gap));
    const toY = Math.min(height, Math.max(fromY + 1, edge(top, y + size) + before - gap));
    for (let row = fromY; row < toY; row += 1) {
      const at = row * width;
      for (let column = at + fromX; column < at + toX; column += 1) pixels[column] = colour;
    }
  }
}
