const nameOf = (place: string): string => `nabo-draft ${place}`;

/**
 * Says that somebody writes in a place, until aborted: the words of another device are not put under their hands. Resolves
 * when that holds; where the browser has no locks, at once.
 */
export function holdDraft(place: string, until: AbortSignal): Promise<void> {
  if (!('locks' in navigator)) return Promise.resolve();
  const ended = new Promise<void>((resolve) =>
    until.addEventListener('abort', () => resolve(), { once: true }),
  );
  return new Promise((resolve) => {
    // Several tabs may be open in one place.
    navigator.locks
      .request(nameOf(place), { mode: 'shared', signal: until }, () => {
        resolve();
        return until.aborted ? undefined : ended;
      })
      .catch(() => resolve());
  });
}

/** Runs `work` while nobody writes in a place; not at all while somebody does. */
export async function unlessOpen(place: string, work: () => Promise<void>): Promise<void> {
  await navigator.locks.request(nameOf(place), { ifAvailable: true }, (lock) =>
    lock === null ? undefined : work(),
  );
}
