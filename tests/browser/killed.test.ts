import { expect, test } from 'vitest';
import { killWhileReading } from '#tests/support/killed-sync.ts';

test('a browser that is killed while it reads has lost nothing that it said it stored', async () => {
  const { kills, lost, proven } = await killWhileReading({ posts: 900, each: 3, kills: 3 });
  // Each browser went on from where the last one was.
  const stored = kills.map((kill) => kill.stored);
  expect(stored).toEqual([...stored].sort((a, b) => a - b));
  expect(kills.slice(1).every(({ found }, at) => found >= (stored[at] ?? Infinity))).toBe(true);
  expect(kills.map(({ bookmarks }) => bookmarks)).toEqual([0, 1, 2]);
  expect({ lost, proven }).toEqual({ lost: 0, proven: 900 });
});
