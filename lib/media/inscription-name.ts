/**
 * What people call an inscription by, as they paste it:
 *
 *   txid        = 64 hex digits
 *   outpoint    = txid ( "_" | "." | ":" ) index            an output of BSV
 *   inscription = txid "i" index                            of BTC
 *   link        = any address whose path or fragment has one of these as a part:
 *                 https://ordfs.network/<outpoint>, https://1satordinals.com/outpoint/<outpoint>,
 *                 https://ordinals.com/inscription/<inscription>, /content/<id>, nabo's own /i#<id>
 *
 * Hex may be of either case; indexes are decimal, below 2^32.
 */
import { isTxid, toOutpoint, type Txid } from '#lib/bytes/brand.ts';
import type { Chain } from '#lib/chain/network.ts';

/** A name, taken apart. A bare txid says neither chain nor place. */
export type InscriptionName = {
  readonly txid: Txid;
  /** Of `<txid>i<n>` alone it is certain. */
  readonly chain?: Chain;
  /** The output of BSV, or which inscription of the transaction on BTC. */
  readonly index?: number;
};

const NAME = /(?:^|[/#?&=:])([0-9a-f]{64})(?:([i_.:])(0|[1-9][0-9]{0,9}))?(?=$|[/?#&.:])/i;
/** Longer than any link that somebody would paste. */
const MAX_LENGTH = 2_048;

/** Reads a name out of what somebody pasted or followed; `undefined` when there is none in it. */
export function readName(pasted: string): InscriptionName | undefined {
  if (pasted.length > MAX_LENGTH) return undefined;
  const [, hash = '', mark, digits] = NAME.exec(pasted.trim()) ?? [];
  const txid = hash.toLowerCase();
  if (!isTxid(txid)) return undefined;
  if (mark === undefined) return { txid };
  const index = Number(digits);
  if (index > 0xffff_ffff) return undefined;
  return mark.toLowerCase() === 'i' ? { txid, chain: 'btc', index } : { txid, chain: 'bsv', index };
}

/** The name as Nabo writes it: `<txid>i<n>` on BTC, `<txid>_<vout>` on BSV, else the bare txid. */
export function writeName({ txid, chain, index }: InscriptionName): string {
  if (index === undefined) return txid;
  return chain === 'btc' ? `${txid}i${index}` : toOutpoint(txid, index);
}
