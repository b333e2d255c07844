import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { EmptyPromises } from '#lib/p2p/empty-promises.ts';
import { EMPTY_PROMISES_MS, MAX_CROWD, MAX_EMPTY_PROMISES } from '#lib/p2p/limits.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function broken(times: number): EmptyPromises {
  const promises = new EmptyPromises();
  for (let time = 0; time < times; time += 1) promises.broke('a');
  return promises;
}

it('listens until so many promises were broken in a row', () => {
  expect(broken(MAX_EMPTY_PROMISES - 1).isEmpty('a')).toBe(false);
  expect(broken(MAX_EMPTY_PROMISES).isEmpty('a')).toBe(true);
  expect(broken(MAX_EMPTY_PROMISES).isEmpty('b')).toBe(false);
});

it('forgets them at the first that is kept', () => {
  const promises = broken(MAX_EMPTY_PROMISES - 1);
  promises.kept('a');
  promises.broke('a');
  expect(promises.isEmpty('a')).toBe(false);
});

it('listens again after a while, from the beginning', () => {
  const promises = broken(MAX_EMPTY_PROMISES);
  vi.advanceTimersByTime(EMPTY_PROMISES_MS);
  expect(promises.isEmpty('a')).toBe(false);
  promises.broke('a');
  expect(promises.isEmpty('a')).toBe(false);
});

it('remembers so many neighbours and no more', () => {
  const promises = broken(MAX_EMPTY_PROMISES);
  for (let at = 0; at < MAX_CROWD; at += 1) promises.broke(`stranger ${at}`);
  expect(promises.isEmpty('a')).toBe(false);
});
