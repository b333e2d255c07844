import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  boxOf,
  cellOf,
  epochOf,
  halvingsTo,
  heightAt,
  lineBefore,
  rowOf,
  worldBox,
} from '#lib/plots/world.ts';

const heightArbitrary = fc.integer({ min: 0, max: 2_000_000 });

describe('the map of the world', () => {
  it('gives each block a place of its own, and finds it there again', () => {
    fc.assert(
      fc.property(heightArbitrary, fc.double({ min: 0, max: 0.99, noNaN: true }), (height, inside) => {
        const { x, y } = cellOf(height);
        expect(heightAt(x + inside, y + inside)).toBe(height);
      }),
    );
  });

  it('lays 42 blocks in a row, 48 rows in a period, 24 periods side by side', () => {
    expect(cellOf(41)).toEqual({ x: 41, y: 0 });
    expect(cellOf(42)).toEqual({ x: 0, y: 1 });
    expect(cellOf(2_015)).toEqual({ x: 41, y: 47 });
    expect(cellOf(2_016)).toEqual({ x: 44, y: 0 });
    expect(cellOf(24 * 2_016)).toEqual({ x: 0, y: 50 });
    expect(heightAt(42, 0)).toBeUndefined();
    expect(heightAt(0, 48)).toBeUndefined();
    expect(heightAt(-1, 0)).toBeUndefined();
    expect(heightAt(24 * 44, 0)).toBeUndefined();
  });

  it('puts a box around every block of a range', () => {
    fc.assert(
      fc.property(heightArbitrary, fc.integer({ min: 0, max: 60_000 }), fc.nat(), (from, length, pick) => {
        const box = boxOf({ from, to: from + length });
        const { x, y } = cellOf(from + (pick % (length + 1)));
        expect(x >= box.x && x < box.right && y >= box.y && y < box.bottom).toBe(true);
      }),
    );
    expect(worldBox(99)).toEqual({ x: 0, y: 0, right: 42, bottom: 3 });
  });

  it('knows rows, epochs and halvings', () => {
    expect(rowOf(2_016 + 50)).toEqual({ from: 2_058, to: 2_099 });
    expect(epochOf(840_000)).toEqual({ number: 5, from: 840_000, to: 1_049_999 });
    expect(halvingsTo(840_000)).toEqual([210_000, 420_000, 630_000, 840_000]);
    expect(halvingsTo(209_999)).toEqual([]);
  });

  it('draws the line of a halving between the last block before it and itself', () => {
    const { x, y } = cellOf(840_000);
    const points = lineBefore(840_000);
    expect(points).toContainEqual({ x, y });
    expect(points.at(-1)?.x).toBe((points[0]?.x ?? 0) + 42);
    expect(lineBefore(2_016 * 5)).toHaveLength(2);
  });
});
