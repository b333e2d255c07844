type Clock = {
  readonly now: () => number;
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>;
};

const SECOND = 1000;

/**
 * Lets at most so many through in any second, in the order in which they come; those that come sooner wait.
 *
 * @throws the signal's reason, from the returned function, when it is aborted.
 */
export function createPace(
  perSecond: number,
  clock: Clock = systemClock,
): (signal: AbortSignal) => Promise<void> {
  const turns: number[] = [];
  return async (signal) => {
    signal.throwIfAborted();
    const now = clock.now();
    const first = turns.length < perSecond ? undefined : turns.shift();
    const turn = first === undefined ? now : Math.max(now, first + SECOND);
    turns.push(turn);
    if (turn > now) await clock.wait(turn - now, signal);
    signal.throwIfAborted();
  };
}

const systemClock: Clock = {
  now: () => performance.now(),
  wait: (ms, signal) =>
    new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      signal.addEventListener('abort', done);
    }),
};
