import { useSyncExternalStore } from 'react';
import { noteDeparture } from './arrival.ts';

const MOVED = 'nabo:moved';
/** Events that wait are told within a frame or two, unless the machine is very busy. */
const LATE_MS = 500;

/** Goes to another fragment of the same page: a history entry and no request. */
export function openFragment(href: string): void {
  noteDeparture();
  // Next adds its own state to the entry, so that a step back finds the page again.
  window.history.pushState(null, '', href);
  window.dispatchEvent(new Event(MOVED));
}

/** Until the router runs, the last fragment that was set (host/build/first-script.js). */
type EarlyWindow = Window & { naboFragment?: string };

/**
 * Puts back a fragment that was set while the page was being loaded: the router comes to life with the address that the
 * page was asked by, and writes that over whatever was set since. Call once, when the app begins to run.
 */
export function keepEarlyFragment(): () => void {
  const early: EarlyWindow = window;
  const restore = (fragment: string | undefined): void => {
    if (fragment === undefined || fragment === window.location.hash) return;
    window.history.replaceState(null, '', fragment === '' ? window.location.pathname : fragment);
    window.dispatchEvent(new Event(MOVED));
  };
  // What was set last may still be told: its event waits behind the work that this runs in.
  const onLate = ({ newURL }: HashChangeEvent): void => restore(new URL(newURL).hash);
  window.addEventListener('hashchange', onLate);
  const stop = (): void => {
    window.removeEventListener('hashchange', onLate);
    window.removeEventListener(MOVED, stop);
  };
  // From the reader's first own step on, older ones do not count.
  let timer = setTimeout(() => {
    restore(early.naboFragment);
    window.addEventListener(MOVED, stop);
    timer = setTimeout(stop, LATE_MS);
  });
  return () => {
    clearTimeout(timer);
    stop();
  };
}

function subscribe(onMove: () => void): () => void {
  const onHashChange = (): void => {
    // An address typed into the bar makes an entry that Next would not recognise on the way back.
    if (window.history.state === null) window.history.replaceState(null, '', window.location.href);
    onMove();
  };
  window.addEventListener('hashchange', onHashChange);
  window.addEventListener('popstate', onMove);
  window.addEventListener(MOVED, onMove);
  return () => {
    window.removeEventListener('hashchange', onHashChange);
    window.removeEventListener('popstate', onMove);
    window.removeEventListener(MOVED, onMove);
  };
}

function read(): string {
  const raw = window.location.hash.slice(1);
  try {
    return decodeURIComponent(raw);
  } catch {
    // A stray percent sign: the text itself is the best that can be made of it.
    return raw;
  }
}

/** The decoded fragment of the address, live. `undefined` in prerendered HTML: nobody knows yet. */
export function useFragment(): string | undefined {
  return useSyncExternalStore<string | undefined>(subscribe, read, () => undefined);
}
