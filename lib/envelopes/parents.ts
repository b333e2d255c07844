import { asTxid, toOutpoint, type Outpoint } from '#lib/bytes/brand.ts';
import { toDisplayHex } from '#lib/bytes/hex.ts';
import { ByteReader } from '#lib/bytes/reader.ts';
import type { Tx } from '#lib/chain/tx.ts';
import type { Inscription } from './inscription.ts';
import { readOrdFields } from './ord-fields.ts';
import { TAG_PARENT } from './payload.ts';

/**
 * What can be said of a claim to descend from another inscription on BTC.
 *
 * - `revealed`: the parent is inscribed by the same transaction. Seen in it.
 * - `spent`: the parent lay on an output that the transaction spends.
 * - `refused`: the parent lay elsewhere, so that whoever wrote the claim did not hold it. It counts for nothing.
 * - `unknown`: where the parent lay is not known.
 */
export type ParentStanding = 'revealed' | 'spent' | 'refused' | 'unknown';

export type ParentClaim = { readonly id: string; readonly standing: ParentStanding };

/**
 * Judges the parents that the inscriptions of a BTC transaction claim, in their order. A transaction alone shows which
 * inscriptions it reveals and which outputs it spends, but not what lay on those; `whereIs` says on which output an
 * inscription lay before this transaction, as an index knows it or as {@link satPlace} tells for one that never moved.
 *
 * @param inscriptions every inscription of `tx`, as readInscriptions gives them.
 */
export function judgeParents(
  tx: Pick<Tx, 'inputs'>,
  inscriptions: readonly Inscription[],
  whereIs: (id: string) => Outpoint | undefined,
): ParentClaim[][] {
  const claims = inscriptions.map((inscription) => readOrdFields(inscription).parents);
  if (claims.every(({ length }) => length === 0)) return claims.map(() => []);
  const revealed = new Set(inscriptions.map(({ id }) => id));
  const spent = new Set(tx.inputs.map(({ prevTxid, prevVout }) => toOutpoint(prevTxid, prevVout)));
  const standingOf = (id: string): ParentStanding => {
    if (revealed.has(id)) return 'revealed';
    const outpoint = whereIs(id);
    if (outpoint === undefined) return 'unknown';
    return spent.has(outpoint) ? 'spent' : 'refused';
  };
  return claims.map((parents) => parents.map((id) => ({ id, standing: standingOf(id) })));
}

/**
 * The outpoint that a 1Sat inscription names as its parent, in 36 bytes; of several the last. A claim: no indexer of
 * 1Sat checks that the parent was spent.
 */
export function readOnesatParent({ fields }: Pick<Inscription, 'fields'>): Outpoint | undefined {
  const value = fields.findLast(({ tag }) => tag.length === 1 && tag[0] === TAG_PARENT)?.value;
  if (value?.length !== 36) return undefined;
  return toOutpoint(asTxid(toDisplayHex(value.subarray(0, 32))), new ByteReader(value, 32).u32());
}
