import type { Txid } from '#lib/bytes/brand.ts';
import { HEADER_BYTES } from '#lib/chain/header.ts';
import type { SaidPlace } from '#lib/chain/sources/esplora-place.ts';
import type { BlockProgress, BlockSource } from '#lib/chain/sources/source.ts';
import { checkBlockWitness, type BlockWitness } from '#lib/proof/block-witness.ts';
import { proveWitness } from '#lib/proof/witness-commitment.ts';

/** A service that says where a transaction is, and gives blocks. */
export type BlockGiver = Pick<BlockSource, 'name' | 'block'> & {
  readonly placeOf: (txid: Txid, signal: AbortSignal) => Promise<SaidPlace | undefined>;
};

/** The largest block of BTC, and as many transactions as fit. */
const LIMITS = { maxBytes: 8_000_000, maxTransactions: 100_000 };

/**
 * Fetches the block of a transaction of BTC and makes the proof that it holds just these bytes, witness and all; `undefined`
 * while it is in no block.
 *
 * @throws {SourceError} as the service does, and an Error that says so when its block holds something else.
 */
export async function proveInBlock(
  { txid, raw }: { readonly txid: Txid; readonly raw: Uint8Array },
  giver: BlockGiver,
  signal: AbortSignal,
  onProgress?: BlockProgress,
): Promise<BlockWitness | undefined> {
  const place = await giver.placeOf(txid, signal);
  const block = place && (await giver.block(place.height, signal, onProgress));
  if (place === undefined || block === undefined) return undefined;
  const proof = proveWitness({ raw: block.raw, height: place.height }, txid, LIMITS);
  if (!proof.ok) throw new Error(`The block that ${giver.name} gave proves nothing: ${proof.issue.message}.`);
  const witness: BlockWitness = {
    coinbase: Uint8Array.from(proof.value.coinbase),
    coinbaseBump: Uint8Array.from(proof.value.coinbaseBump),
    witnessBump: Uint8Array.from(proof.value.witnessBump),
    height: place.height,
    header: block.raw.slice(0, HEADER_BYTES),
  };
  if (checkBlockWitness(raw, witness) === undefined)
    throw new Error(`The block that ${giver.name} gave holds other bytes under this name.`);
  return witness;
}
