import { useSyncExternalStore } from 'react';

const KEY = 'nabo:followed-land';
const CHANGED = 'nabo:followed-land-changed';
/** More than anybody looks after. */
const MOST = 1_000;
const HEIGHT = /^(?:0|[1-9]\d{0,7})$/;

let last: { readonly text: string; readonly heights: readonly number[] } = { text: '', heights: [] };

/** What is kept is a list of heights; anything else that storage may hold is left out. */
function read(network: string): readonly number[] {
  let text = '';
  try {
    text = localStorage.getItem(`${KEY}:${network}`) ?? '';
  } catch {
    // Storage is forbidden: nothing is kept.
  }
  const named = `${network} ${text}`;
  if (last.text !== named) {
    const heights = text.split(',').filter((part) => HEIGHT.test(part));
    last = { text: named, heights: heights.slice(0, MOST).map(Number) };
  }
  return last.heights;
}

/** Follows a district, or no longer does. On this device alone; nobody is told. */
export function toggleFollowed(network: string, height: number): void {
  const before = read(network);
  const after = before.includes(height)
    ? before.filter((each) => each !== height)
    : [...before, height].slice(-MOST);
  try {
    localStorage.setItem(`${KEY}:${network}`, after.join(','));
  } catch {
    return;
  }
  window.dispatchEvent(new Event(CHANGED));
}

function subscribe(onChange: () => void): () => void {
  window.addEventListener(CHANGED, onChange);
  // Another tab changed it.
  window.addEventListener('storage', onChange);
  return () => {
    window.removeEventListener(CHANGED, onChange);
    window.removeEventListener('storage', onChange);
  };
}

const NONE: readonly number[] = [];

/** Heights of the districts that the reader follows, oldest first. */
export function useFollowedLand(network: string | undefined): readonly number[] {
  return useSyncExternalStore(
    subscribe,
    () => (network === undefined ? NONE : read(network)),
    () => NONE,
  );
}
