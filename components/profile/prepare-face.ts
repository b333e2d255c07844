/** Pixels of a side: twice what is shown. */
const SIDE = 128;
/** What its record may hold, in letters of base64. */
const MOST_LETTERS = 14_000;
const QUALITIES = [0.8, 0.6, 0.4] as const;

/**
 * The middle of a picture, drawn anew as a small square, as a `data:` URL: it travels inside the record, so that nobody is
 * asked for it. `undefined` where this browser cannot open the file, or it does not become small enough.
 */
export async function prepareFace(file: Blob): Promise<string | undefined> {
  const bitmap = await createImageBitmap(file, { imageOrientation: 'from-image' }).catch(() => undefined);
  if (bitmap === undefined) return undefined;
  try {
    const canvas = new OffscreenCanvas(SIDE, SIDE);
    const context = canvas.getContext('2d');
    if (context === null) return undefined;
    const side = Math.min(bitmap.width, bitmap.height);
    const [x, y] = [(bitmap.width - side) / 2, (bitmap.height - side) / 2];
    context.imageSmoothingQuality = 'high';
    context.drawImage(bitmap, x, y, side, side, 0, 0, SIDE, SIDE);
    for (const type of ['image/webp', 'image/jpeg'] as const) {
      for (const quality of QUALITIES) {
        const blob = await canvas.convertToBlob({ type, quality });
        // A browser that does not write a kind answers with another.
        if (blob.type !== type) break;
        const letters = btoa(String.fromCharCode(...new Uint8Array(await blob.arrayBuffer())));
        if (letters.length <= MOST_LETTERS) return `data:${type};base64,${letters}`;
      }
    }
    return undefined;
  } finally {
    bitmap.close();
  }
}
