/** The bytes of the last picture; the next one is drawn into the same. */
let pool = new ArrayBuffer(0);

/**
 * A picture to be drawn whole and put on a canvas at once: its pixels are whatever was there before, and another call takes
 * them away. Memory that is new to the browser costs more than all of the drawing.
 */
export function pooledImage(width: number, height: number): ImageData {
  const bytes = 4 * width * height;
  if (pool.byteLength < bytes) pool = new ArrayBuffer(bytes);
  return new ImageData(new Uint8ClampedArray(pool, 0, bytes), width, height);
}
