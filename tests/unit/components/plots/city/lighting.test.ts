import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Lighting } from '#components/plots/city/lighting.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A district whose light takes so many slices. */
function districtOf(slices: number) {
  let left = slices;
  return {
    get isUnlit() {
      return left > 0;
    },
    lightFor: vi.fn(() => {
      left -= 1;
    }),
  };
}

describe('Lighting', () => {
  it('works on one district after the other, and says when each is lit', () => {
    const onLit = vi.fn();
    const lighting = new Lighting(onLit);
    const [first, second] = [districtOf(3), districtOf(2)];
    lighting.begin([first, districtOf(0), second]);
    expect(first.lightFor).not.toHaveBeenCalled();
    vi.advanceTimersToNextTimer();
    expect([first.lightFor.mock.calls.length, second.lightFor.mock.calls.length]).toEqual([1, 0]);
    vi.runAllTimers();
    expect([first.lightFor.mock.calls.length, second.lightFor.mock.calls.length]).toEqual([3, 2]);
    expect(onLit).toHaveBeenCalledTimes(2);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('leaves what is gone, takes up what is new, and stops', () => {
    const lighting = new Lighting(() => undefined);
    const [gone, fresh] = [districtOf(9), districtOf(9)];
    lighting.begin([gone]);
    lighting.begin([fresh]);
    vi.advanceTimersToNextTimer();
    vi.advanceTimersToNextTimer();
    expect(gone.lightFor).not.toHaveBeenCalled();
    expect(fresh.lightFor).toHaveBeenCalledTimes(1);
    lighting.stop();
    expect(vi.getTimerCount()).toBe(0);
  });
});
