import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SeenBox, seenFaces } from '#components/plots/city/seen-faces.ts';

const GROUND = { x: 100, width: 30, depth: 20 };

describe('seenFaces', () => {
  it('leaves out half of them from a corner, and nothing but the floor from within', () => {
    expect(seenFaces(GROUND, { x: 200, z: 50 })).toEqual(['above', 'right', 'front']);
    expect(seenFaces(GROUND, { x: 0, z: -50 })).toEqual(['above', 'left', 'back']);
    expect(seenFaces(GROUND, { x: 110, z: -5 })).toEqual(['above', 'right', 'left', 'front', 'back']);
  });

  it('has every face of any box on the ground that looks at the eye', () => {
    const part = fc.double({ min: 0, max: 1, noNaN: true });
    const place = fc.double({ min: -500, max: 500, noNaN: true });
    fc.assert(
      fc.property(part, part, place, place, (across, along, x, z) => {
        const left = GROUND.x + across * (GROUND.width - 1);
        const back = -GROUND.depth + along * (GROUND.depth - 1);
        const seen = seenFaces(GROUND, { x, z });
        if (x > left + 1) expect(seen).toContain('right');
        if (x < left) expect(seen).toContain('left');
        if (z > back + 1) expect(seen).toContain('front');
        if (z < back) expect(seen).toContain('back');
      }),
    );
  });
});

describe('SeenBox', () => {
  it('draws two triangles a face, the same ones each time', () => {
    const box = new SeenBox();
    box.show(['above', 'right', 'front']);
    const { index, attributes } = box.geometry;
    expect(index?.count).toBe(18);
    // All corners of what is above are as high as the box.
    const above = Array.from(index?.array ?? []).slice(0, 6);
    expect(above.map((corner) => attributes['position']?.getY(corner))).toEqual([1, 1, 1, 1, 1, 1]);
    box.show(['above']);
    expect(box.geometry.index?.count).toBe(6);
    box.show(['above', 'right', 'front']);
    expect(box.geometry.index).toBe(index);
  });
});
