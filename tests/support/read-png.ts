import { inflateSync } from 'node:zlib';

export type Picture = {
  readonly width: number;
  readonly height: number;
  readonly rgba: Uint8Array<ArrayBuffer>;
};

/** Bytes of a pixel by the type of colour: with transparency, and without. */
const PIXEL: Readonly<Record<number, number>> = { 6: 4, 2: 3 };

/**
 * Reads a PNG of eight bits a channel, in colour and without interlacing, for tests that look at pictures
 * (https://www.w3.org/TR/png-3/).
 *
 * @throws {Error} on any other kind.
 */
export function readPng(png: Uint8Array): Picture {
  const view = new DataView(png.buffer, png.byteOffset, png.length);
  const [width, height] = [view.getUint32(16), view.getUint32(20)];
  const bytes = PIXEL[view.getUint8(25)];
  if (view.getUint8(24) !== 8 || bytes === undefined || view.getUint8(28) !== 0)
    throw new Error('not eight bits of colour in plain rows');
  const parts: Uint8Array[] = [];
  for (let at = 8; at < png.length;) {
    const length = view.getUint32(at);
    if (new TextDecoder().decode(png.subarray(at + 4, at + 8)) === 'IDAT')
      parts.push(png.subarray(at + 8, at + 8 + length));
    at += 12 + length;
  }
  const filtered = inflateSync(Buffer.concat(parts));
  const stride = width * bytes;
  const pixels = new Uint8Array(stride * height);
  for (let row = 0; row < height; row += 1) {
    const filter = filtered[row * (stride + 1)] ?? 0;
    for (let at = 0; at < stride; at += 1) {
      const value = filtered[row * (stride + 1) + 1 + at] ?? 0;
      const to = row * stride + at;
      const left = at >= bytes ? (pixels[to - bytes] ?? 0) : 0;
      const above = row > 0 ? (pixels[to - stride] ?? 0) : 0;
      const corner = row > 0 && at >= bytes ? (pixels[to - stride - bytes] ?? 0) : 0;
      pixels[to] = value + predicted(filter, left, above, corner);
    }
  }
  return { width, height, rgba: bytes === 4 ? pixels : opaque(pixels) };
}

function opaque(rgb: Uint8Array): Uint8Array<ArrayBuffer> {
  const rgba = new Uint8Array((rgb.length / 3) * 4).fill(255);
  for (let from = 0, to = 0; from < rgb.length; from += 3, to += 4)
    rgba.set(rgb.subarray(from, from + 3), to);
  return rgba;
}

function predicted(filter: number, left: number, above: number, corner: number): number {
  switch (filter) {
    case 1:
      return left;
    case 2:
      return above;
    case 3:
      return (left + above) >> 1;
    case 4: {
      const guess = left + above - corner;
      const [a, b, c] = [left, above, corner].map((each) => Math.abs(guess - each)) as [
        number,
        number,
        number,
      ];
      return a <= b && a <= c ? left : b <= c ? above : corner;
    }
    default:
      return 0;
  }
}
