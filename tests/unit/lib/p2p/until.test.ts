import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Until } from '#lib/p2p/until.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('ends with its source, after its time, or when it is told to, and leaves no timer', () => {
  const source = new AbortController();
  const [withSource, late, told] = [
    new Until({ source: source.signal, ms: 1_000 }),
    new Until({ ms: 50 }),
    new Until({ source: source.signal, ms: 1_000 }),
  ];
  const aborted = (): boolean[] => [withSource, late, told].map(({ signal }) => signal.aborted);
  expect(aborted()).toEqual([false, false, false]);
  vi.advanceTimersByTime(50);
  expect(aborted()).toEqual([false, true, false]);
  told.end();
  expect(aborted()).toEqual([false, true, true]);
  source.abort();
  expect(aborted()).toEqual([true, true, true]);
  expect(vi.getTimerCount()).toBe(0);
});

it('is over at once where its source is', () => {
  expect(new Until({ source: AbortSignal.abort(), ms: 1_000 }).signal.aborted).toBe(true);
  expect(vi.getTimerCount()).toBe(0);
});
