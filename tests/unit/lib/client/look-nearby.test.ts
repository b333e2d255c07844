import { describe, expect, it, vi } from 'vitest';
import { lookNearby } from '#lib/client/look-nearby.ts';
import { createTopics } from '#lib/client/topics.ts';

const never = new Promise<boolean>(() => undefined);

describe('lookNearby', () => {
  it('answers what comes from somebody who was not asked, while those who are asked do not answer', async () => {
    const topics = createTopics();
    let held: string | undefined;
    const found = lookNearby(async () => held, never, topics);
    await Promise.resolve();
    // A picture that its holder told of only now.
    held = 'a picture';
    topics.tell('feed');
    expect(await found).toBe('a picture');
  });

  it('looks once more when nobody asked has it: it may have come in that moment, and no change follows', async () => {
    const topics = createTopics();
    const asked = Promise.withResolvers<boolean>();
    let held: string | undefined;
    const look = vi.fn(async () => held);
    const found = lookNearby(look, asked.promise, topics);
    await vi.waitFor(() => expect(look).toHaveBeenCalled());
    held = 'a picture';
    asked.resolve(false);
    expect(await found).toBe('a picture');
  });

  it('does not lose what it saw to an earlier look that ends later', async () => {
    const topics = createTopics();
    const first = Promise.withResolvers<string | undefined>();
    const answers = [first.promise, Promise.resolve('a post')];
    const asked = Promise.withResolvers<boolean>();
    const found = lookNearby(async () => answers.shift(), asked.promise, topics);
    topics.tell('feed');
    first.resolve(undefined);
    expect(await found).toBe('a post');
  });

  it('waits for the feed to take what somebody gave, and not for ever', async () => {
    vi.useFakeTimers();
    try {
      const topics = createTopics();
      let held: string | undefined;
      const taken = lookNearby(async () => held, Promise.resolve(true), topics);
      await vi.advanceTimersByTimeAsync(1_000);
      held = 'a post';
      topics.tell('feed');
      expect(await taken).toBe('a post');
      held = undefined;
      const untaken = lookNearby(async () => held, Promise.resolve(true), topics);
      await vi.advanceTimersByTimeAsync(3_000);
      expect(await untaken).toBeUndefined();
    } finally {
      vi.useRealTimers();
    }
  });

  it('ends at once for whoever does not wait any longer', async () => {
    const stop = new AbortController();
    const look = vi.fn(async () => undefined);
    const found = lookNearby(look, never, createTopics(), stop.signal);
    stop.abort();
    expect(await found).toBeUndefined();
    expect(look).toHaveBeenCalledTimes(1);
  });
});
