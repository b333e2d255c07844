import { useLayoutEffect } from 'react';
import { lastArrival } from './arrival.ts';

/** Where a reader was: the first post below the header and its distance from the top, or plain pixels without posts. */
type Position = { readonly id?: string; readonly top: number; readonly y: number };

const PREFIX = 'nabo:position:';
/** Height of header and tabs: what is under them has been read. */
const READ_ABOVE = 96;
/** Heights are estimates until a post was near the screen; after this many frames they are settled. */
const MOST_FRAMES = 30;

const posts = (): Iterable<HTMLElement> => document.querySelectorAll<HTMLElement>('article[data-id]');

function measure(): Position {
  for (const post of posts()) {
    const { top, bottom } = post.getBoundingClientRect();
    const id = post.dataset.id;
    if (bottom > READ_ABOVE && id !== undefined) return { id, top, y: window.scrollY };
  }
  return { top: 0, y: window.scrollY };
}

function save(name: string): void {
  try {
    sessionStorage.setItem(PREFIX + name, JSON.stringify(measure()));
  } catch {
    // Storage may be full or forbidden: the place is lost and nothing else.
  }
}

function load(name: string): Position | undefined {
  try {
    const value: unknown = JSON.parse(sessionStorage.getItem(PREFIX + name) ?? 'null');
    if (typeof value !== 'object' || value === null || !('top' in value) || !('y' in value)) return undefined;
    const { top, y } = value;
    if (typeof top !== 'number' || typeof y !== 'number') return undefined;
    return 'id' in value && typeof value.id === 'string' ? { id: value.id, top, y } : { top, y };
  } catch {
    return undefined;
  }
}

/** Scrolls so that the saved post is where it was. Returns how far off it had been, in pixels. */
function align({ id, top, y }: Position): number {
  const post = id === undefined ? null : document.querySelector(`article[data-id="${CSS.escape(id)}"]`);
  const off = post === null ? y - window.scrollY : post.getBoundingClientRect().top - top;
  if (Math.abs(off) >= 1) window.scrollBy({ top: off, behavior: 'instant' });
  return Math.abs(off);
}

/** Goes to `position` and holds it while heights settle, unless the reader moves first. */
function restore(position: Position): () => void {
  let frame = 0;
  let frames = 0;
  let still = 0;
  const stop = (): void => cancelAnimationFrame(frame);
  const step = (): void => {
    still = align(position) < 1 ? still + 1 : 0;
    frames += 1;
    if (still < 3 && frames < MOST_FRAMES) frame = requestAnimationFrame(step);
  };
  step();
  const byHand = ['wheel', 'touchstart', 'keydown', 'pointerdown'] as const;
  for (const type of byHand) window.addEventListener(type, stop, { once: true, passive: true });
  return () => {
    stop();
    for (const type of byHand) window.removeEventListener(type, stop);
  };
}

/**
 * Keeps the reader's place on the screen called `name`: exact on the way back and on reload, the top on a fresh visit.
 * `ready` turns true once the posts are there; before that there is no place to find and none to keep.
 */
export function useReadingPosition(name: string | undefined, ready: boolean): void {
  useLayoutEffect(() => {
    if (name === undefined) return;
    window.history.scrollRestoration = 'manual';
    if (lastArrival() === 'fresh') window.scrollTo({ top: 0, behavior: 'instant' });
  }, [name]);

  useLayoutEffect(() => {
    if (!ready || name === undefined) return undefined;
    const position = lastArrival() === 'return' ? load(name) : undefined;
    const stop = position === undefined ? undefined : restore(position);
    const onHide = (): void => save(name);
    window.addEventListener('pagehide', onHide);
    return () => {
      stop?.();
      window.removeEventListener('pagehide', onHide);
      // The posts are still in the document here: React runs this before it takes them out.
      save(name);
    };
  }, [name, ready]);
}
