import { expect, test } from 'vitest';
import { ago, byteSize, coins, duration, plural, shortHash } from '#components/ui/format.ts';

test('time passes in few letters', () => {
  const now = Date.UTC(2026, 10, 22, 12);
  const at = (minutes: number): string => ago(now - minutes * 60_000, now);
  expect([at(-5), at(0), at(1), at(59), at(60), at(23 * 60), at(24 * 60), at(6 * 24 * 60)]).toEqual([
    'now',
    'now',
    '1 min',
    '59 min',
    '1h',
    '23h',
    '1d',
    '6d',
  ]);
  expect(at(30 * 24 * 60)).toMatch(/2026/);
});

test('how long something took', () => {
  expect([0, 43, 999, 1_240, 12_000].map(duration)).toEqual(['0 ms', '43 ms', '999 ms', '1.2 sec', '12 sec']);
});

test('sizes and amounts', () => {
  expect([0, 612, 9_200, 1_840_000, 2_100_000_000].map(byteSize)).toEqual([
    '0 bytes',
    '612 bytes',
    '9.2 kB',
    '1.8 MB',
    '2.1 GB',
  ]);
  expect([0n, 1n, 5_000_000_000n, 17_183_000_000n].map(coins)).toEqual(['0', '0.00000001', '50', '171.83']);
  expect([plural(1, 'block', 'blocks'), plural(2000, 'block', 'blocks')]).toEqual([
    '1 block',
    '2,000 blocks',
  ]);
});

test('a hash shows its two ends', () => {
  expect(shortHash('0123456789abcdef'.repeat(4))).toBe('0123 4567 … 89ab cdef');
});
