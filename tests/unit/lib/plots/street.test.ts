import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  parcelHit,
  plateAt,
  standingAt,
  streetOf,
  unreadNear,
  walked,
  type Feet,
} from '#lib/plots/street.ts';
import { volumesOf, type Volumes } from '#lib/plots/volumes.ts';

const flat = volumesOf(
  Array.from({ length: 40 }, (_, at) => 1 + (at % 3)),
  [],
);
const high = volumesOf([3, 1, 1, 2], [100_000, 100_000, 100_000, 100_000]);

describe('the street', () => {
  it('has the known districts in a row, and an empty one at both ends', () => {
    const street = streetOf(
      50,
      new Map([
        [50, flat],
        [51, high],
        [53, flat],
      ]),
      100,
    );
    expect(street.map(({ height, volumes }) => [height, volumes !== undefined])).toEqual([
      [49, false],
      [50, true],
      [51, true],
      [52, false],
    ]);
    expect(street.find(({ height }) => height === 50)?.x).toBe(0);
    const [, ...after] = street;
    after.forEach((plate, at) => {
      const before = street[at];
      if (before !== undefined) expect(plate.x).toBe(before.x + before.width + 8);
    });
  });

  it('ends at the first block and at the last', () => {
    const only = (height: number, tip: number) =>
      streetOf(height, new Map([[height, flat]]), tip).map((plate) => plate.height);
    expect(only(0, 0)).toEqual([0]);
    expect(only(0, 5)).toEqual([0, 1]);
    expect(only(5, 5)).toEqual([4, 5]);
  });

  it('finds the district under a point, and those that are near and not read', () => {
    const street = streetOf(50, new Map([[50, flat]]), 100);
    expect(plateAt(street, flat.width / 2)?.height).toBe(50);
    expect(plateAt(street, -3.9)?.height).toBe(50);
    expect(plateAt(street, -4.1)?.height).toBe(49);
    expect(unreadNear(street, flat.width / 2, 0)).toEqual([]);
    expect(unreadNear(street, 0, 20)).toEqual([49]);
    expect(unreadNear(street, 0, 200)).toEqual([49, 51]);
  });

  it('gives the parcel that a ray meets first', () => {
    const street = streetOf(
      50,
      new Map([
        [50, high],
        [51, flat],
      ]),
      100,
    );
    expect(parcelHit(street, { from: [0.5, 90, 0.5 - high.depth], to: [0, -1, 0] })).toEqual({
      height: 50,
      box: 0,
    });
    expect(parcelHit(street, { from: [-90, 0.2, -high.depth + 0.5], to: [1, 0, 0] })?.height).toBe(50);
    expect(parcelHit(street, { from: [0, 90, 90], to: [0, 1, 0] })).toBeUndefined();
  });
});

describe('a walker', () => {
  const walk = (known: Volumes, from: Feet, steps: readonly (readonly [number, number])[]): Feet[] => {
    const street = streetOf(50, new Map([[50, known]]), 100);
    const path = [from];
    for (const [dx, dz] of steps) path.push(walked(street, path.at(-1) ?? from, dx, dz));
    return path;
  };

  it('steps over what is low and stands on it', () => {
    const path = walk(
      flat,
      { x: 2, y: 0, z: 1 },
      Array.from({ length: 8 }, () => [0, -0.5] as const),
    );
    expect(path.at(-1)).toMatchObject({ x: 2, z: -3 });
    expect(path.some(({ y }) => y === 0.5)).toBe(true);
  });

  it('is held by a wall, and slides along it', () => {
    const into = walk(
      high,
      { x: 1.5, y: 0, z: 1 },
      Array.from({ length: 20 }, () => [0, -0.4] as const),
    );
    expect(into.at(-1)?.y).toBe(0);
    expect(into.at(-1)?.z).toBeGreaterThan(-high.depth);
    const along = walk(high, into.at(-1) ?? { x: 0, y: 0, z: 0 }, [[-0.4, -0.4]]);
    expect(along.at(-1)?.x).toBeLessThan(into.at(-1)?.x ?? 0);
  });

  it('always stands on something, never in it, and goes no farther than a step', () => {
    const street = streetOf(
      50,
      new Map([
        [50, high],
        [51, flat],
      ]),
      100,
    );
    const stepArbitrary = fc.tuple(
      fc.double({ min: -0.9, max: 0.9, noNaN: true }),
      fc.double({ min: -0.9, max: 0.9, noNaN: true }),
    );
    fc.assert(
      fc.property(fc.array(stepArbitrary, { maxLength: 80 }), (steps) => {
        let feet: Feet = { x: 1, y: 0, z: 2 };
        for (const [dx, dz] of steps) {
          const next = walked(street, feet, dx, dz);
          expect(next.y).toBe(standingAt(street, next.x, next.z));
          expect(next.y - feet.y).toBeLessThanOrEqual(1.3);
          expect(Math.hypot(next.x - feet.x, next.z - feet.z)).toBeLessThanOrEqual(Math.hypot(dx, dz) + 1e-9);
          feet = next;
        }
      }),
    );
  });
});
