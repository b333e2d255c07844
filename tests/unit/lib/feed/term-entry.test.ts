import { expect, it } from 'vitest';
import { SpareTime } from '#lib/feed/spare-time.ts';
import { TermEntry } from '#lib/feed/term-entry.ts';
import { holdingsOf, manyEntries } from '#tests/support/many-posts.ts';

/** Terms of posts that have come, and of which none is entered. */
function begin(sleep: () => Promise<void>) {
  const { terms } = holdingsOf(manyEntries(20_000)).index;
  const abort = new AbortController();
  let late = 0;
  const entry = new TermEntry({
    terms: () => terms,
    spare: new SpareTime(() => performance.now(), sleep),
    signal: abort.signal,
    onLate: () => (late += 1),
  });
  return { terms, entry, abort, late: () => late };
}

it('enters many posts in spare time, and tells when the last is found', async () => {
  const { terms, entry, late } = begin(() => Promise.resolve());
  const done = entry.come();
  expect(terms.isComplete).toBe(false);
  expect(late()).toBe(0);
  await done;
  expect(terms.isComplete).toBe(true);
  expect(late()).toBe(1);
});

it('does not let a search wait for spare time', async () => {
  const never = Promise.withResolvers<void>();
  const { terms, entry } = begin(() => never.promise);
  void entry.come();
  await entry.complete(new AbortController().signal);
  expect(terms.isComplete).toBe(true);
});

it('lets a search go that nobody waits for any longer', async () => {
  const { terms, entry } = begin(() => Promise.resolve());
  await expect(entry.complete(AbortSignal.abort(new Error('gone')))).rejects.toThrow('gone');
  expect(terms.isComplete).toBe(false);
});

it('gives spare time to other work once every post is entered', async () => {
  const { terms, entry } = begin(() => Promise.resolve());
  let isTheirs = false;
  const theirs = entry.afterwards().then(() => (isTheirs = true));
  const done = entry.come();
  await Promise.resolve();
  expect([terms.isComplete, isTheirs]).toEqual([false, false]);
  await done;
  await theirs;
  expect(terms.isComplete).toBe(true);
});
