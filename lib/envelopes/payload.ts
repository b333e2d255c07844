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

/** The pushes behind the body marker under the cursor, joined; a view when there is only one. */
function bodyBehind(cursor: ScriptCursor): Uint8Array {
  const first = cursor.next() ? pushedBytes(cursor) : undefined;
  if (first === undefined) return new Uint8Array(0);
  if (cursor.position >= cursor.end) return first;
  const parts = [first];
  while (cursor.next()) parts.push(pushedBytes(cursor) ?? new Uint8Array(0));
  return concatBytes(parts);
}

/** What nearly every reader asks for. Texts are absent when they are not UTF-8, the body without a body marker. */
export type Head = {
  readonly contentType: string | undefined;
  readonly contentEncoding: string | undefined;
  readonly body: Uint8Array | undefined;
};

/** Reads type, encoding and body in one walk and makes nothing of the other fields. Of a repeated tag `which` counts. */
export function readHead({ bytes, start, end }: PayloadPlace, which: 'first' | 'last'): Head {
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
