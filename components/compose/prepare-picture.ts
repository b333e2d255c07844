import type { PostPicture } from '#lib/publish/publication.ts';
import { stripMetadata } from './strip-metadata.ts';

/** How large a picture is written: its longer side in pixels. More pixels are more bytes, and each byte is paid for. */
export const PICTURE_SIZES = { small: 640, medium: 1_200, large: 2_000 } as const;
export type PictureSize = keyof typeof PICTURE_SIZES;

/** Files above this are not opened: a phone would run out of memory before it was done. */
const MOST_FILE_BYTES = 60_000_000;
/** What one record may hold besides its words. */
const MOST_BYTES = 380_000;
const QUALITIES = [0.82, 0.7, 0.55, 0.4] as const;

/** A picture as it will be written, still without words about it. */
export type PreparedPicture = Omit<PostPicture, 'alt'>;

/** A file that does not become a picture of a post, and why, as a sentence. */
export class PictureError extends Error {
  override readonly name = 'PictureError';
}

/**
 * Draws a picture anew in the size that was chosen. What is written are the pixels alone: the file with its place, time
 * and camera never leaves the device, and the result is stripped again, should an encoder add anything by itself.
 *
 * @throws {PictureError} when the file cannot be drawn, or not within what one record holds.
 */
export async function preparePicture(file: Blob, size: PictureSize): Promise<PreparedPicture> {
  if (file.size > MOST_FILE_BYTES) throw new PictureError('This file is larger than 60 MB.');
  const bitmap = await createImageBitmap(file, { imageOrientation: 'from-image' }).catch(() => undefined);
  if (bitmap === undefined) throw new PictureError('This browser cannot open the file as a picture.');
  try {
    const scale = Math.min(1, PICTURE_SIZES[size] / Math.max(bitmap.width, bitmap.height));
    const width = Math.max(1, Math.round(bitmap.width * scale));
    const height = Math.max(1, Math.round(bitmap.height * scale));
    const canvas = new OffscreenCanvas(width, height);
    const context = canvas.getContext('2d');
    if (context === null) throw new PictureError('This browser cannot draw pictures.');
    context.imageSmoothingQuality = 'high';
    context.drawImage(bitmap, 0, 0, width, height);
    for (const quality of QUALITIES) {
      const made = await encode(canvas, quality);
      if (made !== undefined && made.body.length <= MOST_BYTES) return made;
    }
    throw new PictureError('Even at its coarsest this is too large for one post. Choose a smaller size.');
  } finally {
    bitmap.close();
  }
}

/** WebP where the browser writes it, else JPEG. */
async function encode(canvas: OffscreenCanvas, quality: number): Promise<PreparedPicture | undefined> {
  for (const contentType of ['image/webp', 'image/jpeg'] as const) {
    const blob = await canvas.convertToBlob({ type: contentType, quality });
    // A browser that does not write a kind answers with another.
    if (blob.type !== contentType) continue;
    const body = stripMetadata(new Uint8Array(await blob.arrayBuffer()));
    if (body !== undefined) return { contentType, body };
  }
  return undefined;
}
