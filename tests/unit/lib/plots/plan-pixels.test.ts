import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { layoutSizes } from '#lib/plots/mondrian.ts';
import { drawPlan, PLAN_TINTS, planTint } from '#lib/plots/plan-pixels.ts';

const PAPER = 99;
const colours = { paper: PAPER, tints: Uint32Array.from({ length: PLAN_TINTS }, (_, at) => at + 1) };

function drawn(sizes: readonly number[], width: number, height: number, scale: number) {
  const { parcels } = layoutSizes(sizes);
  const pixels = new Uint32Array(width * height);
  drawPlan({ width, height, pixels }, parcels, { left: 0, top: 0, scale }, colours);
  return { parcels, at: (x: number, y: number) => pixels[y * width + x] };
}

describe('drawPlan', () => {
  it('gives each parcel its square in its tint, and paper between them', () => {
    const { parcels, at } = drawn([5, 2, 2, 1], 60, 60, 8);
    for (const { x, y, size } of parcels) {
      const [left, top, side] = [8 * x, 8 * y, 8 * size];
      expect(at(left + side / 2, top + side / 2)).toBe(planTint(size));
      expect(at(left + side - 1, top + side / 2)).toBe(PAPER);
      expect(at(left + side / 2, top + side - 1)).toBe(PAPER);
    }
    expect(at(59, 59)).toBe(PAPER);
  });

  it('leaves no parcel out, however small it is drawn, and nothing outside of the picture', () => {
    const size = fc.integer({ min: 1, max: 7 });
    fc.assert(
      fc.property(
        fc.array(size, { minLength: 1, maxLength: 60 }),
        fc.double({ min: 1, max: 9, noNaN: true }),
        (sizes, scale) => {
          const { parcels } = layoutSizes(sizes);
          const across = Math.max(...parcels.map(({ x, size: side }) => x + side));
          const down = Math.max(...parcels.map(({ y, size: side }) => y + side));
          const [width, height] = [Math.ceil(across * scale) + 2, Math.ceil(down * scale) + 2];
          const { at } = drawn(sizes, width, height, scale);
          for (const { x, y, size: side } of parcels) {
            const seen = new Set<number | undefined>();
            for (let row = Math.round(y * scale); row < Math.round((y + side) * scale); row += 1)
              for (let column = Math.round(x * scale); column < Math.round((x + side) * scale); column += 1)
                seen.add(at(column, row));
            expect(seen).toContain(planTint(side));
            expect([...seen].every((colour) => colour === PAPER || colour === planTint(side))).toBe(true);
          }
          expect(at(width - 1, height - 1)).toBe(PAPER);
        },
      ),
    );
  });
});
