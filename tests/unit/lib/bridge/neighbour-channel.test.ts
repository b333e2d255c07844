import { describe, expect, it } from 'vitest';
import { askForLook, onAskedForLook } from '#lib/bridge/neighbour-channel.ts';

/** A channel whose both ends are here. */
function line() {
  const listeners: ((event: { readonly data: unknown }) => void)[] = [];
  return {
    postMessage: (data: unknown) => listeners.forEach((listener) => listener({ data })),
    addEventListener: (_type: 'message', listener: (event: { readonly data: unknown }) => void) =>
      void listeners.push(listener),
    close: () => undefined,
  };
}

describe('a look at neighbours', () => {
  it('is asked for once in a while, and ends when it is not needed any more', () => {
    const channel = line();
    const looks: AbortSignal[] = [];
    onAskedForLook(channel, (until) => void looks.push(until));
    let now = 0;
    const ask = askForLook(channel, () => now);
    const answered = new AbortController();
    ask(answered.signal);
    // A source that is always slow costs neighbours no more than that.
    now = 4_999;
    ask(new AbortController().signal);
    expect(looks.map(({ aborted }) => aborted)).toEqual([false]);
    answered.abort();
    expect(looks.map(({ aborted }) => aborted)).toEqual([true]);
    now = 5_000;
    ask(answered.signal);
    expect(looks).toHaveLength(1);
    ask(new AbortController().signal);
    expect(looks.map(({ aborted }) => aborted)).toEqual([true, false]);
  });

  it('is begun by nothing else that is said there', () => {
    const channel = line();
    let looks = 0;
    onAskedForLook(channel, () => (looks += 1));
    for (const data of ['received', undefined, { type: 'look' }, 'enough']) channel.postMessage(data);
    expect(looks).toBe(0);
  });
});
