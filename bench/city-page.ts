// A city of 8,000 volumes in a page of its own, as the browser that `npm run bench -- plots` starts runs it.

import { CityView } from '#components/plots/city/city-view.ts';
import { streetOf } from '#lib/plots/street.ts';
import { volumesOf } from '#lib/plots/volumes.ts';

const HEIGHT = 426_884;
const FRAMES = 300;

type Opened = { readonly first: number; readonly lit: number; readonly longest: number };

/** The app does each of these for itself: the volumes when it shows, the view when three has come, then the scene. */
const task = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));
const frame = (): Promise<number> => new Promise(requestAnimationFrame);

let view: CityView | undefined;
let quality = 'full';

/** Builds the city; milliseconds until it was drawn, until its light was worked out, and of the longest task on the way. */
async function open(sizes: readonly number[], vbytes: readonly number[]): Promise<Opened> {
  const canvas = document.querySelector('canvas');
  if (canvas === null) throw new Error('the page has no canvas');
  let longest = 0;
  const observer = new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) longest = Math.max(longest, duration);
  });
  observer.observe({ type: 'longtask' });
  await frame();
  const begun = performance.now();
  const volumes = volumesOf(sizes, vbytes);
  await task();
  view = new CityView(canvas, true, {
    onSelect: () => undefined,
    onEnter: () => undefined,
    onNear: () => undefined,
    onQuality: (now) => (quality = now),
    onLost: () => {
      throw new Error('the browser took the drawing away');
    },
  });
  await task();
  view.show({
    street: streetOf(HEIGHT, new Map([[HEIGHT, volumes]]), HEIGHT),
    marks: new Map(),
    chosen: undefined,
  });
  while (view.progress === 'compiling') await frame();
  const first = performance.now() - begun;
  while (view.progress !== 'done') await frame();
  await frame();
  const lit = performance.now() - begun;
  // Tasks are told of a moment after they ended.
  await new Promise((resolve) => setTimeout(resolve, 100));
  observer.disconnect();
  return { first, lit, longest };
}

/** Turns around it for so many frames; milliseconds between two of them, pictures of it a second, and the quality that it came to. */
async function turn(): Promise<{
  readonly gaps: number[];
  readonly pictures: number;
  readonly quality: string;
}> {
  const gaps: number[] = [];
  const begun = performance.now();
  const before = view?.pictures ?? 0;
  let last = await frame();
  for (let at = 0; at < FRAMES; at += 1) {
    view?.turn(0.006, 0);
    const now = await frame();
    gaps.push(now - last);
    last = now;
  }
  const seconds = (performance.now() - begun) / 1_000;
  return { gaps, pictures: ((view?.pictures ?? 0) - before) / seconds, quality };
}

Object.assign(globalThis, { city: { open, turn } });
