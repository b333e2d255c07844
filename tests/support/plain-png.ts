import { crc32, deflateSync } from 'node:zlib';
import { concatBytes } from '#lib/bytes/concat.ts';
import { encodeUtf8 } from '#lib/bytes/text.ts';

/** A PNG of one colour, whole and small. */
export function plainPng(side: number, [red, green, blue]: readonly [number, number, number]): Uint8Array {
  const row = Uint8Array.from([0, ...Array.from({ length: side }, () => [red, green, blue]).flat()]);
  const pixels = concatBytes(Array.from({ length: side }, () => row));
  return concatBytes([
    Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a),
    chunk('IHDR', concatBytes([word(side), word(side), Uint8Array.of(8, 2, 0, 0, 0)])),
    chunk('IDAT', deflateSync(pixels)),
    chunk('IEND', new Uint8Array(0)),
  ]);
}

function chunk(name: string, data: Uint8Array): Uint8Array {
  const named = concatBytes([encodeUtf8(name), data]);
  return concatBytes([word(data.length), named, word(crc32(named))]);
}

function word(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value);
  return bytes;
}
