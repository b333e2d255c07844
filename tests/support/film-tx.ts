import type { Txid } from '#lib/bytes/brand.ts';
import { concatBytes } from '#lib/bytes/concat.ts';
import { p2pkhScript } from '#lib/chain/script.ts';
import { parseTx, txidOf } from '#lib/chain/tx.ts';
import { encodeEnvelope } from '#lib/envelopes/index.ts';
import { txWithOutputs } from './tx-with.ts';

/** A transaction with a film of any bytes that begin like one; other ones for each `seed`. */
export function filmTx(
  bytes: number,
  seed = 0,
): { readonly txid: Txid; readonly raw: Uint8Array; readonly body: Uint8Array } {
  const body = Uint8Array.from({ length: bytes }, (_, at) => (at * 7 + (at >> 8) + seed) % 256);
  body.set([0x1a, 0x45, 0xdf, 0xa3]);
  return { ...filmOf(body), body };
}

/** The transaction with a film. */
export function filmOf(body: Uint8Array): { readonly txid: Txid; readonly raw: Uint8Array } {
  const envelope = encodeEnvelope({ contentType: 'video/webm', body });
  const raw = txWithOutputs({ script: concatBytes([envelope, p2pkhScript(new Uint8Array(20).fill(7))]) });
  const tx = parseTx(raw);
  if (!tx.ok) throw new Error(tx.issue.message);
  return { txid: txidOf(tx.value), raw };
}
