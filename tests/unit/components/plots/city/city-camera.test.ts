import { describe, expect, it } from 'vitest';
import {
  approached,
  between,
  directionOf,
  orbited,
  orbitOf,
  poseOfOrbit,
  poseOfWalk,
  slid,
} from '#components/plots/city/city-camera.ts';

const ground = { x: 0, width: 30, depth: 34 };
const orbit = orbitOf(ground, 1.4);

describe('looking around', () => {
  it('has the point that it turns around in the middle, from above', () => {
    const pose = poseOfOrbit(orbit);
    const [dx, dy, dz] = directionOf(pose);
    const far = pose.y / -dy;
    expect(pose.x + dx * far).toBeCloseTo(orbit.x);
    expect(pose.z + dz * far).toBeCloseTo(orbit.z);
    expect(far).toBeCloseTo(orbit.distance);
    expect(pose.y).toBeGreaterThan(0);
  });

  it('goes farther away where the picture is narrow', () => {
    expect(orbitOf(ground, 0.5).distance).toBeGreaterThan(orbit.distance);
  });

  it('never goes below the ground, over the top, or out of reach', () => {
    expect(orbited(orbit, 0, 9).pitch).toBeLessThan(0);
    expect(orbited(orbit, 0, -9).pitch).toBeGreaterThan(-Math.PI / 2);
    expect(approached(orbit, 1e9).distance).toBe(8);
    expect(approached(orbit, 1e-9).distance).toBe(2_000);
  });

  it('slides to the right of the picture, not of the plan', () => {
    const moved = slid({ ...orbit, yaw: Math.PI / 2 }, 0.1, 0);
    expect(moved.x).toBeCloseTo(orbit.x);
    expect(moved.z).toBeGreaterThan(orbit.z);
  });
});

describe('from one look to another', () => {
  it('begins at the one and ends at the other', () => {
    const [from, to] = [poseOfOrbit(orbit), poseOfWalk(ground)];
    expect(between(from, to, 0)).toEqual(from);
    expect(between(from, to, 1).x).toBeCloseTo(to.x);
    expect(between(from, to, 1).yaw).toBeCloseTo(to.yaw);
  });

  it('turns the short way round', () => {
    const pose = poseOfWalk(ground);
    const half = between({ ...pose, yaw: 3 }, { ...pose, yaw: -3 }, 0.5);
    expect(Math.cos(half.yaw)).toBeLessThan(-0.99);
  });
});
