/** Puts the reader `y` pixels down the page. jsdom lays nothing out, so a number is all there is to a scroll position. */
export function scrolledTo(y: number): void {
  Object.defineProperty(window, 'scrollY', { value: y, configurable: true });
}
