import { concatBytes } from '#lib/bytes/concat.ts';
import { HEADER_BYTES } from '#lib/chain/header.ts';
import type { ReadTable, WriteTable } from './database.ts';
import { StoreError } from './store-error.ts';

/** Headers of one row: 80 KB, rewritten only while it is the last. */
const HEADERS_PER_ROW = 1000;

type Headers<Access extends 'read' | 'write'> = Access extends 'read'
  ? ReadTable<number, Uint8Array>
  : WriteTable<number, Uint8Array>;

/** The tables that hold headers: those in a row, packed, and the height of the lowest of them; single ones from below. */
export type HeaderTables<Access extends 'read' | 'write'> = {
  readonly headers: Headers<Access>;
  readonly singles: Headers<Access>;
};

/** Packed headers that replace everything from height `from` on. With another `lowest` than before they are all there are. */
export type NewHeaders = { readonly lowest: number; readonly from: number; readonly packed: Uint8Array };

/** A header that is kept without those around it, with its height. */
export type SingleHeader = readonly [height: number, header: Uint8Array];

/** How many headers lie in a row. */
export async function countHeaders(headers: Headers<'read'>): Promise<number> {
  const rows = await headers.count();
  const last = await headers.last();
  return last === undefined ? 0 : (rows - 1) * HEADERS_PER_ROW + last.length / HEADER_BYTES;
}

/** Packed headers from a height to the highest; below the row that single one, if it is kept. */
export async function headersFrom(
  { headers, singles }: HeaderTables<'read'>,
  lowest: number,
  from: number,
): Promise<Uint8Array> {
  const slot = from - lowest;
  if (slot < 0) return (await singles.get(from)) ?? new Uint8Array(0);
  const first = Math.floor(slot / HEADERS_PER_ROW);
  const packed = concatBytes((await headers.all()).slice(first));
  return packed.subarray((slot - first * HEADERS_PER_ROW) * HEADER_BYTES);
}

/** Those of the single headers at `heights` that are kept, or all of them. */
export async function singlesAt(
  singles: Headers<'read'>,
  heights?: readonly number[],
): Promise<readonly SingleHeader[]> {
  const asked = heights ?? (await singles.keys());
  const found =
    heights === undefined ? await singles.all() : await Promise.all(heights.map((each) => singles.get(each)));
  return asked.flatMap((height, at) => {
    const header = found[at];
    return header === undefined ? [] : [[height, header] as const];
  });
}

/** Writes new headers; `before` is the lowest height so far. */
export async function replaceHeaders(
  headers: Headers<'write'>,
  before: number | undefined,
  { lowest, from, packed }: NewHeaders,
): Promise<void> {
  const isMoved = before !== lowest;
  if (isMoved && from !== lowest)
    throw new StoreError('malformed', `headers from ${from}, and those from ${lowest} on are not here`);
  const slot = from - lowest;
  const first = Math.floor(slot / HEADERS_PER_ROW);
  const row = isMoved ? undefined : await headers.get(first);
  const kept = (row ?? new Uint8Array(0)).slice(0, (slot - first * HEADERS_PER_ROW) * HEADER_BYTES);
  const bytes = concatBytes([kept, packed]);
  await headers.delete(IDBKeyRange.lowerBound(first));
  const rowBytes = HEADERS_PER_ROW * HEADER_BYTES;
  for (let at = 0; at < bytes.length; at += rowBytes) {
    await headers.put(bytes.slice(at, at + rowBytes), first + at / rowBytes);
  }
}
