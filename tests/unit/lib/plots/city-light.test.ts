import { describe, expect, it } from 'vitest';
import { LIGHT_MARGIN, lightOf, lightSteps, SUN } from '#lib/plots/city-light.ts';
import { volumesOf } from '#lib/plots/volumes.ts';

/** One tower of side 2 on ground of 2 by 2. */
const tower = volumesOf([2], [20_000]);
const light = lightOf(tower);

/** The texel over a point of the plan: height of the shadow, share of the sky, height of the surface. */
function at(x: number, y: number): { shadow: number; sky: number; roof: number } {
  const column = Math.floor(((x + LIGHT_MARGIN) / (2 + 2 * LIGHT_MARGIN)) * light.width);
  const row = Math.floor(((y + LIGHT_MARGIN) / (2 + 2 * LIGHT_MARGIN)) * light.height);
  const from = 4 * (row * light.width + column);
  const height = (channel: number): number => ((light.data[from + channel] ?? 0) / 255) * light.high;
  return { shadow: height(0), sky: (light.data[from + 1] ?? 0) / 255, roof: height(2) };
}

describe('the light of a district', () => {
  it('knows what stands where', () => {
    expect(at(1, 1).roof).toBeCloseTo(tower.tallest, 1);
    expect(at(3, 1).roof).toBe(0);
    expect(light.high).toBe(tower.tallest);
  });

  it('has a shadow on the side away from the sun, lower with each step, and none towards it', () => {
    expect(SUN.x).toBeLessThan(0);
    const [near, far] = [at(2.4, 0.4).shadow, at(4.4, -1.2).shadow];
    expect(near).toBeGreaterThan(far);
    expect(far).toBeGreaterThan(0);
    expect(at(-1, 1).shadow).toBe(0);
    expect(at(1, 4).shadow).toBe(0);
  });

  it('has less sky at the foot of a tower than beside and upon it', () => {
    expect(at(1, 1).sky).toBe(1);
    expect(at(2.3, 1).sky).toBeLessThan(0.9);
    expect(at(5.5, 1).sky).toBeGreaterThan(at(2.3, 1).sky);
  });

  it('is worked out in many small steps, and is the same', () => {
    const steps = lightSteps(tower);
    let count = 0;
    let step = steps.next();
    for (; step.done !== true; step = steps.next()) count += 1;
    expect(count).toBeGreaterThan(light.height / 4);
    expect(step.value).toEqual(light);
  });

  it('stays within its bound for the largest district', () => {
    const large = volumesOf(
      Array.from({ length: 20_000 }, (_, at) => 1 + (at % 4)),
      [],
    );
    const { width, height, data } = lightOf(large);
    expect(width * height).toBeLessThanOrEqual(384 * 384);
    expect(data).toHaveLength(4 * width * height);
  });
});
