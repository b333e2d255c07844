/** What the tagged fields of a BTC inscription mean, by ord's rules (https://docs.ordinals.com/inscriptions.html). */
import { concatBytes } from '#lib/bytes/concat.ts';
import { decodeUtf8 } from '#lib/bytes/text.ts';
import { decodeInscriptionId } from './inscription-id.ts';
import type { Inscription } from './inscription.ts';
import { TAG_PARENT, TAG_POINTER } from './payload.ts';

const TAG_METADATA = 5;
const TAG_METAPROTOCOL = 7;
const TAG_DELEGATE = 11;
const TAG_RUNE = 13;
const TAG_PROPERTIES = 17;
const TAG_PROPERTY_ENCODING = 19;
// Content type (1) and encoding (9) are read with the body. Note (15) and nop (255) say nothing to a reader; 66 makes an
// inscription unbound by being an even tag that nobody recognises.

/** Fields as claims of whoever wrote the envelope. What is absent, malformed or not UTF-8 is left out. */
export type OrdFields = {
  /** Which satoshi of the outputs is inscribed, see {@link satPlace}. */
  readonly pointer?: bigint;
  /** Ids of the inscriptions that this one says it descends from, see {@link judgeParents}; each once. */
  readonly parents: readonly string[];
  /** Id of the inscription whose content this one shows. */
  readonly delegate?: string;
  readonly metaprotocol?: string;
  /** CBOR, put together from its parts. */
  readonly metadata?: Uint8Array;
  /** Commitment to a rune's name. */
  readonly rune?: Uint8Array;
  /** CBOR, put together from its parts; packed when `propertyEncoding` says so. */
  readonly properties?: Uint8Array;
  readonly propertyEncoding?: string;
};

/** Little-endian; bytes above the eighth must be zero. */
function pointerOf(bytes: Uint8Array): bigint | undefined {
  let pointer = 0n;
  for (let at = bytes.length - 1; at >= 0; at -= 1) {
    const byte = bytes[at] ?? 0;
    if (at >= 8 && byte !== 0) return undefined;
    if (at < 8) pointer = pointer * 256n + BigInt(byte);
  }
  return pointer;
}

const joined = (chunks: readonly Uint8Array[] | undefined): Uint8Array | undefined =>
  chunks?.length === 1 ? chunks[0] : chunks && concatBytes(chunks);

/**
 * Reads the fields of a BTC inscription. Of a tag that stands twice the first value counts; metadata and properties are
 * joined from all of theirs, and every parent counts.
 */
export function readOrdFields({ fields }: Pick<Inscription, 'fields'>): OrdFields {
  const values = new Map<number, Uint8Array[]>();
  for (const { tag, value } of fields) {
    const number = tag[0];
    if (number === undefined || tag.length !== 1) continue;
    const known = values.get(number);
    if (known === undefined) values.set(number, [value]);
    else known.push(value);
  }
  const first = <T>(tag: number, read: (bytes: Uint8Array) => T | undefined): T | undefined => {
    const value = values.get(tag)?.[0];
    return value && read(value);
  };
  const parents = (values.get(TAG_PARENT) ?? []).flatMap((bytes) => decodeInscriptionId(bytes) ?? []);
  return {
    parents: [...new Set(parents)],
    ...present('pointer', first(TAG_POINTER, pointerOf)),
    ...present('delegate', first(TAG_DELEGATE, decodeInscriptionId)),
    ...present('metaprotocol', first(TAG_METAPROTOCOL, decodeUtf8)),
    ...present('metadata', joined(values.get(TAG_METADATA))),
    ...present(
      'rune',
      first(TAG_RUNE, (bytes) => bytes),
    ),
    ...present('properties', joined(values.get(TAG_PROPERTIES))),
    ...present('propertyEncoding', first(TAG_PROPERTY_ENCODING, decodeUtf8)),
  };
}

/** Absent fields stay absent, so that what was read compares with deep equality. */
function present<Name extends keyof OrdFields>(
  name: Name,
  value: OrdFields[Name] | undefined,
): Partial<OrdFields> {
  return value === undefined ? {} : { [name]: value };
}

/** Why ord counted an inscription below zero until block 824,544, and marks it `vindicated` since. */
export type Curse =
  | 'unrecognized-even-field'
  | 'duplicate-field'
  | 'incomplete-field'
  | 'not-in-first-input'
  | 'not-at-offset-zero'
  | 'pointer'
  | 'pushnum'
  | 'stutter';

/**
 * The curse that a BTC inscription's own transaction shows, the first in ord's order. One more comes after these and
 * needs an index: that the satoshi was inscribed before.
 */
export function curseOf({ fields, flags, input, offset }: Inscription): Curse | undefined {
  if (flags.unrecognizedEvenField) return 'unrecognized-even-field';
  if (flags.duplicateField) return 'duplicate-field';
  if (flags.incompleteField) return 'incomplete-field';
  if (input !== 0) return 'not-in-first-input';
  if (offset !== 0) return 'not-at-offset-zero';
  if (fields.some(({ tag }) => tag.length === 1 && tag[0] === TAG_POINTER)) return 'pointer';
  if (flags.pushnum) return 'pushnum';
  return flags.stutter ? 'stutter' : undefined;
}
