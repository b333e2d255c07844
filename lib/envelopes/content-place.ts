import { ByteReader } from '#lib/bytes/reader.ts';
import { OP, ScriptCursor } from '#lib/chain/script.ts';
import { isOrd, isPush, readHead, TAG_CONTENT_ENCODING } from './payload.ts';

// Where the content of a transaction lies that is not all here yet. Only the plain form is found: an output of one satoshi
// with an envelope whose body is a single push, as every known writer makes them. Whatever else a whole transaction could
// be read as, this one does not guess at: the answer is `undefined`, and the transaction is read once it is whole.

/** Where content lies in the bytes of its transaction, and what its author calls it. */
export type ContentPlace = {
  readonly vout: number;
  readonly contentType: string;
  /** Offset of its first byte. */
  readonly at: number;
  /** How many bytes it has. */
  readonly length: number;
};

/** A place, and where the script ends that it stands in: what lies between tells whether the envelope is one. */
export type FoundPlace = { readonly place: ContentPlace; readonly scriptEnd: number };

/** Input: an outpoint, an empty script's length and the sequence. Output: an amount and an empty script's length. */
const LEAST_INPUT = 41;
const LEAST_OUTPUT = 9;

/**
 * Finds the content that reaches beyond `head`, the first bytes of a transaction of `total` bytes. Takes no more memory than
 * a few numbers, whatever the bytes are. What it found counts once {@link isClosed} says so of the bytes behind it.
 */
export function findContent(head: Uint8Array, total: number): FoundPlace | undefined {
  const reader = new ByteReader(head);
  reader.skip(4);
  // Marks a transaction with witnesses, whose content is elsewhere.
  if (head[reader.offset] === 0) return undefined;
  for (let left = reader.count(LEAST_INPUT); left > 0 && reader.failure === undefined; left -= 1) {
    reader.skip(36);
    reader.skip(reader.compactSize());
    reader.skip(4);
  }
  const outputs = reader.count(LEAST_OUTPUT);
  for (let vout = 0; vout < outputs && reader.failure === undefined; vout += 1) {
    const sats = reader.u64();
    const size = reader.compactSize();
    const { offset: start } = reader;
    if (reader.failure !== undefined) return undefined;
    if (start + size > head.length)
      return sats === 1 && start + size < total ? inScript(head, start, start + size, vout) : undefined;
    reader.skip(size);
  }
  return undefined;
}

/** The content in the script from `start` to `end`, of which only the beginning is in `head`. */
function inScript(head: Uint8Array, start: number, end: number, vout: number): FoundPlace | undefined {
  const cursor = new ScriptCursor(head, start, end);
  let before = -1;
  while (stepWithin(cursor) && cursor.op !== OP.IF) {
    if (cursor.op === OP.NOTIF || cursor.op === OP.ENDIF || cursor.op === OP.RETURN) return undefined;
    before = cursor.op;
  }
  if (cursor.op !== OP.IF || before !== OP.FALSE || !stepWithin(cursor) || !isOrd(cursor)) return undefined;
  const { position: payloadAt } = cursor;
  while (stepWithin(cursor) && isPush(cursor)) {
    const { dataStart, dataEnd, op, position } = cursor;
    if (dataStart === dataEnd && dataStart >= 0) {
      const { contentType, contentEncoding } = readHead(head, payloadAt, position, 'last');
      const isWhole = cursor.next() && cursor.dataStart >= 0 && cursor.dataStart <= head.length;
      if (!isWhole || contentType === undefined || contentEncoding !== undefined) return undefined;
      const place = { vout, contentType, at: cursor.dataStart, length: cursor.dataEnd - cursor.dataStart };
      return place.length > 0 && cursor.dataEnd < end ? { place, scriptEnd: end } : undefined;
    }
    const isEncoding = op === OP.ONE + TAG_CONTENT_ENCODING - 1;
    if (isEncoding || !stepWithin(cursor) || !isPush(cursor)) return undefined;
  }
  return undefined;
}

/** One operation that lies in the bytes that are here, with all that it pushes. */
const stepWithin = (cursor: ScriptCursor): boolean =>
  cursor.position < cursor.script.length && cursor.next() && cursor.position <= cursor.script.length;

/**
 * Whether `tail`, the bytes from the end of the content to the end of its script, closes the envelope: nothing is pushed
 * behind the content, and no later push runs past the end, which would make the script one that holds nothing.
 */
export function isClosed(tail: Uint8Array): boolean {
  if (tail[0] !== OP.ENDIF) return false;
  const cursor = new ScriptCursor(tail, 1);
  for (let depth = 0; cursor.next();) {
    if (cursor.op === OP.IF || cursor.op === OP.NOTIF) depth += 1;
    else if (cursor.op === OP.ENDIF) depth -= 1;
    else if (cursor.op === OP.RETURN && depth <= 0) return true;
  }
  return !cursor.truncated;
}
