/** A run of bytes, its end not included. */
export type ByteRange = { readonly start: number; readonly end: number };

const RANGE = /^bytes=([0-9]{0,15})-([0-9]{0,15})$/;

/**
 * Reads the header `Range` (RFC 9110, 14.2) of a request for something of `length` bytes: one range from a first byte, or the
 * last so many. `undefined` for none, for several, and for one that nothing lies in.
 */
export function readRange(header: string | null, length: number): ByteRange | undefined {
  const [, first, last] = RANGE.exec(header ?? '') ?? [];
  if (first === undefined || last === undefined || (first === '' && last === '')) return undefined;
  if (first === '') return of(Math.max(0, length - Number(last)), length);
  return of(Number(first), last === '' ? length : Math.min(length, Number(last) + 1));
}

const of = (start: number, end: number): ByteRange | undefined => (start < end ? { start, end } : undefined);

/** The header `Content-Range` for a run of something of `length` bytes. */
export const writeContentRange = ({ start, end }: ByteRange, length: number): string =>
  `bytes ${start}-${end - 1}/${length}`;
