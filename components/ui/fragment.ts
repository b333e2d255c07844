import { useSyncExternalStore } from 'react';
import { noteDeparture } from './arrival.ts';

const MOVED = 'nabo:moved';

/** Goes to another fragment of the same page: a history entry and no request. */
export function openFragment(href: string): void {
  noteDeparture();
  // Next adds its own state to the entry, so that a step back finds the page again.
  window.history.pushState(null, '', href);
  window.dispatchEvent(new Event(MOVED));
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
