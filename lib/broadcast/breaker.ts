import { BroadcasterError, type Broadcaster } from './broadcaster.ts';

/** Failures in a row after which a broadcaster is left alone. */
const MAX_FAILURES = 3;
/** How long at first; twice as long after each try that fails again. */
const FIRST_REST_MS = 1_000;
const LONGEST_REST_MS = 30_000;

/**
 * Leaves a broadcaster alone for a while that failed several times in a row or asked for it, so that requests do not each
 * wait for its time-out. After the rest one request tries it; the others go to the next broadcaster until that one was
 * answered. An answer of any kind, also a refusal, is a sign of health; what a service declines may be the fault of
 * whoever sent it, and counts for nothing.
 *
 * @param now - a clock in milliseconds that never goes back
 */
export function withBreaker(broadcaster: Broadcaster, now: () => number): Broadcaster {
  let failures = 0;
  let rests = 0;
  let restUntil: number | undefined;
  let trying = false;

  /** `before`: the rests there had been when the request began. Those of one burst fail together and count as one. */
  function failed({ kind, retryAfter }: BroadcasterError, before: number): void {
    if (kind === 'declined' || before !== rests) return;
    failures += 1;
    const asked = kind === 'busy' && retryAfter !== undefined ? retryAfter * 1_000 : 0;
    if (asked === 0 && rests === 0 && failures < MAX_FAILURES) return;
    const own = FIRST_REST_MS * 2 ** Math.min(rests, 10);
    rests += 1;
    restUntil = now() + Math.min(LONGEST_REST_MS, Math.max(asked, own));
  }

  async function guarded<T>(ask: () => Promise<T>): Promise<T> {
    const isTry = restUntil !== undefined;
    const left = (restUntil ?? 0) - now();
    if (isTry && (left > 0 || trying)) {
      throw new BroadcasterError(broadcaster.name, 'unreachable', 'it failed just now and is left alone', {
        retryAfter: Math.max(1, Math.ceil(left / 1_000)),
      });
    }
    const before = rests;
    trying = isTry;
    try {
      const answer = await ask();
      failures = 0;
      rests = 0;
      restUntil = undefined;
      return answer;
    } catch (error) {
      if (error instanceof BroadcasterError) failed(error, before);
      throw error;
    } finally {
      if (isTry) trying = false;
    }
  }

  return {
    name: broadcaster.name,
    submit: (submission, signal) => guarded(() => broadcaster.submit(submission, signal)),
    status: (txid, signal) => guarded(() => broadcaster.status(txid, signal)),
  };
}
