import { encodeUtf8 } from '#lib/bytes/text.ts';
import { bytes, framed, number, run, type Part } from '../part.ts';

/** What a sample of CBOR is made of. A tag stands before what it marks. */
export type Cbor =
  | null
  | boolean
  | number
  | string
  | Uint8Array
  | readonly Cbor[]
  | ReadonlyMap<Cbor, Cbor>
  | { readonly tag: number; readonly content: Cbor };

/** The tree of a CBOR item. Numbers are whole and below 24, or floats of 64 bits. */
export function cborPart(value: Cbor): Part {
  if (value === null) return number(1, 0xf6);
  if (typeof value === 'boolean') return number(1, value ? 0xf5 : 0xf4);
  if (typeof value === 'number') return numberPart(value);
  if (typeof value === 'string') return framed('cbor-text', [bytes(encodeUtf8(value))]);
  if (value instanceof Uint8Array) return framed('cbor-bytes', [bytes(value)]);
  if (value instanceof Map) {
    return framed(
      'cbor-map',
      Array.from(value, ([key, inner]: [Cbor, Cbor]) => run(cborPart(key), cborPart(inner))),
    );
  }
  if (Array.isArray(value)) return framed('cbor-array', value.map(cborPart));
  const { tag, content } = value as { tag: number; content: Cbor };
  return run(number(1, 0xc0 + tag), cborPart(content));
}

function numberPart(value: number): Part {
  if (Number.isInteger(value) && value >= 0 && value < 24) return number(1, value);
  if (Number.isInteger(value) && value < 0 && value >= -24) return number(1, 0x20 - value - 1);
  const float = new DataView(new ArrayBuffer(8));
  float.setFloat64(0, value);
  return run(number(1, 0xfb), bytes(new Uint8Array(float.buffer)));
}
