/**
 * The aggregated answer of an overlay lookup, as a 1sat-stack gives it for `X-Aggregation: yes`:
 *
 * ```
 * answer = count  entry{count}  beef
 * entry  = txid:32 (display order)  outputIndex  contextLength  context
 * ```
 * Numbers are CompactSize. `context` is the cursor with which a reader goes on after that entry, in ASCII.
 */
import { asTxid, type Txid } from '#lib/bytes/brand.ts';
import { concatBytes } from '#lib/bytes/concat.ts';
import { fromHex, toHex } from '#lib/bytes/hex.ts';
import { ByteReader } from '#lib/bytes/reader.ts';
import { fail, ok, type Result } from '#lib/bytes/result.ts';
import { encodeVarint } from '#lib/bytes/varint.ts';

/** Txid, output index and an empty context: no entry is smaller. */
const LEAST_ENTRY = 34;
const MAX_CURSOR_BYTES = 128;
const CURSOR = /^[\x21-\x7e]+$/;

/** An output that the overlay lists. */
export type LookupEntry = { readonly txid: Txid; readonly outputIndex: number; readonly cursor: string };

export type LookupAnswer = {
  readonly entries: readonly LookupEntry[];
  /** Unread: a BEEF that should hold every listed transaction. */
  readonly beef: Uint8Array;
};

/** Takes an answer apart. At most `maxEntries` are read; more is an issue, since nobody asked for them. */
export function parseLookupAnswer(bytes: Uint8Array, maxEntries: number): Result<LookupAnswer> {
  const reader = new ByteReader(bytes);
  const count = reader.count(LEAST_ENTRY);
  if (count > maxEntries)
    reader.fail('lookup-too-many', `${count} entries, at most ${maxEntries} were asked for`);
  const entries: LookupEntry[] = [];
  while (entries.length < count && reader.failure === undefined) {
    const txid = reader.take(32);
    const outputIndex = reader.compactSize();
    const context = reader.takeSized();
    const cursor = context.length > MAX_CURSOR_BYTES ? '' : String.fromCharCode(...context);
    if (!CURSOR.test(cursor)) reader.fail('lookup-cursor', 'a cursor that is not short printable ASCII');
    if (reader.failure === undefined) entries.push({ txid: asTxid(toHex(txid)), outputIndex, cursor });
  }
  if (reader.failure !== undefined) return fail({ ...reader.failure, path: `entries/${entries.length}` });
  return ok({ entries, beef: bytes.subarray(reader.offset) });
}

/** The bytes of an answer, as {@link parseLookupAnswer} reads them. */
export function encodeLookupAnswer({ entries, beef }: LookupAnswer): Uint8Array<ArrayBuffer> {
  const parts: Uint8Array[] = [encodeVarint(entries.length)];
  for (const { txid, outputIndex, cursor } of entries) {
    const context = new TextEncoder().encode(cursor);
    parts.push(
      fromHex(txid) ?? new Uint8Array(32),
      encodeVarint(outputIndex),
      encodeVarint(context.length),
      context,
    );
  }
  return concatBytes([...parts, beef]);
}
