import { decode } from 'cborg';
import { issue } from './issue.ts';
import { ByteReader } from './reader.ts';
import { fail, ok, type Result } from './result.ts';
import { decodeUtf8 } from './text.ts';

/** A value of CBOR (RFC 8949). Maps stay maps, so that no key of a stranger's becomes a property. */
export type CborValue =
  | null
  | undefined
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | readonly CborValue[]
  | ReadonlyMap<CborValue, CborValue>;

/** Deeper than anything that people write, and shallow enough for every reader that calls itself. */
const MAX_DEPTH = 64;
/** Each item costs some hundred bytes of memory. */
const MAX_ITEMS = 65_536;
const MAX_BYTES = 1_048_576;

const BYTES = 2;
const TEXT = 3;
const ARRAY = 4;
const MAP = 5;
const TAG = 6;
const BREAK = 0xff;
const INDEFINITE = 31;

/** An array, map or tag that is being walked: items that it has, and how many it says it has; infinite until a break. */
type Open = { readonly type: number; readonly size: number; seen: number };

/** The number that follows an item's first byte, or that is in it. */
function argument(reader: ByteReader, info: number): number {
  if (info < 24) return info;
  if (info > 27) {
    reader.fail('cbor-malformed', `a length of the reserved form ${info}`);
    return 0;
  }
  let value = 0;
  for (let left = 1 << (info - 24); left > 0; left -= 1) value = value * 0x100 + reader.u8();
  return value;
}

/**
 * Walks an item without making anything of it, and collects the tags that it uses. What passes is small, shallow and
 * whole, so that a decoder that trusts lengths and calls itself for each level is safe with it.
 */
function walk(reader: ByteReader, tags: Set<string>): void {
  const open: Open[] = [{ type: TAG, size: 1, seen: 0 }];
  for (let items = 0; reader.failure === undefined;) {
    const parent = open.at(-1);
    if (parent === undefined) return;
    if (parent.seen === parent.size) {
      open.pop();
      continue;
    }
    if (parent.size === Infinity && reader.bytes[reader.offset] === BREAK) {
      reader.skip(1);
      if (parent.type === MAP && parent.seen % 2 === 1)
        reader.fail('cbor-malformed', 'a key without a value');
      open.pop();
      continue;
    }
    parent.seen += 1;
    items += 1;
    if (items > MAX_ITEMS) reader.fail('cbor-too-large', `more than ${MAX_ITEMS} items`);
    const opened = walkHead(reader, tags);
    if (opened !== undefined && open.push(opened) > MAX_DEPTH)
      reader.fail('cbor-too-deep', `nested deeper than ${MAX_DEPTH}`);
  }
}

/** Walks one head, and the string behind it. Gives what it opens, if anything. */
function walkHead(reader: ByteReader, tags: Set<string>): Open | undefined {
  const first = reader.u8();
  const type = first >>> 5;
  const info = first & 0x1f;
  if (info === INDEFINITE) {
    if (type === ARRAY || type === MAP) return { type, size: Infinity, seen: 0 };
    reader.fail('cbor-malformed', 'an end, or an endless item, where none can be');
    return undefined;
  }
  const value = argument(reader, info);
  if (type === BYTES) reader.skip(value);
  if (type === TEXT && decodeUtf8(reader.take(value)) === undefined)
    reader.fail('cbor-malformed', 'a text that is not UTF-8');
  if (type === TAG) {
    tags.add(String(value));
    return { type, size: 1, seen: 0 };
  }
  if (type !== ARRAY && type !== MAP) return undefined;
  const size = type === MAP ? value * 2 : value;
  if (size > reader.remaining) reader.fail('cbor-malformed', `${size} items in ${reader.remaining} bytes`);
  return { type, size, seen: 0 };
}

/**
 * Decodes one CBOR item that fills `bytes`. Bytes from anybody are safe here: at most 1 MiB, {@link MAX_ITEMS} items and
 * {@link MAX_DEPTH} levels, texts are UTF-8, no key of a map stands twice, no string comes in parts. A tag is passed
 * over: what it marks stands for itself.
 */
export function decodeCbor(bytes: Uint8Array): Result<CborValue> {
  if (bytes.length > MAX_BYTES)
    return fail(issue('cbor-too-large', `${bytes.length} bytes, at most ${MAX_BYTES} are read`));
  const reader = new ByteReader(bytes);
  const used = new Set<string>();
  walk(reader, used);
  reader.end();
  if (reader.failure !== undefined) return fail(reader.failure);
  const tags = Object.fromEntries(Array.from(used, (tag) => [tag, (content: () => unknown) => content()]));
  try {
    return ok(decode(bytes, { useMaps: true, rejectDuplicateMapKeys: true, tags }) as CborValue);
  } catch (error) {
    return fail(issue('cbor-malformed', error instanceof Error ? error.message : String(error)));
  }
}
