import type { Chain } from '#lib/chain/network.ts';
import { readTxLayout } from '#lib/chain/tx-layout.ts';
import type { Inscription } from './inscription.ts';
import { readOnesat } from './onesat.ts';
import { RawTx } from './raw-tx.ts';
import { readWitnesses } from './witness.ts';

export type { Content, EnvelopeFlags, Field, Inscription } from './inscription.ts';
export type { Tape } from './op-return.ts';
export { AIP_PREFIX, findReturn, pushedBytes, readTapes } from './op-return.ts';
export { encodeEnvelope, type EnvelopeContent } from './onesat.ts';
export { decodeInscriptionId, encodeInscriptionId } from './inscription-id.ts';
export { curseOf, readOrdFields, type Curse, type OrdFields } from './ord-fields.ts';
export { judgeParents, readOnesatParent, type ParentClaim, type ParentStanding } from './parents.ts';
export { satPlace, type SatPlace } from './sat-place.ts';
export { withDelegate } from './delegate.ts';
// Packed content is opened by open-content.ts, named by itself: what it needs would weigh on every reader of this file.

/**
 * The inscriptions of one raw transaction, in order: 1Sat envelopes and bitcom tapes of its outputs on BSV, ord
 * envelopes of its witnesses on BTC. Never throws: bytes that are not exactly one transaction give `[]`.
 *
 * Finding them costs one walk over the bytes, and memory in proportion to their number. Bodies, fields and tapes are
 * read when asked for, and the transaction is hashed when an id is asked for. All of them keep `rawTx` alive.
 */
export function readInscriptions(rawTx: Uint8Array, chain: Chain): Inscription[] {
  const layout = readTxLayout(rawTx);
  if (!layout.ok || layout.value.end !== rawTx.length) return [];
  const tx = new RawTx(layout.value);
  return chain === 'btc' ? readWitnesses(tx) : readOnesat(tx);
}
