import { describe, expect, it } from 'vitest';
import { createPace } from '#lib/chain/sources/pace.ts';

const live = new AbortController().signal;

describe('createPace', () => {
  it('lets four through in any second, and makes the others wait', async () => {
    let now = 0;
    const went: number[] = [];
    const pace = createPace(4, {
      now: () => now,
      wait: (ms) => {
        now += ms;
        return Promise.resolve();
      },
    });
    for (let at = 0; at < 13; at += 1) {
      await pace(live);
      went.push(now);
      now += 10;
    }
    for (let at = 4; at < went.length; at += 1)
      expect((went[at] ?? 0) - (went[at - 4] ?? 0)).toBeGreaterThanOrEqual(1000);
    expect(went[3]).toBe(30);
  });

  it('gives turns to those that come at once too', async () => {
    const waits: number[] = [];
    const pace = createPace(2, {
      now: () => 0,
      wait: (ms) => {
        waits.push(ms);
        return Promise.resolve();
      },
    });
    await Promise.all(Array.from({ length: 6 }, () => pace(live)));
    expect(waits).toEqual([1000, 1000, 2000, 2000]);
  });

  it('is left by an aborted signal', async () => {
    const pace = createPace(1);
    await pace(live);
    const abort = new AbortController();
    const waiting = pace(abort.signal);
    abort.abort();
    await expect(waiting).rejects.toThrow();
    await expect(pace(abort.signal)).rejects.toThrow();
  });
});
