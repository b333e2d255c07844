import { toHex } from '#lib/bytes/hex.ts';
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

/**
 * Pairs that are handed out of one envelope. ord cuts long values into parts of 520 bytes, so that metadata which filled a
 * whole block would have half as many; an envelope of one-byte pushes has two million, each of which would cost two views.
 */
export const MAX_FIELDS = 16_384;

const NO_BYTES = new Uint8Array(0);

/** What is odd about the pairs of a payload, found without making anything of them. */
export type PayloadMarks = {
  /** A number opcode stands for a push. */
  readonly pushnum: boolean;
  /** A tag stands twice. */
  readonly duplicate: boolean;
  /** The last tag has no value. */
  readonly incomplete: boolean;
  /** An even tag other than one pointer. */
  readonly foreignEven: boolean;
};

/** Whether the cursor stands on a push of "ord". */
export const isOrd = ({ script, dataStart, dataEnd }: ScriptCursor): boolean =>
  dataEnd - dataStart === 3 &&
  script[dataStart] === 0x6f &&
  script[dataStart + 1] === 0x72 &&
  script[dataStart + 2] === 0x64;

/** Whether the operation under the cursor may stand in a payload: a push by length, OP_1NEGATE, OP_1 to OP_16. */
export const isPush = ({ op }: ScriptCursor): boolean => op <= OP.SIXTEEN && op !== OP.RESERVED;

const isEmpty = ({ dataStart, dataEnd }: ScriptCursor): boolean => dataStart >= 0 && dataStart === dataEnd;

const isTagPush = ({ op, script, dataStart, dataEnd }: ScriptCursor, tag: number): boolean =>
  dataStart < 0 ? op === OP.ONE + tag - 1 : dataEnd - dataStart === 1 && script[dataStart] === tag;

// Each of the functions below reads the payload in `bytes` from `start` up to the OP_ENDIF at `end`.

/** The pairs before the body, in order, at most {@link MAX_FIELDS} of them. */
export function readFields(bytes: Uint8Array, start: number, end: number): Field[] {
  const cursor = new ScriptCursor(bytes, start, end);
  const fields: Field[] = [];
  while (fields.length < MAX_FIELDS && cursor.next() && !isEmpty(cursor)) {
    const tag = pushedBytes(cursor) ?? NO_BYTES;
    if (!cursor.next()) break;
    fields.push({ tag, value: pushedBytes(cursor) ?? NO_BYTES });
  }
  return fields;
}

/** Tags up to this length are told apart as numbers, so that a million of them cost no million strings. */
const SHORT_TAG = 6;

function tagKey({ script, dataStart, dataEnd, op }: ScriptCursor): number | string {
  if (dataStart < 0) return (op === OP.NEGATE1 ? 0x81 : op - OP.ONE + 1) * 8 + 1;
  const length = dataEnd - dataStart;
  if (length > SHORT_TAG) return toHex(script.subarray(dataStart, dataEnd));
  let key = 0;
  for (let at = dataStart; at < dataEnd; at += 1) key = key * 0x100 + (script[at] ?? 0);
  return key * 8 + length;
}

/** Whether the first byte of the tag under the cursor is even: whoever does not know such a tag cannot place the content. */
function isEven({ script, dataStart, op }: ScriptCursor): boolean {
  if (dataStart >= 0) return ((script[dataStart] ?? 0) & 1) === 0;
  return op !== OP.NEGATE1 && ((op - OP.ONE + 1) & 1) === 0;
}

