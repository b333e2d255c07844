import { asSats, outpointTxid, outpointVout, toOutpoint, type Outpoint } from '#lib/bytes/brand.ts';
import { p2pkhScript } from '#lib/chain/script.ts';
import { encodeTx } from '#lib/chain/tx.ts';
import { txidOfRaw } from './sample-tx.ts';
import type { Writer, Written } from './written.ts';

/** A transaction of chosen inputs and outputs. Its unlocking scripts say nothing: nobody looks at them here. */
export type PoolTx = Written & {
  readonly inputs: readonly Outpoint[];
  readonly outputs: readonly { readonly sats: number; readonly owner: string }[];
};

/** An output of so many satoshis to somebody, or of a script of its own. */
export type PoolOutput = {
  readonly to: Writer;
  readonly sats?: number;
  readonly script?: Uint8Array<ArrayBuffer>;
};

/** Puts a transaction together. */
export function poolTx(inputs: readonly Outpoint[], outputs: readonly PoolOutput[]): PoolTx {
  const raw = encodeTx({
    version: 1,
    inputs: inputs.map((input) => ({
      prevTxid: outpointTxid(input),
      prevVout: outpointVout(input),
      script: new Uint8Array(0),
      sequence: 0xffff_ffff,
    })),
    outputs: outputs.map(({ to, sats = 1, script }) => ({
      sats: asSats(sats),
      script: script ?? p2pkhScript(to.owner),
    })),
    lockTime: 0,
  });
  return {
    raw,
    txid: txidOfRaw(raw),
    inputs,
    outputs: outputs.map(({ to, sats = 1 }) => ({ sats, owner: to.key })),
  };
}

export const outputOf = ({ txid }: Written, vout = 0): Outpoint => toOutpoint(txid, vout);
