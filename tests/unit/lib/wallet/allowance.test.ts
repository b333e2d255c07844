import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  afterSpending,
  FIRST_ALLOWANCE,
  isAbove,
  spentToday,
  type Allowance,
} from '#lib/wallet/allowance.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const limits: Allowance = { each: 100, day: 250, spent: [] };

it('asks above what one transaction may cost, and above what a day may', () => {
  expect(isAbove(limits, 100, 0)).toBe(false);
  expect(isAbove(limits, 101, 0)).toBe(true);
  const twice = afterSpending(afterSpending(limits, 100, 0), 100, HOUR);
  expect(spentToday(twice, HOUR)).toBe(200);
  expect(isAbove(twice, 50, HOUR)).toBe(false);
  expect(isAbove(twice, 51, HOUR)).toBe(true);
});

it('forgets what is older than a day, to the hour', () => {
  const spent = afterSpending(limits, 100, 0);
  expect(spentToday(spent, DAY - 1)).toBe(100);
  expect(spentToday(spent, DAY)).toBe(0);
});

it('gives nobody another day for a clock that is set back', () => {
  const spent = afterSpending(limits, 200, 5 * DAY);
  expect(spentToday(spent, DAY)).toBe(200);
  const after = afterSpending(spent, 10, DAY);
  expect(spentToday(after, DAY)).toBe(210);
});

it('loses nothing of a day and never grows beyond a row, however the clock goes', () => {
  const steps = fc.array(
    fc.record({ hour: fc.integer({ min: 0, max: 200 }), sats: fc.integer({ min: 0, max: 1_000 }) }),
    { maxLength: 200 },
  );
  fc.assert(
    fc.property(steps, (spendings) => {
      let allowance = FIRST_ALLOWANCE;
      for (const { hour, sats } of spendings) {
        const before = spentToday(allowance, hour * HOUR);
        allowance = afterSpending(allowance, sats, hour * HOUR);
        expect(spentToday(allowance, hour * HOUR)).toBe(before + sats);
        expect(allowance.spent.length).toBeLessThanOrEqual(24);
      }
    }),
  );
});
