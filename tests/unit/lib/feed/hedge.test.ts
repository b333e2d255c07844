import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { hedge, HEDGE_MS, whileSlow } from '#lib/feed/hedge.ts';

// Under a played clock: nothing here waits for real time.

const { signal } = new AbortController();

/** Somebody who answers, or fails, after some time, and notes when it was asked and whether it was told to stop. */
function somebody(answer: string | Error, afterMs: number) {
  const seen = { askedAt: -1, aborted: false };
  return {
    seen,
    ask: (until: AbortSignal) =>
      new Promise<string>((resolve, reject) => {
        seen.askedAt = Date.now();
        until.addEventListener('abort', () => {
          seen.aborted = true;
          reject(new Error('told to stop'));
        });
        setTimeout(() => (answer instanceof Error ? reject(answer) : resolve(answer)), afterMs);
      }),
  };
}

const ask = (all: readonly ReturnType<typeof somebody>[], bad: readonly string[] = []) =>
  hedge({
    ask: all.map((each) => each.ask),
    take: (answer, at) => (bad.includes(answer) ? undefined : `${answer} of ${at}`),
    signal,
  });

beforeEach(() => void vi.useFakeTimers({ now: 0 }));
afterEach(() => void vi.useRealTimers());

describe('hedge', () => {
  it('asks nobody else while the first answers in time', async () => {
    const [quick, other] = [somebody('quick', HEDGE_MS - 1), somebody('other', 1)];
    const answer = ask([quick, other]);
    await vi.advanceTimersByTimeAsync(10 * HEDGE_MS);
    expect(await answer).toBe('quick of 0');
    expect(other.seen.askedAt).toBe(-1);
  });

  it('asks the next one after that time, and aborts whoever is slower', async () => {
    const [slow, next] = [somebody('slow', 2_000), somebody('next', 40)];
    const answer = ask([slow, next]);
    await vi.advanceTimersByTimeAsync(HEDGE_MS + 40);
    expect(await answer).toBe('next of 1');
    expect(next.seen).toEqual({ askedAt: HEDGE_MS, aborted: true });
    expect(slow.seen.aborted).toBe(true);
  });

  it('lets the first win when it comes before the other after all', async () => {
    const [slow, slower] = [somebody('slow', HEDGE_MS + 10), somebody('slower', 500)];
    const answer = ask([slow, slower]);
    await vi.advanceTimersByTimeAsync(HEDGE_MS + 10);
    expect(await answer).toBe('slow of 0');
    expect(slower.seen).toEqual({ askedAt: HEDGE_MS, aborted: true });
  });

  it('asks the next one at once when one fails or gives nothing good', async () => {
    const all = [somebody(new Error('down'), 5), somebody('false', 5), somebody('true', 5)];
    const answer = ask(all, ['false']);
    await vi.advanceTimersByTimeAsync(15);
    expect(await answer).toBe('true of 2');
    expect(all.map(({ seen }) => seen.askedAt)).toEqual([0, 5, 10]);
  });

  it('never asks more than two at the same time', async () => {
    const all = Array.from({ length: 5 }, (_none, at) => somebody(`${at}`, 60_000));
    void ask(all);
    await vi.advanceTimersByTimeAsync(50 * HEDGE_MS);
    expect(all.filter(({ seen }) => seen.askedAt >= 0)).toHaveLength(2);
  });

  it('answers nothing where nobody had it, and fails where nobody answered', async () => {
    const none = ask([somebody('false', 1), somebody(new Error('down'), 1)], ['false']);
    await vi.advanceTimersByTimeAsync(10);
    expect(await none).toBeUndefined();
    const failed = ask([somebody(new Error('down'), 1), somebody(new Error('also down'), 1)]);
    const seen = expect(failed).rejects.toThrow('also down');
    await vi.advanceTimersByTimeAsync(10);
    await seen;
    expect(await ask([])).toBeUndefined();
  });

  it('ends at once when it is aborted, and so does everybody who was asked', async () => {
    const stop = new AbortController();
    const all = [somebody('a', 60_000), somebody('b', 60_000)];
    const answer = hedge({ ask: all.map((each) => each.ask), take: (said) => said, signal: stop.signal });
    const seen = expect(answer).rejects.toThrow('enough');
    await vi.advanceTimersByTimeAsync(HEDGE_MS);
    stop.abort(new Error('enough'));
    await seen;
    expect(all.map(({ seen: { aborted } }) => aborted)).toEqual([true, true]);
  });
});

describe('whileSlow', () => {
  it('says so once when an answer takes its time, and when it has come', async () => {
    const told: AbortSignal[] = [];
    const slow = somebody('slow', 500).ask(signal);
    const answer = whileSlow(slow, (until) => void told.push(until));
    await vi.advanceTimersByTimeAsync(HEDGE_MS);
    expect(told.map(({ aborted }) => aborted)).toEqual([false]);
    await vi.advanceTimersByTimeAsync(500);
    expect(await answer).toBe('slow');
    expect(told.map(({ aborted }) => aborted)).toEqual([true]);
  });

  it('says nothing of an answer in time, nor after a failure', async () => {
    const onSlow = vi.fn<(until: AbortSignal) => void>();
    const quick = whileSlow(somebody('quick', 10).ask(signal), onSlow);
    const failing = whileSlow(somebody(new Error('down'), 10).ask(signal), onSlow);
    const seen = expect(failing).rejects.toThrow('down');
    await vi.advanceTimersByTimeAsync(1_000);
    await seen;
    expect(await quick).toBe('quick');
    expect(onSlow).not.toHaveBeenCalled();
  });
});
