import 'fake-indexeddb/auto';
import { expect, test } from 'vitest';
import { runFaults } from '#tests/support/fault-run.ts';

const POSTS = 24;

// `npm run bench -- faults` does the same with two thousand.
test('posts go through broadcasters that fail in ten ways, each of them once', async () => {
  const seed = Date.now() % 1_000_000;
  const told = await runFaults({ posts: POSTS, writers: 3, percent: 30, seed, patience: 50_000 });
  expect(told.onChain, `seed ${seed}`).toEqual(new Map([[1, POSTS]]));
  expect(told.falseTicks).toBe(0);
});
