import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LAND, LandMap } from '#lib/plots/land-map.ts';
import { drawMap, type Camera, type MapColours } from '#lib/plots/map-pixels.ts';
import { cellOf } from '#lib/plots/world.ts';

/** Each kind in a colour that no mean of others gives. */
const FAR = Uint32Array.from([0xff000010, 0xff000020, 0xff000040, 0xff000060, 0xff0000ff, 0xffffffff]);
const COLOURS: MapColours = { far: FAR, near: FAR, paper: 0xffffffff };

const claimedOf = (pairs: readonly (readonly [number, number])[]) => ({
  heights: Uint32Array.from(pairs, ([height]) => height),
  claimedAt: Uint32Array.from(pairs, ([, at]) => at),
});

const picture = (map: LandMap, camera: Camera, width: number, height: number) => {
  const pixels = new Uint32Array(width * height);
  drawMap({ width, height, pixels }, map, camera, COLOURS);
  return (x: number, y: number): number | undefined => pixels[y * width + x];
};

describe('LandMap', () => {
  it('has free land up to the tip and nothing beyond', () => {
    const map = new LandMap(2_020, claimedOf([]), []);
    expect([map.kindOf(0), map.kindOf(2_020), map.kindOf(2_021)]).toEqual([
      LAND.free,
      LAND.free,
      LAND.nothing,
    ]);
    const free = map.kinds.filter((kind) => kind === LAND.free).length;
    expect(free).toBe(2_021);
  });

  it('tints claims by age, one without an age in the middle, and lets mine win', () => {
    const map = new LandMap(
      1_000,
      claimedOf([
        [1, 100],
        [2, 500],
        [3, 990],
        [4, 0],
        [5, 990],
      ]),
      [5],
    );
    expect([1, 2, 3, 4, 5].map((height) => map.kindOf(height))).toEqual([
      LAND.claimedOld,
      LAND.claimed,
      LAND.claimedNew,
      LAND.claimed,
      LAND.mine,
    ]);
    expect(map.shares(1)).toEqual([5 / 1_001]);
  });

  it('leaves out what a source says of blocks that have not come', () => {
    const map = new LandMap(10, claimedOf([[99_999_999, 5]]), [5_000]);
    expect(map.kinds.every((kind) => kind === LAND.free || kind === LAND.nothing)).toBe(true);
  });

  it('holds a million blocks in little more than a byte each', () => {
    const map = new LandMap(999_999, claimedOf([]), []);
    expect(map.kinds.length).toBeLessThan(1_200_000);
    const small = [1, 2, 3].map((level) => map.level(level, FAR).colours.byteLength);
    expect(small.reduce((sum, bytes) => sum + bytes, 0)).toBeLessThan(1_600_000);
  });

  it('shrinks to means, and to nothing else', () => {
    const map = new LandMap(167, claimedOf([[0, 0]]), []);
    const { colours } = map.level(1, FAR);
    expect(colours[0]).toBe(0xff000000 + ((3 * 0x10 + 0x40) >> 2));
    expect(colours[1]).toBe(0xff000010);
  });
});

describe('drawMap', () => {
  it('shows each block in its colour, at any distance at which it has a pixel', () => {
    const map = new LandMap(4_000, claimedOf([[1_234, 0]]), [2_500]);
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 4_000 }),
        fc.double({ min: 1, max: 40, noNaN: true }),
        (height, scale) => {
          const { x, y } = cellOf(height);
          // A quarter into the cell: inside of its edge, and before its gap.
          const at = picture(map, { x: x + 0.4, y: y + 0.4, scale }, 9, 9);
          const kind = map.kindOf(height);
          const seen = at(4, 4);
          if (kind === LAND.free && scale >= 5) expect([FAR[LAND.free], COLOURS.paper]).toContain(seen);
          else if (scale >= 5) expect(seen).toBe(FAR[kind]);
          else expect(FAR.includes(seen ?? 0)).toBe(true);
        },
      ),
    );
  });

  it('gives near cells a gap and free ones an outline', () => {
    const map = new LandMap(83, claimedOf([[0, 0]]), []);
    const at = picture(map, { x: 1, y: 1, scale: 20 }, 40, 40);
    const { near, paper } = COLOURS;
    expect(at(10, 10)).toBe(near[LAND.claimed]);
    expect(at(18, 10)).toBe(paper);
    expect(at(20, 10)).toBe(near[LAND.free]);
    expect(at(28, 10)).toBe(paper);
  });

  it('shows paper beside the map', () => {
    const map = new LandMap(41, claimedOf([]), []);
    for (const scale of [0.3, 2, 20]) {
      const at = picture(map, { x: -100, y: -100, scale }, 8, 8);
      expect(at(4, 4)).toBe(COLOURS.paper);
    }
  });
});
