import { type ComponentType, lazy, type LazyExoticComponent } from 'react';

/** How long a part may wait for a page that never rests. */
const LATEST_MS = 3_000;
/** Where a browser does not tell when it rests. */
const SOON_MS = 200;

const rest = (): Promise<void> =>
  new Promise((resolve) => {
    // A page that is made ahead is made whole.
    if (typeof window === 'undefined') resolve();
    else if ('requestIdleCallback' in window)
      window.requestIdleCallback(() => resolve(), { timeout: LATEST_MS });
    else setTimeout(resolve, SOON_MS);
  });

/** A part that nobody misses in a page's first moments: its script is asked for when the page has come to rest. */
export const late = <Props>(
  load: () => Promise<ComponentType<Props>>,
): LazyExoticComponent<ComponentType<Props>> =>
  lazy(async () => {
    await rest();
    return { default: await load() };
  });
