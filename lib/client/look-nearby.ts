import type { Topics } from './topics.ts';

/** How long the feed may take over what a neighbour gave. */
const TAKEN_MS = 3_000;

/**
 * Waits for something to be here while neighbours are asked for it: `look` answers it, or `undefined`. It may come by another
 * way than the one that is asked, from somebody who says only meanwhile that they hold it, so every change counts, and the
 * last look is after neighbours have said no. `asked` must not reject.
 */
export async function lookNearby<T>(
  look: () => Promise<T | undefined>,
  asked: Promise<boolean>,
  topics: Pick<Topics, 'until'>,
  until?: AbortSignal,
): Promise<T | undefined> {
  const over = new AbortController();
  const end = (): void => over.abort();
  let late: ReturnType<typeof setTimeout> | undefined;
  void asked.then((hasCome) => {
    if (hasCome) late = setTimeout(end, TAKEN_MS);
    else end();
  });
  let found: T | undefined;
  try {
    await topics.until(
      async () => {
        const seen = await look();
        return (found ??= seen) !== undefined;
      },
      until === undefined ? over.signal : AbortSignal.any([until, over.signal]),
    );
    if (found === undefined && until?.aborted !== true) found = await look();
    return found;
  } finally {
    clearTimeout(late);
  }
}
