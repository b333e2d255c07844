import type { Txid } from '#lib/bytes/brand.ts';
import { parseTx, txidOf } from '#lib/chain/tx.ts';
import { txWithOutputs } from './tx-with.ts';

/** A transaction that is too large for the shelf, with its name; another one for each `seed`. */
export function largeTx(bytes: number, seed = 0): { readonly txid: Txid; readonly raw: Uint8Array } {
  const script = Uint8Array.from({ length: bytes }, (_, at) => (at * 7 + seed) % 256);
  // OP_FALSE OP_RETURN: whatever follows is data.
  script.set([0x00, 0x6a]);
  const raw = txWithOutputs({ script, sats: 0 });
  const tx = parseTx(raw);
  if (!tx.ok) throw new Error(tx.issue.message);
  return { txid: txidOf(tx.value), raw };
}
