import { issue } from '#lib/bytes/issue.ts';
import { decodeUtf8, encodeUtf8 } from '#lib/bytes/text.ts';
import type { Reading } from '#lib/protocols/reading.ts';
import type { ProtocolRecord } from '#lib/protocols/record.ts';
import { encodeTape } from '#lib/protocols/tape.ts';

// Memo (https://memo.cash/protocol): OP_RETURN, the two bytes 6d02, and a message of at most 217 bytes in UTF-8.

const MEMO_PREFIX = 'm\x02';
const MAX_MESSAGE = 217;

/** Decodes the words of a Memo as text; `unknown` when they are none. */
export function decodeMemo(reading: Reading): ProtocolRecord | undefined {
  const tape = reading.tapes.find(({ prefix }) => prefix === MEMO_PREFIX);
  if (tape === undefined) return undefined;
  const [body] = tape.cells;
  const text = body === undefined || body.length > MAX_MESSAGE ? undefined : decodeUtf8(body);
  if (body === undefined || text === undefined)
    return {
      kind: 'unknown',
      protocol: 'memo',
      ...reading.base(),
      issues: [issue('memo-message', 'no words')],
    };
  return { kind: 'text', text, contentType: 'text/plain', body, ...reading.base(), issues: [] };
}

/** A tape with the words of a Memo. @throws {RangeError} when `text` is longer than 217 bytes. */
export function encodeMemo(text: string): Uint8Array {
  if (encodeUtf8(text).length > MAX_MESSAGE) throw new RangeError('a memo has at most 217 bytes');
  return encodeTape(MEMO_PREFIX, text);
}
