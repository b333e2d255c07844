import { concatBytes } from '#lib/bytes/concat.ts';
import { decodeUtf8 } from '#lib/bytes/text.ts';
import { OP, ScriptCursor } from '#lib/chain/script.ts';
import type { Field } from './inscription.ts';
import { pushedBytes } from './op-return.ts';

// Between "ord" and OP_ENDIF both chains have the same: pairs of tag and value up to the first empty tag, then the body.
// Whoever found the envelope has made sure that nothing but pushes stands here.

export const TAG_CONTENT_TYPE = 1;
export const TAG_POINTER = 2;
export const TAG_PARENT = 3;
export const TAG_CONTENT_ENCODING = 9;

const MAX_RECENT = 64;

/** An envelope's payload as it lies: offsets into the transaction, `end` being that of OP_ENDIF. */
export type PayloadPlace = { readonly bytes: Uint8Array; readonly start: number; readonly end: number };

/** All of a payload. `pushnum`: a number opcode stands for a push. `incomplete`: the last tag has no value. */
export type Payload = {
  readonly fields: readonly Field[];
  readonly incomplete: boolean;
  readonly pushnum: boolean;
};

/** Whether the cursor stands on a push of "ord". */
export const isOrd = ({ script, dataStart, dataEnd }: ScriptCursor): boolean =>
  dataEnd - dataStart === 3 &&
  script[dataStart] === 0x6f &&
  script[dataStart + 1] === 0x72 &&
  script[dataStart + 2] === 0x64;

/** Whether the operation under the cursor may stand in a payload: a push by length, OP_1NEGATE, OP_1 to OP_16. */
export const isPush = ({ op }: ScriptCursor): boolean => op <= OP.SIXTEEN && op !== OP.RESERVED;

export const isTag = (tag: Uint8Array, value: number): boolean => tag.length === 1 && tag[0] === value;

const isEmpty = ({ dataStart, dataEnd }: ScriptCursor): boolean => dataStart >= 0 && dataStart === dataEnd;

const isTagPush = ({ op, script, dataStart, dataEnd }: ScriptCursor, tag: number): boolean =>
  dataStart < 0 ? op === OP.ONE + tag - 1 : dataEnd - dataStart === 1 && script[dataStart] === tag;

/** Reads every pair, and the flags that only the whole payload shows. */
export function readPayload({ bytes, start, end }: PayloadPlace): Payload {
  const cursor = new ScriptCursor(bytes, start, end);
  const fields: Field[] = [];
  let pushnum = false;
  let inBody = false;
  let tag: Uint8Array | undefined;
  while (cursor.next()) {
    if (cursor.dataStart < 0) pushnum = true;
    inBody ||= tag === undefined && isEmpty(cursor);
    if (inBody) continue;
    const data = pushedBytes(cursor) ?? new Uint8Array(0);
    if (tag !== undefined) fields.push({ tag, value: data });
    tag = tag === undefined ? data : undefined;
  }
  return { fields, incomplete: tag !== undefined, pushnum };
}

/** The text that was read last, with its bytes: in a feed nearly all inscriptions share one media type. */
let recent = { bytes: new Uint8Array(0), text: '' };

function isRecent(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start !== recent.bytes.length) return false;
  for (let at = start; at < end; at += 1) if (bytes[at] !== recent.bytes[at - start]) return false;
  return true;
}

function textAt(bytes: Uint8Array, start: number, end: number): string | undefined {
  if (isRecent(bytes, start, end)) return recent.text;
  const text = decodeUtf8(bytes.subarray(start, end));
  if (text !== undefined && text.length <= MAX_RECENT) recent = { bytes: bytes.slice(start, end), text };
  return text;
}

/** The first or last value of a one-byte tag as text, without reading the rest; `undefined` when it is not UTF-8. */
export function readText(place: PayloadPlace, tag: number, which: 'first' | 'last'): string | undefined {
  const cursor = new ScriptCursor(place.bytes, place.start, place.end);
  let text: string | undefined;
  while (cursor.next() && !isEmpty(cursor)) {
    const isWanted = isTagPush(cursor, tag);
    if (!cursor.next()) break;
    if (!isWanted) continue;
    const { dataStart, dataEnd, op } = cursor;
    if (dataStart >= 0) text = textAt(place.bytes, dataStart, dataEnd);
    else text = op === OP.NEGATE1 ? undefined : String.fromCharCode(op - OP.ONE + 1);
    if (which === 'first') break;
  }
  return text;
}

/** The body, as a view when it is one push; `undefined` without a body marker. */
export function readBody({ bytes, start, end }: PayloadPlace): Uint8Array | undefined {
  const cursor = new ScriptCursor(bytes, start, end);
  let isMarker = false;
  while (!isMarker && cursor.next()) {
    isMarker = isEmpty(cursor);
    if (!isMarker) cursor.next();
  }
  if (!isMarker) return undefined;
  const first = cursor.next() ? pushedBytes(cursor) : undefined;
  if (first === undefined) return new Uint8Array(0);
  if (cursor.position >= end) return first;
  const parts = [first];
  while (cursor.next()) parts.push(pushedBytes(cursor) ?? new Uint8Array(0));
  return concatBytes(parts);
}
