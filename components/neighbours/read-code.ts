import decodeQR from 'qr/decode.js';

/** Bytes for each pixel: red, green, blue, opacity. */
type Picture = { readonly width: number; readonly height: number; readonly data: Uint8ClampedArray };

/** The text of the code in a picture; nothing where none can be read. */
export function readCode({ width, height, data }: Picture): string | undefined {
  try {
    return decodeQR({ width, height, data });
  } catch {
    // It has no code, or a blurred one, which is what most pictures of a camera are.
    return undefined;
  }
}
