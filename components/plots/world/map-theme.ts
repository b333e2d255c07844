import { LAND } from '#lib/plots/land-map.ts';
import { readTokens } from './token-colour.ts';
import type { MapTheme } from './world-painter.ts';

/** The colours of the map as the style sheet has them now for `element`. */
export const readMapTheme = (element: HTMLElement): MapTheme =>
  readTokens(element, (bytesOf, named) => {
    const packed = (token: string): number => {
      const [red = 0, green = 0, blue = 0] = bytesOf(token);
      return ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0;
    };
    const paper = packed('var(--bg)');
    const kinds = (free: number): Uint32Array => {
      const colours = new Uint32Array(6);
      colours[LAND.free] = free;
      colours[LAND.claimedNew] = packed('var(--land-1)');
      colours[LAND.claimed] = packed('var(--land-2)');
      colours[LAND.claimedOld] = packed('var(--land-3)');
      colours[LAND.mine] = packed('var(--ember)');
      colours[LAND.nothing] = paper;
      return colours;
    };
    return {
      paper,
      far: kinds(packed('var(--press)')),
      near: kinds(packed('var(--line)')),
      ink: named('var(--text)'),
      quiet: named('var(--text-2)'),
      ember: named('var(--ember)'),
      paperName: named('var(--bg)'),
      font: getComputedStyle(element).fontFamily,
    };
  });

/** Calls back whenever light turns to dark or back, by the system or by the app. */
export function watchTheme(onChange: () => void, signal: AbortSignal): void {
  for (const query of ['(prefers-color-scheme: dark)', '(prefers-contrast: more)'])
    window.matchMedia(query).addEventListener('change', onChange, { signal });
  const observer = new MutationObserver(onChange);
  observer.observe(document.documentElement, {
    attributes: true,
    attributeFilter: ['data-theme', 'style', 'class'],
  });
  signal.addEventListener('abort', () => observer.disconnect());
}
