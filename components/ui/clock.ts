import { useSyncExternalStore } from 'react';

const TICK = 30_000;

/** One clock for all relative times on a screen, so that they change together and cost one timer. */
let now = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;
const watchers = new Set<() => void>();

function subscribe(watcher: () => void): () => void {
  watchers.add(watcher);
  timer ??= setInterval(() => {
    now = Date.now();
    for (const each of watchers) each();
  }, TICK);
  return () => {
    watchers.delete(watcher);
    if (watchers.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  };
}

function read(): number {
  // Between two ticks the value must not move, or a render would never settle; a stale first read is refreshed.
  if (timer === undefined && Date.now() - now >= TICK) now = Date.now();
  return now;
}

/** Milliseconds since 1970, renewed twice a minute; 0 in prerendered HTML, where no post is. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, read, () => 0);
}
