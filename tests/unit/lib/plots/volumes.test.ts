import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { boxAt, boxHit, roofAt, volumeHeight, volumesOf } from '#lib/plots/volumes.ts';

const blockArbitrary = fc.array(
  fc.record({ size: fc.integer({ min: 1, max: 6 }), vbytes: fc.integer({ min: 60, max: 200_000 }) }),
  { minLength: 1, maxLength: 120, size: 'max' },
);
const volumes = (block: readonly { readonly size: number; readonly vbytes: number }[]) =>
  volumesOf(
    block.map(({ size }) => size),
    block.map(({ vbytes }) => vbytes),
  );

describe('volumeHeight', () => {
  it('rises by the same step with each doubling, between a floor and a ceiling', () => {
    expect(volumeHeight(0)).toBe(0.5);
    expect(volumeHeight(185)).toBe(0.5);
    expect(volumeHeight(370)).toBeCloseTo(2.1);
    expect(volumeHeight(740)).toBeCloseTo(3.7);
    expect(volumeHeight(4_000_000_000)).toBe(18);
  });
});

describe('volumesOf', () => {
  it('stands every box on its own cells of the plan', () => {
    fc.assert(
      fc.property(blockArbitrary, (block) => {
        const city = volumes(block);
        const taken = city.cells.filter((at) => at !== -1).length;
        expect(taken).toBe(block.reduce((sum, { size }) => sum + size * size, 0));
        city.boxes.forEach(({ x, y, size, height }, at) => {
          expect(boxAt(city, x, y)).toBe(at);
          expect(boxAt(city, x + size - 0.01, y + size - 0.01)).toBe(at);
          expect(roofAt(city, x + size / 2, y + size / 2)).toBe(height);
        });
        expect(roofAt(city, -1, 0)).toBe(0);
        expect(roofAt(city, Number.NaN, 0)).toBe(0);
      }),
      { numRuns: 60 },
    );
  });

  it('is hit from above where it stands, and by no ray that goes past', () => {
    fc.assert(
      fc.property(blockArbitrary, (block) => {
        const city = volumes(block);
        city.boxes.forEach(({ x, y, size, height }, at) => {
          const hit = boxHit(city, { from: [x + size / 2, 40, y + size / 2], to: [0, -1, 0] });
          expect(hit?.at).toBe(at);
          expect(hit?.far).toBeCloseTo(40 - height);
        });
        expect(boxHit(city, { from: [-5, 40, -5], to: [0, -1, 0] })).toBeUndefined();
        expect(boxHit(city, { from: [1, 40, 1], to: [0, 1, 0] })).toBeUndefined();
      }),
      { numRuns: 40 },
    );
  });

  it('of two boxes in a row, the nearer one is hit', () => {
    const city = volumesOf([1, 1], [2_000, 2_000]);
    const [first, second] = city.boxes;
    expect(first?.y).toBe(second?.y);
    expect(boxHit(city, { from: [-9, 1, 0.5], to: [1, 0, 0] })?.at).toBe(0);
    expect(boxHit(city, { from: [99, 1, 0.5], to: [-1, 0, 0] })?.at).toBe(1);
  });
});
