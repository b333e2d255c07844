import { describe, expect, it } from 'vitest';
import { figure, ratio, showGoal, showSpread, spread, timeInRounds } from '../../../bench/measure.ts';

describe('figures', () => {
  it('have a least, a middle and a greatest', () => {
    expect(spread([3, 1, 2])).toEqual({ min: 1, median: 2, max: 3 });
    expect(spread([4, 1, 3, 2])).toEqual({ min: 1, median: 2.5, max: 4 });
    expect(spread([7])).toEqual({ min: 7, median: 7, max: 7 });
  });

  it('are compared round by round', () => {
    expect(ratio([10, 30], [1, 2])).toEqual({ min: 10, median: 12.5, max: 15 });
  });

  it('are shown with as many digits as they deserve', () => {
    expect(['0.123', '12.34', '1234.5'].map((value) => figure(Number(value)))).toEqual([
      '0.12',
      '12.3',
      '1,235',
    ]);
    expect(showSpread({ min: 1, median: 20, max: 300 })).toBe('1.00 / 20.0 / 300');
  });

  it('reach a goal by their median', () => {
    const wide = { min: 1, median: 30, max: 99 };
    expect(showGoal(wide, 30)).toMatch(/^met/);
    expect(showGoal(wide, 31)).toMatch(/^MISSED/);
  });
});

describe('sides', () => {
  it('are timed once in every round, whether they answer at once or later', async () => {
    let sum = 0;
    const count = (): number => {
      for (let at = 0; at < 20_000; at += 1) sum += at;
      return sum;
    };
    const ms = await timeInRounds({ now: count, later: async () => count() }, { rounds: 3, sliceMs: 5 });
    expect(ms.now).toHaveLength(3);
    expect(ms.later).toHaveLength(3);
  });
});
