/** How long whoever is asked for a range may take before somebody else is asked for it as well, in milliseconds. */
export const HEDGE_MS = 150;
/** Of those who give the same range, how many are asked at the same time: what one takes too long for costs twice, not ten times. */
const MOST_AT_ONCE = 2;

export type HedgeOptions<Answer, Good> = {
  /** Whom to ask, in this order. Each stops when its signal is aborted. */
  readonly ask: readonly ((signal: AbortSignal) => Promise<Answer>)[];
  /** Checks and takes what the one at a place of that list answered; `undefined` when it is no good. */
  readonly take: (answer: Answer, at: number) => Good | undefined;
  readonly signal: AbortSignal;
};

/**
 * Asks for the same thing one after the other: the next when the one before has failed, gave nothing good or has not
 * answered within {@link HEDGE_MS}, two at the same time at most. The first good answer wins and the other is aborted.
 * `undefined` when nobody had a good one.
 *
 * @throws what the last of them rejected with, where nobody answered at all; the signal's reason when it is aborted.
 */
export async function hedge<Answer, Good>({
  ask,
  take,
  signal,
}: HedgeOptions<Answer, Good>): Promise<Good | undefined> {
  const won = new AbortController();
  const until = AbortSignal.any([signal, won.signal]);
  const waiting = [...ask.entries()];
  const { promise, resolve, reject } = Promise.withResolvers<Good | undefined>();
  let [underWay, answers] = [0, 0];
  let timer: ReturnType<typeof setTimeout> | undefined;

  const next = (): void => {
    clearTimeout(timer);
    const [at, asked] = waiting.shift() ?? [];
    if (at === undefined || asked === undefined) return;
    underWay += 1;
    void tryOne(at, asked);
    if (waiting.length > 0 && underWay < MOST_AT_ONCE) timer = setTimeout(next, HEDGE_MS);
  };
  const tryOne = async (at: number, asked: (signal: AbortSignal) => Promise<Answer>): Promise<void> => {
    let failure: unknown;
    try {
      const answer = await asked(until);
      if (until.aborted) return;
      answers += 1;
      const good = take(answer, at);
      if (good !== undefined) return resolve(good);
    } catch (error) {
      failure = error;
    }
    underWay -= 1;
    if (waiting.length > 0 && !until.aborted) next();
    else if (underWay === 0) settle(failure);
  };
  const settle = (failure: unknown): void => {
    if (answers > 0 || failure === undefined) resolve(undefined);
    else reject(failure instanceof Error ? failure : new Error('it failed', { cause: failure }));
  };
  const stop = (): void => reject(signal.reason instanceof Error ? signal.reason : new Error('aborted'));

  signal.addEventListener('abort', stop, { once: true });
  try {
    signal.throwIfAborted();
    if (ask.length === 0) return undefined;
    next();
    return await promise;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
    won.abort();
  }
}

/** Calls `onSlow` when `answer` has not come within {@link HEDGE_MS}, with a signal that is aborted once it has. */
export async function whileSlow<Answer>(
  answer: Promise<Answer>,
  onSlow: (until: AbortSignal) => void,
): Promise<Answer> {
  const come = new AbortController();
  const timer = setTimeout(() => onSlow(come.signal), HEDGE_MS);
  try {
    return await answer;
  } finally {
    clearTimeout(timer);
    come.abort();
  }
}
