import { asSats, asTxid, type Txid } from '#lib/bytes/brand.ts';
import { encodeTx, parseTx, txidOf } from '#lib/chain/tx.ts';

/** A well-formed transaction that differs by `seed` alone. Its scripts say nothing. */
export const sampleRaw = (seed: number): Uint8Array<ArrayBuffer> =>
  encodeTx({
    version: 1,
    inputs: [
      { prevTxid: asTxid('11'.repeat(32)), prevVout: seed, script: new Uint8Array(3), sequence: 0xffff_ffff },
    ],
    outputs: [{ sats: asSats(seed + 1), script: new Uint8Array(20).fill(0x51) }],
    lockTime: 0,
  });

/** The id of a transaction that our own code made. */
export function txidOfRaw(raw: Uint8Array): Txid {
  const tx = parseTx(raw);
  if (!tx.ok) throw new Error(tx.issue.message);
  return txidOf(tx.value);
}
