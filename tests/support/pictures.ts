import { concatBytes } from '#lib/bytes/concat.ts';
import { encodeUtf8 } from '#lib/bytes/text.ts';

// Headers of pictures, as small as their formats allow: what a reader looks at before anything is decoded. None of them
// has pixels.

const be = (value: number, bytes: 2 | 4): Uint8Array =>
  Uint8Array.from({ length: bytes }, (_slot, at) => Math.floor(value / 0x100 ** (bytes - 1 - at)) & 0xff);
const le = (value: number, bytes: 2 | 3 | 4): Uint8Array =>
  Uint8Array.from({ length: bytes }, (_slot, at) => Math.floor(value / 0x100 ** at) & 0xff);
const zeros = (count: number): Uint8Array => new Uint8Array(count);

const pngChunk = (type: string, data: Uint8Array): Uint8Array =>
  concatBytes([be(data.length, 4), encodeUtf8(type), data, zeros(4)]);

/** A PNG; with `frames` an animated one that says so and has them. */
export const pngHeader = (width: number, height: number, frames = 1): Uint8Array<ArrayBuffer> =>
  concatBytes([
    Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a),
    pngChunk('IHDR', concatBytes([be(width, 4), be(height, 4), Uint8Array.of(8, 2, 0, 0, 0)])),
    ...(frames > 1 ? [pngChunk('acTL', concatBytes([be(frames, 4), zeros(4)]))] : []),
    ...Array.from({ length: frames > 1 ? Math.min(frames, 50) : 0 }, () => pngChunk('fcTL', zeros(26))),
    pngChunk('IEND', zeros(0)),
  ]);

const segment = (code: number, data: Uint8Array): Uint8Array =>
  concatBytes([Uint8Array.of(0xff, code), be(data.length + 2, 2), data]);

/** A JPEG; with `scans` a progressive one. */
export const jpegHeader = (width: number, height: number, scans = 1): Uint8Array<ArrayBuffer> =>
  concatBytes([
    Uint8Array.of(0xff, 0xd8),
    segment(0xe0, encodeUtf8('JFIF\0')),
    segment(
      scans > 1 ? 0xc2 : 0xc0,
      concatBytes([Uint8Array.of(8), be(height, 2), be(width, 2), Uint8Array.of(1, 1, 0x11, 0)]),
    ),
    ...Array.from({ length: scans }, () =>
      concatBytes([segment(0xda, zeros(6)), Uint8Array.of(1, 2, 0xff, 0, 3, 0xff, 0xd0, 4)]),
    ),
    Uint8Array.of(0xff, 0xd9),
  ]);

/** A GIF; every frame fills it. */
export const gifHeader = (width: number, height: number, frames = 1): Uint8Array<ArrayBuffer> =>
  concatBytes([
    encodeUtf8('GIF89a'),
    le(width, 2),
    le(height, 2),
    Uint8Array.of(0x80, 0, 0, ...zeros(6)),
    ...Array.from({ length: frames }, () =>
      concatBytes([
        Uint8Array.of(0x21, 0xf9, 4, 0, 0, 0, 0, 0),
        Uint8Array.of(0x2c, 0, 0, 0, 0),
        le(width, 2),
        le(height, 2),
        Uint8Array.of(0, 2, 1, 0x44, 0),
      ]),
    ),
    Uint8Array.of(0x3b),
  ]);

const riffChunk = (type: string, data: Uint8Array): Uint8Array =>
  concatBytes([encodeUtf8(type), le(data.length, 4), data, zeros(data.length % 2)]);
const riff = (...chunks: readonly Uint8Array[]): Uint8Array<ArrayBuffer> => {
  const body = concatBytes([encodeUtf8('WEBP'), ...chunks]);
  return concatBytes([encodeUtf8('RIFF'), le(body.length, 4), body]);
};

/** A WebP of one of its three kinds; an animation is always of the extended one. */
export function webpHeader(
  width: number,
  height: number,
  kind: 'lossy' | 'lossless' | 'extended' = 'lossy',
  frames = 1,
): Uint8Array<ArrayBuffer> {
  if (kind === 'lossy')
    return riff(
      riffChunk('VP8 ', concatBytes([zeros(3), Uint8Array.of(0x9d, 1, 0x2a), le(width, 2), le(height, 2)])),
    );
  if (kind === 'lossless')
    return riff(
      riffChunk('VP8L', concatBytes([Uint8Array.of(0x2f), le(width - 1 + (height - 1) * 0x4000, 4)])),
    );
  const size = concatBytes([le(width - 1, 3), le(height - 1, 3)]);
  return riff(
    riffChunk('VP8X', concatBytes([zeros(4), size])),
    ...Array.from({ length: frames }, () => riffChunk('ANMF', concatBytes([zeros(6), size, zeros(4)]))),
  );
}

const box = (type: string, ...data: readonly Uint8Array[]): Uint8Array => {
  const body = concatBytes([...data]);
  return concatBytes([be(body.length + 8, 4), encodeUtf8(type), body]);
};

/** An AVIF; with `frames` a sequence, which says its size in a track as well. */
export const avifHeader = (width: number, height: number, frames = 1): Uint8Array<ArrayBuffer> =>
  concatBytes([
    box('ftyp', encodeUtf8(frames > 1 ? 'avis' : 'avif'), zeros(4)),
    box('meta', zeros(4), box('iprp', box('ipco', box('ispe', zeros(4), be(width, 4), be(height, 4))))),
    ...(frames > 1
      ? [
          box(
            'moov',
            box(
              'trak',
              box('tkhd', zeros(76), be(width, 2), zeros(2), be(height, 2), zeros(2)),
              box('mdia', box('minf', box('stbl', box('stsz', zeros(8), be(frames, 4))))),
            ),
          ),
        ]
      : []),
  ]);
