import { type RefObject, useEffect } from 'react';

/** The path of the screen before; none on a first load. */
let shown: string | undefined;

/**
 * Gives the focus to the heading of a screen that was just reached, so that keys and screen readers go on there. On a first
 * load the focus is the browser's, and one that was given to something on the new screen meanwhile stays.
 */
export function useHeadingFocus(heading: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const path = window.location.pathname;
    const isFirst = shown === undefined;
    const isElsewhere = shown !== path;
    shown = path;
    const { activeElement } = document;
    const isLost = activeElement === null || activeElement === document.body;
    // A place in the main navigation that was pressed is left; what a dialog or a list has taken is not.
    const isLeft = isElsewhere && activeElement?.closest('nav') !== null && activeElement !== null;
    if (!isFirst && (isLost || isLeft)) heading.current?.focus({ preventScroll: true });
  }, [heading]);
}