/** Reads the whole payload for what is odd about it. */
export function readMarks(bytes: Uint8Array, start: number, end: number): PayloadMarks {
  const cursor = new ScriptCursor(bytes, start, end);
  const seen = new Set<number | string>();
  let [pushnum, duplicate, incomplete, foreignEven] = [false, false, false, false];
  let [pointer, inBody] = [false, false];
  while (!inBody && cursor.next()) {
    pushnum ||= cursor.dataStart < 0;
    inBody = isEmpty(cursor);
    if (inBody) break;
    const repeated = !duplicate && seen.size === seen.add(tagKey(cursor)).size;
    duplicate ||= repeated;
    if (isEven(cursor)) {
      const isPointer = isTagPush(cursor, TAG_POINTER);
      foreignEven ||= !isPointer || pointer;
      pointer ||= isPointer;
    }
    incomplete = !cursor.next();
    pushnum ||= cursor.dataStart < 0;
  }
  while (inBody && !pushnum && cursor.next()) pushnum = cursor.dataStart < 0;
  return { pushnum, duplicate, incomplete, foreignEven };
}

type Known = { readonly bytes: Uint8Array; readonly text: string };

/** The text that was read last of each length: a feed's inscriptions share a few media types. */
const recent: (Known | undefined)[] = Array.from({ length: MAX_RECENT + 1 }, () => undefined);

function liesAt({ bytes: known }: Known, bytes: Uint8Array, start: number): boolean {
  for (let at = 0; at < known.length; at += 1) if (bytes[start + at] !== known[at]) return false;
  return true;
}

function textAt(bytes: Uint8Array, start: number, end: number): string | undefined {
  const known = recent[end - start];
  if (known !== undefined && liesAt(known, bytes, start)) return known.text;
  const text = decodeUtf8(bytes.subarray(start, end));
  if (text !== undefined && end - start <= MAX_RECENT)
    recent[end - start] = { bytes: bytes.slice(start, end), text };
  return text;
}

function valueText({ script, dataStart, dataEnd, op }: ScriptCursor): string | undefined {
  if (dataStart >= 0) return textAt(script, dataStart, dataEnd);
  return op === OP.NEGATE1 ? undefined : String.fromCharCode(op - OP.ONE + 1);
}

function pushedLength({ dataStart, dataEnd }: ScriptCursor): number {
  return dataStart < 0 ? 1 : dataEnd - dataStart;
}

/**
 * The pushes behind the body marker under the cursor, joined; a view when there is only one. Their lengths are added up
 * first, so that a body of a million pushes costs no more than its bytes.
 */
function bodyBehind(cursor: ScriptCursor): Uint8Array {
  const { position } = cursor;
  const first = cursor.next() ? pushedBytes(cursor) : undefined;
  if (first === undefined) return NO_BYTES;
  if (cursor.position >= cursor.end) return first;
  let length = first.length;
  while (cursor.next()) length += pushedLength(cursor);
  const body = new Uint8Array(length);
  cursor.position = position;
  for (let at = 0; cursor.next(); at += pushedLength(cursor)) body.set(pushedBytes(cursor) ?? NO_BYTES, at);
  return body;
}

/** What nearly every reader asks for. Texts are absent when they are not UTF-8, the body without a body marker. */
export type Head = {
  readonly contentType: string | undefined;
  readonly contentEncoding: string | undefined;
  readonly body: Uint8Array | undefined;
};

/** Reads type, encoding and body in one walk and makes nothing of the other fields. Of a repeated tag `which` counts. */
export function readHead(bytes: Uint8Array, start: number, end: number, which: 'first' | 'last'): Head {
  const cursor = new ScriptCursor(bytes, start, end);
  let contentType: string | undefined;
  let contentEncoding: string | undefined;
  let hasType = false;
  let hasEncoding = false;
  while (cursor.next()) {
    if (isEmpty(cursor)) return { contentType, contentEncoding, body: bodyBehind(cursor) };
    const isType = isTagPush(cursor, TAG_CONTENT_TYPE);
    const isEncoding = isTagPush(cursor, TAG_CONTENT_ENCODING);
    if (!cursor.next()) break;
    if (isType && (which === 'last' || !hasType)) contentType = valueText(cursor);
    if (isEncoding && (which === 'last' || !hasEncoding)) contentEncoding = valueText(cursor);
    hasType ||= isType;
    hasEncoding ||= isEncoding;
  }
  return { contentType, contentEncoding, body: undefined };
}
