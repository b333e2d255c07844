import { expect, it } from 'vitest';
import { playCrowd } from '#tests/crowd/crowd.ts';

const TIMEOUT = 120_000;

it(
  'brings every post to everybody honest, though some lie and some come and go',
  async () => {
    const outcome = await playCrowd({
      people: 14,
      // One of each kind.
      liars: 4,
      posts: 6,
      writingMs: 2_000,
      churn: 0.05,
      revisitMs: 2_000,
      patienceMs: 90_000,
    });
    expect(outcome).toMatchObject({ honest: 10, complete: 10 });
  },
  TIMEOUT,
);
