import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { stripMetadata } from '#components/compose/strip-metadata.ts';

const bytes = (...parts: readonly (string | number | readonly number[] | Uint8Array)[]): Uint8Array =>
  Uint8Array.from(
    parts.flatMap((part) =>
      typeof part === 'string'
        ? Array.from(part, (letter) => letter.charCodeAt(0))
        : typeof part === 'number'
          ? [part]
          : [...part],
    ),
  );

/** A little-endian TIFF with one GPS latitude, as a camera writes it. */
const EXIF = bytes(
  'Exif\0\0',
  ['I'.charCodeAt(0), 'I'.charCodeAt(0), 42, 0, 8, 0, 0, 0],
  [1, 0, 0x25, 0x88, 4, 0, 1, 0, 0, 0, 26, 0, 0, 0, 0, 0, 0, 0],
  [1, 0, 2, 0, 5, 0, 3, 0, 0, 0, 44, 0, 0, 0, 0, 0, 0, 0],
  [52, 0, 0, 0, 1, 0, 0, 0, 31, 0, 0, 0, 1, 0, 0, 0, 12, 0, 0, 0, 1, 0, 0, 0],
);

const segment = (marker: number, body: Uint8Array): Uint8Array =>
  bytes([0xff, marker, (body.length + 2) >> 8, (body.length + 2) & 0xff], body);
const JFIF = segment(0xe0, bytes('JFIF\0', [1, 1, 0, 0, 1, 0, 1, 0, 0]));
const TABLE = segment(0xdb, new Uint8Array(65).fill(1));
const SCAN = bytes(segment(0xda, bytes([1, 1, 0, 0, 63, 0])), [1, 2, 0xff, 0, 3, 0xff, 0xd0, 4]);
const END = [0xff, 0xd9];

const be32 = (value: number): number[] => [24, 16, 8, 0].map((shift) => (value >>> shift) & 0xff);
const le32 = (value: number): number[] => be32(value).toReversed();
const pngChunk = (name: string, body: Uint8Array): Uint8Array =>
  bytes(be32(body.length), name, body, be32(0));
const PNG_HEAD = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const riffChunk = (name: string, body: Uint8Array): Uint8Array =>
  bytes(name, le32(body.length), body, body.length % 2 === 0 ? [] : [0]);
const webp = (...chunks: readonly Uint8Array[]): Uint8Array => {
  const body = bytes('WEBP', ...chunks);
  return bytes('RIFF', le32(body.length), body);
};

describe('stripMetadata', () => {
  test('takes place, time, camera and comments out of a JPEG and leaves what draws it', () => {
    const photo = bytes(
      [0xff, 0xd8],
      JFIF,
      segment(0xe1, EXIF),
      segment(0xe1, bytes('http://ns.adobe.com/xap/1.0/\0<x:xmpmeta/>')),
      segment(0xed, bytes('Photoshop 3.0\0 byline')),
      segment(0xfe, bytes('taken at home')),
      TABLE,
      SCAN,
      END,
      'a second picture behind the end',
    );
    expect(stripMetadata(photo)).toEqual(bytes([0xff, 0xd8], JFIF, TABLE, SCAN, END));
  });

  test('takes eXIf and texts out of a PNG', () => {
    const header = pngChunk('IHDR', new Uint8Array(13));
    const data = pngChunk('IDAT', bytes('pixels'));
    const end = pngChunk('IEND', new Uint8Array(0));
    const photo = bytes(
      PNG_HEAD,
      header,
      pngChunk('eXIf', EXIF),
      pngChunk('tEXt', bytes('Author\0me')),
      pngChunk('tIME', new Uint8Array(7)),
      data,
      end,
      'behind the end',
    );
    expect(stripMetadata(photo)).toEqual(bytes(PNG_HEAD, header, data, end));
  });

  test('takes EXIF and XMP out of a WebP, and their announcement', () => {
    const features = (flags: number): Uint8Array =>
      riffChunk('VP8X', bytes([flags, 0, 0, 0, 1, 0, 0, 1, 0, 0]));
    const pixels = riffChunk('VP8 ', bytes('odd'));
    const photo = webp(
      features(0x3c),
      riffChunk('ICCP', bytes('profile')),
      pixels,
      riffChunk('EXIF', EXIF),
      riffChunk('XMP ', bytes('<x/>')),
    );
    expect(stripMetadata(photo)).toEqual(webp(features(0x10), pixels));
  });

  test('gives nothing back that it does not understand', () => {
    expect(stripMetadata(bytes('GIF89a'))).toBeUndefined();
    expect(stripMetadata(bytes([0xff, 0xd8], segment(0xe1, EXIF)))).toBeUndefined();
    expect(stripMetadata(bytes(PNG_HEAD, be32(0xffff_ffff), 'IDAT', [0, 0, 0, 0]))).toBeUndefined();
  });

  test('whatever the bytes are, it ends, and gives back no more than it got', () => {
    const heads = fc.constantFrom(
      bytes([0xff, 0xd8, 0xff]),
      bytes(PNG_HEAD),
      bytes('RIFF', le32(90), 'WEBP'),
    );
    fc.assert(
      fc.property(heads, fc.uint8Array({ maxLength: 200 }), (head, tail) => {
        const stripped = stripMetadata(bytes(head, tail));
        if (stripped !== undefined) expect(stripped.length).toBeLessThanOrEqual(head.length + tail.length);
      }),
    );
  });
});
