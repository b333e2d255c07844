import { LAND } from '#lib/plots/land-map.ts';
import type { MapTheme } from './world-painter.ts';

/** A colour of the tokens as bytes, whatever notation it is written in. */
function bytesOf(colour: string, context: CanvasRenderingContext2D): Uint8ClampedArray {
  context.clearRect(0, 0, 1, 1);
  context.fillStyle = colour;
  context.fillRect(0, 0, 1, 1);
  return context.getImageData(0, 0, 1, 1).data;
}

/** The tokens of the style sheet as they are now for `element`, light or dark. */
export function readMapTheme(element: HTMLElement): MapTheme {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = 1;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  const before = element.style.color;
  const named = (token: string): string => {
    element.style.color = token;
    return getComputedStyle(element).color;
  };
  const packed = (token: string): number => {
    const [red = 0, green = 0, blue = 0] = context === null ? [] : bytesOf(named(token), context);
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
  const theme: MapTheme = {
    paper,
    far: kinds(packed('var(--press)')),
    near: kinds(packed('var(--line)')),
    ink: named('var(--text)'),
    quiet: named('var(--text-2)'),
    ember: named('var(--ember)'),
    paperName: named('var(--bg)'),
    font: getComputedStyle(element).fontFamily,
  };
  element.style.color = before;
  return theme;
}

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
