/** Milliseconds in which a second press means that the first did not find it. */
const AGAIN_MS = 60_000;

/** Whether the keys are those by which browsers search a page. */
export const asksToFind = ({ key, ctrlKey, metaKey, altKey, shiftKey }: KeyboardEvent): boolean =>
  (ctrlKey || metaKey) && !altKey && !shiftKey && key.toLowerCase() === 'f';

/** Whether there is more than the document holds: a feed, of which only posts near the screen are mounted. */
export const isOnFeed = (): boolean => document.querySelector('main [role="feed"]') !== null;

/** Tells the first press on a place from the second. */
export class FindPresses {
  private at = Number.NEGATIVE_INFINITY;
  private on = '';

  /** Whether this press, at a moment (milliseconds) on a place, follows another there. */
  press(now: number, place: string): boolean {
    const isAgain = this.on === place && now - this.at < AGAIN_MS;
    this.at = isAgain ? Number.NEGATIVE_INFINITY : now;
    this.on = place;
    return isAgain;
  }
}

/** Calls back when the reader goes elsewhere, or presses Escape. */
export function watchLeaving(leave: () => void): () => void {
  const onKey = ({ key }: KeyboardEvent): void => {
    if (key === 'Escape') leave();
  };
  window.addEventListener('popstate', leave);
  window.addEventListener('keydown', onKey);
  return () => {
    window.removeEventListener('popstate', leave);
    window.removeEventListener('keydown', onKey);
  };
}
