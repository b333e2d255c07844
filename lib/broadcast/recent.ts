/** How long an answer is repeated instead of asked for again, in milliseconds. */
export type KeepFor<T> = (answer: T) => number;

/**
 * Runs the same work once: whoever asks while it runs shares it, and its answer is repeated for as long as `keepFor`
 * says. Holds at most `limit` answers; the one used longest ago goes first. Failures are not kept.
 *
 * @param now - a clock in milliseconds that never goes back
 */
export function createRecent<T>(
  limit: number,
  keepFor: KeepFor<T>,
  now: () => number,
): (key: string, work: () => Promise<T>) => Promise<T> {
  const running = new Map<string, Promise<T>>();
  const kept = new Map<string, { readonly answer: T; readonly until: number }>();

  async function run(key: string, work: () => Promise<T>): Promise<T> {
    try {
      const answer = await work();
      const until = now() + keepFor(answer);
      kept.delete(key);
      if (until > now()) kept.set(key, { answer, until });
      if (kept.size > limit) {
        for (const oldest of kept.keys()) {
          kept.delete(oldest);
          break;
        }
      }
      return answer;
    } finally {
      running.delete(key);
    }
  }

  return (key, work) => {
    const known = kept.get(key);
    if (known !== undefined && known.until > now()) {
      kept.delete(key);
      kept.set(key, known);
      return Promise.resolve(known.answer);
    }
    const shared = running.get(key);
    if (shared !== undefined) return shared;
    const started = run(key, work);
    running.set(key, started);
    return started;
  };
}
