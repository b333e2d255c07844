import { decodeUtf8 } from '#lib/bytes/text.ts';
import type { Reading } from './reading.ts';
import type { ProtocolRecord } from './record.ts';

// .bitmap (https://gitbook.bitmap.land/ruleset/district-ruleset), the whole body of a text/plain inscription:
//
//   district = number ".bitmap"                   number is "0" or has no leading zero
//   parcel   = number "." number ".bitmap"        index of the transaction, height of its block
//
// Nothing is trimmed or folded. Which claim of a district wins, and whether the block exists, is for the ledger.

const DISTRICT = /^(0|[1-9][0-9]{0,15})\.bitmap$/;
const PARCEL = /^(0|[1-9][0-9]{0,15})\.(0|[1-9][0-9]{0,15})\.bitmap$/;

/** A claim on the land of a block, or on the part that one of its transactions gives. */
export type BitmapClaim =
  | { readonly kind: 'district'; readonly height: number }
  | { readonly kind: 'parcel'; readonly index: number; readonly height: number };

/** Reads a body exactly; `undefined` when it is no claim, or names a number that no height reaches. */
export function parseBitmap(body: string): BitmapClaim | undefined {
  const district = DISTRICT.exec(body)?.[1];
  if (district !== undefined)
    return isHeight(Number(district)) ? { kind: 'district', height: Number(district) } : undefined;
  const [, index, height] = PARCEL.exec(body) ?? [];
  if (index === undefined || height === undefined) return undefined;
  const claim = { kind: 'parcel', index: Number(index), height: Number(height) } as const;
  return isHeight(claim.index) && isHeight(claim.height) ? claim : undefined;
}

/** Heights and indices are counted in 32 bits on every chain. */
const isHeight = (value: number): boolean => Number.isInteger(value) && value >= 0 && value <= 0xffff_ffff;

/** Longest body of a claim, in bytes: two numbers of ten digits, dots and the word. */
const MAX_BODY = '4294967295.4294967295.bitmap'.length;

/**
 * Decodes a `district` or `parcel`, by the rules of OPI, whose answer others follow: the content type begins with `text/plain`
 * in lower case, and the body is taken as it lies, whatever encoding is declared.
 */
export function decodeBitmap(reading: Reading): ProtocolRecord | undefined {
  const { body, inscription } = reading;
  if (body === undefined || body.length > MAX_BODY) return undefined;
  if (inscription.contentType?.startsWith('text/plain') !== true) return undefined;
  const text = decodeUtf8(body);
  const claim = text === undefined ? undefined : parseBitmap(text);
  return claim && { ...claim, ...reading.base(), issues: [] };
}

function checked(value: number): number {
  if (!isHeight(value)) throw new RangeError(`not a height or an index: ${value}`);
  return value;
}

/**
 * The body of a claim.
 *
 * @throws {RangeError} when a number is not an unsigned 32-bit one.
 */
export const encodeBitmapBody = (claim: BitmapClaim): string =>
  claim.kind === 'district'
    ? `${checked(claim.height)}.bitmap`
    : `${checked(claim.index)}.${checked(claim.height)}.bitmap`;
