// The map of a million blocks in a page of its own, as the browser that `npm run bench -- plots` starts runs it.

import { WorldView } from '#components/plots/world/world-view.ts';
import { LandMap } from '#lib/plots/land-map.ts';
import { boxOf } from '#lib/plots/world.ts';

const BLOCKS = 1_000_000;
const CLAIMED = 840_000;
const MARKS = { selected: 839_903, mine: [300_025, 839_253, 839_983], followed: [7, 57_043], found: [] };
const FRAMES = 180;

const frame = (): Promise<number> => new Promise(requestAnimationFrame);

const columns = (): { readonly heights: Uint32Array; readonly claimedAt: Uint32Array } => ({
  heights: Uint32Array.from({ length: CLAIMED }, (_, at) => at),
  claimedAt: Uint32Array.from({ length: CLAIMED }, (_, at) => Math.max(at, 792_435)),
});

const claimed = columns();
let view: WorldView | undefined;

/** From the columns of the claims to the end of the frame that shows the map, in milliseconds. */
async function first(): Promise<number> {
  const canvas = document.querySelector('canvas');
  if (canvas === null) throw new Error('the page has no canvas');
  await frame();
  const from = performance.now();
  view = new WorldView(canvas, { onSelect: () => undefined, onRest: () => undefined });
  view.show(new LandMap(BLOCKS - 1, claimed, MARKS.mine), MARKS);
  await frame();
  // What follows a frame runs when that has been drawn.
  await new Promise((resolve) => setTimeout(resolve));
  return performance.now() - from;
}

/** Shows some blocks, and waits until they are seen. */
async function look(from: number, to: number): Promise<void> {
  view?.fit(boxOf({ from, to }));
  await frame();
  await frame();
}

/** Moves what is seen, and gives the times between two frames meanwhile, in milliseconds. */
async function pan(): Promise<number[]> {
  const gaps: number[] = [];
  let last = await frame();
  for (let at = 0; at < FRAMES; at += 1) {
    view?.pan(at % 60 < 30 ? 7 : -7, at % 40 < 20 ? 3 : -3);
    const now = await frame();
    gaps.push(now - last);
    last = now;
  }
  return gaps;
}

Object.assign(globalThis, { map: { first, look, pan } });
