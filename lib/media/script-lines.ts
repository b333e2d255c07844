import { toHex } from '#lib/bytes/hex.ts';
import { decodeUtf8 } from '#lib/bytes/text.ts';
import { ScriptCursor } from '#lib/chain/script.ts';
import { operationOf } from './opcodes.ts';

/** One operation of a script, for people. */
export type ScriptLine = {
  /** Offset of the operation in the script. */
  readonly offset: number;
  readonly name: string;
  readonly does: string;
  /** Bytes that it pushes. */
  readonly bytes?: number;
  /** What it pushes, as far as it is shown: words in quotes where the bytes are text, else hex. */
  readonly data?: string;
};

export type ScriptListing = {
  readonly lines: readonly ScriptLine[];
  /** Operations behind the last line. */
  readonly more: number;
  /** The script breaks off within a push. */
  readonly isCut: boolean;
};

/** Lines of a listing; an inscription of 5,538 envelopes has no more to tell after them. */
const MAX_LINES = 400;
/** Bytes of a push that are shown. */
const MAX_DATA = 48;

/** Printable text, without what could turn a line around. */
const PRINTABLE = /^[\p{L}\p{N}\p{P}\p{S}\p{Zs}]*$/u;

function dataText(data: Uint8Array): string {
  const shown = data.subarray(0, MAX_DATA);
  const text = decodeUtf8(shown);
  const dots = data.length > MAX_DATA ? '…' : '';
  return text !== undefined && shown.length > 0 && PRINTABLE.test(text)
    ? `“${text}${dots}”`
    : `${toHex(shown)}${dots}`;
}

/** Lists the operations of `script`, the first {@link MAX_LINES} of them. One walk over the bytes; never throws. */
export function listScript(script: Uint8Array): ScriptListing {
  const cursor = new ScriptCursor(script);
  const lines: ScriptLine[] = [];
  let more = 0;
  while (cursor.next()) {
    if (lines.length >= MAX_LINES) {
      more += 1;
      continue;
    }
    const { op, offset, dataStart, dataEnd } = cursor;
    const pushes = dataStart >= 0 && dataEnd > dataStart;
    lines.push({
      offset,
      ...operationOf(op),
      ...(pushes && { bytes: dataEnd - dataStart, data: dataText(script.subarray(dataStart, dataEnd)) }),
    });
  }
  return { lines, more, isCut: cursor.truncated };
}
