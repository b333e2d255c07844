import 'fake-indexeddb/auto';
import { expect, test } from 'vitest';
import { runFaults } from '#tests/support/fault-run.ts';
import { SEED } from '#tests/support/seed.ts';

const POSTS = 24;

// `npm run bench -- faults` does the same with two thousand.
test('posts go through broadcasters that fail in ten ways, each of them once', async () => {
  const told = await runFaults({ posts: POSTS, writers: 3, percent: 30, seed: SEED, patience: 50_000 });
  expect(told.onChain, `seed ${SEED}`).toEqual(new Map([[1, POSTS]]));
  expect(told.falseTicks).toBe(0);
});
