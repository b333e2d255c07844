import { expect, it } from 'vitest';
import { SpareTime } from '#lib/feed/spare-time.ts';

/** A clock that runs while somebody sleeps, and a question that comes every so many milliseconds. */
function clock(questionEvery: number): { readonly spare: SpareTime; readonly now: () => number } {
  let time = 0;
  let nextQuestion = questionEvery;
  const spare: SpareTime = new SpareTime(
    () => time,
    (ms) => {
      const end = time + ms;
      for (; nextQuestion <= end; nextQuestion += questionEvery) {
        time = nextQuestion;
        spare.asked();
      }
      time = end;
      return Promise.resolve();
    },
  );
  return { spare, now: () => time };
}

it('is at once where nobody asks', async () => {
  const { spare, now } = clock(Infinity);
  await spare.next();
  expect(now()).toBe(0);
});

it('waits until a while after the last question', async () => {
  const { spare, now } = clock(Infinity);
  spare.asked();
  await spare.next();
  expect(now()).toBe(8);
});

it('comes now and then although somebody asks on and on', async () => {
  const { spare, now } = clock(1);
  spare.asked();
  await spare.next();
  expect(now()).toBe(120);
  await spare.next();
  expect(now()).toBe(240);
});
