import { toOutpoint, type Txid } from '#lib/bytes/brand.ts';
import { toHex } from '#lib/bytes/hex.ts';
import type { Chain } from '#lib/chain/network.ts';
import { p2pkhHash } from '#lib/chain/script.ts';
import { parseTx } from '#lib/chain/tx.ts';
import { readInscriptions } from '#lib/envelopes/index.ts';
import type { Movement } from '#lib/ledger/ordinals.ts';

/** A transaction's movement before it has a place. */
export type ReadMovement = Omit<Movement, 'position'>;

/** Reads what a transaction does with satoshis; `undefined` on chains whose ordinals are not followed. */
export function readMovement(raw: Uint8Array, txid: Txid, chain: Chain): ReadMovement | undefined {
  const tx = parseTx(raw);
  if (!tx.ok || chain !== 'bsv') return undefined;
  const inscribed = new Map(
    readInscriptions(raw, chain).map(({ vout, owner, body }) => [
      vout,
      { owner, isContent: body !== undefined },
    ]),
  );
  let last: Movement['outputs'][number] | undefined;
  const outputs = tx.value.outputs.map(({ sats, script }, vout) => {
    const hash = p2pkhHash(script);
    const owner = inscribed.get(vout)?.owner ?? (hash === undefined ? '' : toHex(hash));
    // Outputs of one person are often alike, and there may be any number: they share what is kept.
    if (last?.sats !== sats || last.owner !== owner) last = { sats, owner };
    return last;
  });
  return {
    txid,
    inputs: tx.value.inputs.map(({ prevTxid, prevVout }) => toOutpoint(prevTxid, prevVout)),
    outputs,
    carries: outputs.some(({ sats }, vout) => sats === 1 && inscribed.get(vout)?.isContent !== true),
  };
}
