import { readInscriptions, type Inscription } from '#lib/envelopes/index.ts';
import { decodeRecord } from '#lib/protocols/index.ts';
import type { DistrictClaim } from './districts.ts';

/** From this height on BTC's inscriptions are numbered as they come, however odd they are. */
const JUBILEE = 824_544;
const POINTER = 2;

/** Where a transaction is in the chain; in no block when absent. */
export type BtcPlace = { readonly height: number; readonly index: number };

/**
 * The `.bitmap` districts that a BTC transaction claims, each at its place in the order that decides: height, index in the
 * block, and the number of the envelope in the transaction. Nobody's key is named: whom an inscription went to is in the
 * transactions around it.
 */
export function readDistrictClaims(raw: Uint8Array, place: BtcPlace): DistrictClaim<string>[] {
  const claims: DistrictClaim<string>[] = [];
  for (const [number, inscription] of readInscriptions(raw, 'btc').entries()) {
    const record = decodeRecord(inscription);
    if (record.kind !== 'district') continue;
    claims.push({
      name: record.height,
      id: inscription.id,
      holder: '',
      position: { height: place.height, index: place.index, vout: number },
      ...(isCursed(inscription, place.height) ? { cursed: true } : {}),
    });
  }
  return claims;
}

/**
 * Whether ord gave a BTC inscription a negative number when its block came, as far as its transaction shows: what was odd
 * about an envelope cursed it before the jubilee. That a satoshi carried an inscription already cursed too, and is not in
 * the transaction, so it is not seen here.
 */
export function isCursed(
  { input = 0, offset = 0, flags, fields }: Pick<Inscription, 'input' | 'offset' | 'flags' | 'fields'>,
  height: number,
): boolean {
  if (height >= JUBILEE) return false;
  const isOdd = Object.values(flags).some(Boolean);
  const hasPointer = fields.some(({ tag }) => tag.length === 1 && tag[0] === POINTER);
  return isOdd || input > 0 || offset > 0 || hasPointer;
}
