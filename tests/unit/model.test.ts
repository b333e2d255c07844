import { IDBKeyRange } from 'fake-indexeddb';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { PLANTS } from '#tests/model/plants.ts';
import { live, lives, shortLives, stormyLives } from '#tests/model/schedule.ts';
import { SEED } from '#tests/support/seed.ts';

vi.stubGlobal('IDBKeyRange', IDBKeyRange);

const RUNS = 2_000;
/** They take some twenty seconds; a machine that others use plays fewer, and these at least. */
const LONGEST_MS = 120_000;
const LEAST_RUNS = 200;
/** In how many lives a planted mistake has to show. */
const CATCH_WITHIN = 250;

describe('the outbox, played', () => {
  it(`loses, doubles and leaks nothing in ${RUNS} lives of seed ${SEED}`, { timeout: 240_000 }, async () => {
    let played = 0;
    await fc.assert(
      fc.asyncProperty(shortLives, async (schedule) => {
        expect((await live(schedule)).wrongs).toEqual([]);
        played += 1;
      }),
      { numRuns: RUNS, seed: SEED, endOnFailure: true, interruptAfterTimeLimit: LONGEST_MS },
    );
    expect(played).toBeGreaterThanOrEqual(LEAST_RUNS);
  });

  it('lives the same life twice', async () => {
    const [schedule] = fc.sample(lives, { numRuns: 1, seed: SEED });
    if (schedule === undefined) throw new Error('no schedule');
    expect(await live(schedule)).toEqual(await live(schedule));
  });
});

describe('the model finds who', () => {
  it.for(Object.entries(PLANTS))('%s', { timeout: 120_000 }, async ([, plant]) => {
    const found = await fc.check(
      fc.asyncProperty(stormyLives, async (schedule) => (await live(schedule, plant)).wrongs.length === 0),
      { numRuns: CATCH_WITHIN, seed: 1, endOnFailure: true },
    );
    expect(found.failed).toBe(true);
  });
});
