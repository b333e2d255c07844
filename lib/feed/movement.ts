import { toOutpoint, type Txid } from '#lib/bytes/brand.ts';
import { equalBytes } from '#lib/bytes/concat.ts';
import { toHex } from '#lib/bytes/hex.ts';
import type { Chain } from '#lib/chain/network.ts';
import { p2pkhHash, p2pkhHashAt } from '#lib/chain/script.ts';
import { parseTx } from '#lib/chain/tx.ts';
import { readInscriptions } from '#lib/envelopes/index.ts';
import type { Movement } from '#lib/ledger/ordinals.ts';

/** A transaction's movement before it has a place. */
export type ReadMovement = Omit<Movement, 'position'>;

/** Reads what a transaction does with satoshis; `undefined` on chains whose ordinals are not followed. */
export function readMovement(raw: Uint8Array, txid: Txid, chain: Chain): ReadMovement | undefined {
  const tx = parseTx(raw);
  if (!tx.ok || chain !== 'bsv') return undefined;
  const inscribed = readInscriptions(raw, chain);
  const outputs: Movement['outputs'][number][] = [];
  let carries = false;
  let last:
    | { readonly output: Movement['outputs'][number]; readonly hash: Uint8Array | undefined }
    | undefined;
  let next = 0;
  for (const [vout, { sats, script }] of tx.value.outputs.entries()) {
    const inscription = inscribed[next]?.vout === vout ? inscribed[next] : undefined;
    if (inscription !== undefined) next += 1;
    carries ||= sats === 1 && inscription?.body === undefined;
    const hash = inscription === undefined ? p2pkhHash(script) : p2pkhHashAt(script, 0);
    // Outputs of one person are often alike, and there may be any number: they share what is kept.
    const isAlike = hash !== undefined && last?.hash !== undefined && equalBytes(hash, last.hash);
    const owner = isAlike ? last?.output.owner : hash === undefined ? inscription?.owner : toHex(hash);
    if (last?.output.sats !== sats || last.output.owner !== (owner ?? ''))
      last = { output: { sats, owner: owner ?? '' }, hash };
    outputs.push(last.output);
  }
  return {
    txid,
    inputs: tx.value.inputs.map(({ prevTxid, prevVout }) => toOutpoint(prevTxid, prevVout)),
    outputs,
    carries,
  };
}
