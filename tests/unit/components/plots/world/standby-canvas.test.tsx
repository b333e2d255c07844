import { afterEach, describe, expect, it } from 'vitest';
import { giveBack, makeReady, takeCanvas } from '#components/plots/world/standby-canvas.ts';

const canvasOf = (width: number, height: number): HTMLCanvasElement =>
  Object.assign(document.createElement('canvas'), { width, height });

// One that is left ready is taken away: tests know nothing of each other.
afterEach(() => {
  giveBack(canvasOf(4_000, 4_000));
  takeCanvas(4_000, 4_000);
});

describe('a canvas that is ready', () => {
  it('is given to whom it is large enough for, and to nobody else meanwhile', () => {
    makeReady(720, 756);
    const taken = takeCanvas(720, 700);
    expect(taken).toMatchObject({ width: 720, height: 756 });
    expect(takeCanvas(720, 700)).not.toBe(taken);
    giveBack(taken);
    expect(takeCanvas(700, 700)).toBe(taken);
  });

  it('is not given where it is too small, or has room for much more than is needed', () => {
    makeReady(720, 756);
    expect(takeCanvas(721, 700).width).not.toBe(720);
    expect(takeCanvas(64, 64).width).not.toBe(720);
    expect(takeCanvas(720, 756).width).toBe(720);
  });

  it('is the larger one of two, and not made where it would have no pixels', () => {
    const large = canvasOf(800, 800);
    giveBack(large);
    giveBack(canvasOf(600, 600));
    makeReady(0, 100);
    makeReady(700, 700);
    expect(takeCanvas(700, 700)).toBe(large);
  });
});
