// A district of 8,000 parcels in a page of its own, as the browser that `npm run bench -- plots` starts runs it: from the
// bytes that are kept of its block to the pixels on screen.

import { pooledImage } from '#components/plots/world/pooled-image.ts';
import { makeReady, planContext, takeCanvas } from '#components/plots/world/standby-canvas.ts';
import { readKeptBlock } from '#lib/chain/block-columns.ts';
import { layoutSizes, parcelSizeOf } from '#lib/plots/mondrian.ts';
import { drawPlan, PLAN_TINTS } from '#lib/plots/plan-pixels.ts';

const MARGIN = 0.6;
const COLOURS = {
  paper: 0xfff7_fafc,
  tints: Uint32Array.from({ length: PLAN_TINTS }, (_, at) => 0xff80_a0c0 + at * 0x0008_0808),
};

/** Milliseconds of the steps of one picture. */
type Steps = {
  /** Before the bytes are there. */
  readonly ready: number;
  readonly read: number;
  readonly laidOut: number;
  readonly drawn: number;
  readonly shown: number;
};

const frame = (): Promise<number> => new Promise(requestAnimationFrame);

/** Paints the block of these bytes so many times, each from the beginning and in a canvas of its own. */
async function paint(kept: readonly number[], times: number): Promise<Steps[]> {
  const bytes = Uint8Array.from(kept);
  const steps: Steps[] = [];
  for (let left = times; left > 0; left -= 1) {
    const place = document.createElement('div');
    document.body.replaceChildren(place);
    await frame();
    const waiting = performance.now();
    const side = Math.round(place.clientWidth * devicePixelRatio);
    // As the screen does while the block is read elsewhere.
    makeReady(side, side);
    const ready = performance.now() - waiting;
    await frame();
    const begun = performance.now();
    const block = readKeptBlock(bytes);
    if (!block.ok) throw new Error(block.issue.message);
    const read = performance.now();
    const sizes: number[] = [];
    for (const sats of block.value.columns.sats) sizes.push(parcelSizeOf(sats));
    const { width, parcels } = layoutSizes(sizes);
    let height = 0;
    for (const { y, size } of parcels) height = Math.max(height, y + size);
    const laidOut = performance.now();
    const canvas = takeCanvas(side, side);
    const context = planContext(canvas);
    if (context === null) throw new Error('nothing is drawn here');
    const image = pooledImage(canvas.width, canvas.height);
    const scale = Math.min(canvas.width / (width + 2 * MARGIN), canvas.height / (height + 2 * MARGIN));
    drawPlan(
      {
        width: canvas.width,
        height: canvas.height,
        pixels: new Uint32Array(image.data.buffer, 0, canvas.width * canvas.height),
      },
      parcels,
      { left: MARGIN * scale, top: MARGIN * scale, scale },
      COLOURS,
    );
    const drawn = performance.now();
    place.append(canvas);
    context.putImageData(image, 0, 0);
    // The pixels are read back, so that none of the drawing is put off.
    context.getImageData(0, 0, 1, 1);
    const shown = performance.now();
    steps.push({
      ready,
      read: read - begun,
      laidOut: laidOut - read,
      drawn: drawn - laidOut,
      shown: shown - drawn,
    });
    await frame();
  }
  return steps;
}

Object.assign(globalThis, { plan: { paint } });
