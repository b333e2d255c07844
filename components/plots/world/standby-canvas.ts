/** A canvas of more pixels than so many times those that are seen is not worth its memory. */
const MOST_SPARE = 2;

let standby: HTMLCanvasElement | undefined;

/** Whether a canvas has room for a picture, and not much more. */
export const isRoomFor = (canvas: HTMLCanvasElement, width: number, height: number): boolean =>
  canvas.width >= width &&
  canvas.height >= height &&
  canvas.width * canvas.height <= MOST_SPARE * width * height;

/**
 * Makes a canvas of so many pixels ready for {@link takeCanvas}, while what is to be drawn is still on its way: a canvas is
 * given its memory when it is first drawn into, which takes longer than all the drawing of a district. One of that size
 * or larger that is ready already stays.
 */
export function makeReady(width: number, height: number): void {
  if (width <= 0 || height <= 0) return;
  if (standby !== undefined && standby.width >= width && standby.height >= height) return;
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  planContext(canvas)?.fillRect(0, 0, 1, 1);
  standby = canvas;
}

/** The canvas that is ready, if it is one for so many pixels, or else a new one. Until it is given back nobody else has it. */
export function takeCanvas(width: number, height: number): HTMLCanvasElement {
  if (standby === undefined || !isRoomFor(standby, width, height)) return document.createElement('canvas');
  const canvas = standby;
  standby = undefined;
  return canvas;
}

/** Keeps a canvas that nobody sees any more for the next picture; one of two, the larger. */
export function giveBack(canvas: HTMLCanvasElement): void {
  canvas.remove();
  if (standby === undefined || standby.width * standby.height < canvas.width * canvas.height)
    standby = canvas;
}

/** What a picture without holes is drawn with; the same each time, as a canvas has one for good. */
export const planContext = (canvas: HTMLCanvasElement): CanvasRenderingContext2D | null =>
  canvas.getContext('2d', { alpha: false });
