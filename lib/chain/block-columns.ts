import { fromHex, toHex } from '#lib/bytes/hex.ts';
import { issue } from '#lib/bytes/issue.ts';
import { fail, ok, type Result } from '#lib/bytes/result.ts';
import type { BlockTransaction } from './block.ts';
import { HEADER_BYTES, parseHeader, type Header } from './header.ts';

/**
 * What is kept of a block whose transactions were checked against its header, so that it is read once:
 *
 * ```
 * kept = version:1  header:80  rawBytes:u32  count:u32  id{count}  sats{count}  bytes{count}  witness{count}
 * id   = the first 20 bytes of a txid, in display order
 * ```
 * The three columns of numbers are LEB128; `witness` is how many bytes more a transaction has than virtual ones. Ids are
 * cut to what still names one transaction among all that anybody could make (160 bits), because hashes do not compress:
 * whole, they alone would be more than all the rest.
 */
const VERSION = 1;
const FIXED_BYTES = 1 + HEADER_BYTES + 4 + 4;
/** Bytes of a txid that are kept. */
export const KEPT_ID_BYTES = 20;
const WHOLE_ID_BYTES = 32;
/** An id, and a byte of each of the three numbers. */
const LEAST_ROW = KEPT_ID_BYTES + 3;
/** More than there ever will be (21,000,000 coins): no valid transaction moves as much, and doubles are exact far above it. */
const MOST_SATS = 2_100_000_000_000_000;
const MOST_BYTES = 0xffff_ffff;

/** The transactions of a block in block order, a column for each thing that is known of them. */
export type BlockColumns = {
  /** Ids one after the other, in display order: whole, or the first {@link KEPT_ID_BYTES} bytes of each. */
  readonly ids: Uint8Array<ArrayBuffer>;
  /** Sums of their outputs, in satoshis. */
  readonly sats: Float64Array<ArrayBuffer>;
  readonly bytes: Uint32Array<ArrayBuffer>;
  readonly vbytes: Uint32Array<ArrayBuffer>;
};

/** A block that was kept. `rawBytes`: how long it was. */
export type KeptBlock = {
  readonly header: Header;
  readonly rawBytes: number;
  readonly columns: BlockColumns;
};

/** How many bytes of each id there are. */
export const idBytesOf = ({ ids, sats }: Pick<BlockColumns, 'ids' | 'sats'>): number =>
  sats.length === 0 ? WHOLE_ID_BYTES : ids.length / sats.length;

/** The columns of a block that was read, with whole ids; an issue when a transaction moves more coins than there are. */
export function columnsOf(transactions: readonly BlockTransaction[]): Result<BlockColumns> {
  const count = transactions.length;
  const ids = new Uint8Array(count * WHOLE_ID_BYTES);
  const sats = new Float64Array(count);
  const bytes = new Uint32Array(count);
  const vbytes = new Uint32Array(count);
  for (const [at, each] of transactions.entries()) {
    if (each.outputSats > BigInt(MOST_SATS))
      return fail(issue('block-amount', `transaction ${at} moves more coins than there are`));
    ids.set(fromHex(each.txid) ?? [], at * WHOLE_ID_BYTES);
    sats[at] = Number(each.outputSats);
    bytes[at] = each.bytes;
    vbytes[at] = each.vbytes;
  }
  return ok({ ids, sats, bytes, vbytes });
}

/** The bytes that {@link readKeptBlock} reads. `columns` may have whole ids. */
export function encodeKeptBlock({ header, rawBytes, columns }: KeptBlock): Uint8Array<ArrayBuffer> {
  const { ids, sats, bytes, vbytes } = columns;
  const count = sats.length;
  const idBytes = idBytesOf(columns);
  // Eight bytes for an amount below 2^51, five for each of the others.
  const out = new Uint8Array(FIXED_BYTES + count * (KEPT_ID_BYTES + 8 + 5 + 5));
  const view = new DataView(out.buffer);
  out[0] = VERSION;
  out.set(header.bytes, 1);
  view.setUint32(1 + HEADER_BYTES, rawBytes, true);
  view.setUint32(5 + HEADER_BYTES, count, true);
  let to = FIXED_BYTES;
  for (let at = 0; at < count; at += 1, to += KEPT_ID_BYTES)
    out.set(ids.subarray(at * idBytes, at * idBytes + KEPT_ID_BYTES), to);
  const put = (value: number): void => {
    let rest = value;
    for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) {
      out[to] = (rest % 0x80) | 0x80;
      to += 1;
    }
    out[to] = rest;
    to += 1;
  };
  for (const each of sats) put(each);
  for (const each of bytes) put(each);
  bytes.forEach((each, at) => put(each - (vbytes[at] ?? each)));
  return out.slice(0, to);
}

/** Reads what {@link encodeKeptBlock} wrote. Bytes of any other form are an issue; nothing larger than they are is made. */
export function readKeptBlock(kept: Uint8Array): Result<KeptBlock> {
  const broken = (what: string): Result<KeptBlock> => fail(issue('kept-block', what));
  if (kept.length < FIXED_BYTES || kept[0] !== VERSION) return broken('not of the form that is kept');
  const header = parseHeader(kept.slice(1, 1 + HEADER_BYTES));
  if (!header.ok) return header;
  const view = new DataView(kept.buffer, kept.byteOffset, kept.byteLength);
  const rawBytes = view.getUint32(1 + HEADER_BYTES, true);
  const count = view.getUint32(5 + HEADER_BYTES, true);
  if (count > (kept.length - FIXED_BYTES) / LEAST_ROW) return broken(`${count} rows are not in it`);
  const idsEnd = FIXED_BYTES + count * KEPT_ID_BYTES;
  const sats = new Float64Array(count);
  const bytes = new Uint32Array(count);
  const vbytes = new Uint32Array(count);
  let at = readNumbers(kept, idsEnd, sats, MOST_SATS);
  at = readNumbers(kept, at, bytes, MOST_BYTES);
  at = readNumbers(kept, at, vbytes, MOST_BYTES);
  if (at !== kept.length) return broken('it does not end where its rows end');
  for (let row = 0; row < count; row += 1) {
    const less = (bytes[row] ?? 0) - (vbytes[row] ?? 0);
    if (less < 0) return broken('more bytes of witness than bytes');
    vbytes[row] = less;
  }
  return ok({
    header: header.value,
    rawBytes,
    columns: { ids: kept.slice(FIXED_BYTES, idsEnd), sats, bytes, vbytes },
  });
}

/** Reads LEB128 numbers into a column; gives where they end, or -1 when one is cut off, too long or above `most`. */
function readNumbers(
  from: Uint8Array,
  start: number,
  into: Float64Array | Uint32Array,
  most: number,
): number {
  if (start === -1) return -1;
  let at = start;
  for (let row = 0; row < into.length; row += 1) {
    let byte = from[at] ?? 0x80;
    let value = byte & 0x7f;
    for (let scale = 0x80; byte >= 0x80; scale *= 0x80) {
      at += 1;
      if (at >= from.length || scale > most) return -1;
      byte = from[at] ?? 0x80;
      value += (byte & 0x7f) * scale;
    }
    if (value > most) return -1;
    into[row] = value;
    at += 1;
  }
  return at;
}

/** The id of a transaction as far as it is known, in hex. */
export function idAt(columns: Pick<BlockColumns, 'ids' | 'sats'>, at: number): string {
  const length = idBytesOf(columns);
  return toHex(columns.ids.subarray(at * length, (at + 1) * length));
}
