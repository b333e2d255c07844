import { decodeUtf8 } from '#lib/bytes/text.ts';
import { OP, ScriptCursor } from '#lib/chain/script.ts';

// bitcom (https://bitcom.planaria.network): after OP_RETURN come protocols, each a prefix and its arguments as pushes,
// separated by a push of "|". Operations are walked one by one: searching for the byte 6a would find the letter j.

/** A protocol's arguments within an output: the pushes between two separators. */
export type Tape = {
  /** The first push that is not empty, as text of at most {@link MAX_PREFIX} bytes; empty when there is none. */
  readonly prefix: string;
  /** The pushes after the prefix, as views. */
  readonly cells: readonly Uint8Array[];
  /** Offset in the script of the separator before the tape: its `|` push, or OP_RETURN itself. */
  readonly separatorAt: number;
  /** Offset in the script of the push that holds the prefix. */
  readonly prefixAt: number;
};

/** Pushes that are read from one output; what follows is left out, so that a script of empty pushes cannot cost much. */
const MAX_CELLS = 4_096;
const MAX_PREFIX = 64;
const SEPARATOR = 0x7c;

/** Author Identity Protocol. Some writers leave out the separator before it, so its prefix begins a tape by itself. */
export const AIP_PREFIX = '15PciHG22SNLQJXMoSUaWVi7WSqc7hCfva';
const AIP_FIRST = AIP_PREFIX.charCodeAt(0);

/** Prefixes are ASCII, and anything else only has to differ from them: what is no text is read one character a byte. */
const prefixText = (bytes: Uint8Array): string =>
  bytes.length > MAX_PREFIX ? '' : (decodeUtf8(bytes) ?? String.fromCharCode(...bytes));

/** The data that the operation under the cursor pushes, OP_1 to OP_16 included; `undefined` for other operations. */
export function pushedBytes(cursor: ScriptCursor): Uint8Array | undefined {
  if (cursor.dataStart >= 0) return cursor.script.subarray(cursor.dataStart, cursor.dataEnd);
  if (cursor.op >= OP.ONE && cursor.op <= OP.SIXTEEN) return Uint8Array.of(cursor.op - OP.ONE + 1);
  return cursor.op === OP.NEGATE1 ? Uint8Array.of(0x81) : undefined;
}

/** Offset of the OP_RETURN that ends execution, or -1. One inside IF is an ordinary operation since Genesis. */
export function findReturn(script: Uint8Array): number {
  const cursor = new ScriptCursor(script);
  let depth = 0;
  while (cursor.next()) {
    if (cursor.op === OP.IF || cursor.op === OP.NOTIF) depth += 1;
    else if (cursor.op === OP.ENDIF) depth -= 1;
    else if (cursor.op === OP.RETURN && depth <= 0) return cursor.offset;
  }
  return -1;
}

/**
 * The tapes that follow the OP_RETURN at `returnAt`. Operations that push nothing are passed over, and a push that
 * runs past the end is left out: after OP_RETURN a script is data, and nothing makes it well formed.
 */
export function readTapes(script: Uint8Array, returnAt: number): Tape[] {
  const cursor = new ScriptCursor(script, returnAt + 1);
  const tapes: Tape[] = [];
  let tape: { prefix: string; cells: Uint8Array[]; separatorAt: number; prefixAt: number } | undefined;
  let separatorAt = returnAt;
  for (let cells = 0; cells < MAX_CELLS && cursor.next(); cells += 1) {
    const data = pushedBytes(cursor);
    if (data === undefined) continue;
    if (data.length === 1 && data[0] === SEPARATOR) {
      tape = undefined;
      separatorAt = cursor.offset;
      continue;
    }
    const isAip =
      data.length === AIP_PREFIX.length && data[0] === AIP_FIRST && prefixText(data) === AIP_PREFIX;
    if (tape !== undefined && isAip) {
      tape = undefined;
      separatorAt = cursor.offset;
    }
    if (tape !== undefined) {
      tape.cells.push(data);
    } else if (data.length > 0) {
      tape = { prefix: prefixText(data), cells: [], separatorAt, prefixAt: cursor.offset };
      tapes.push(tape);
    }
  }
  return tapes;
}
