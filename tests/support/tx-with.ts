import { asTxid, type Sats } from '#lib/bytes/brand.ts';
import { encodeTx } from '#lib/chain/tx.ts';

const PREV = asTxid('11'.repeat(32));

/** A transaction of one input and the given outputs; amounts default to the one satoshi of an inscription. */
export const txWithOutputs = (...outputs: readonly { script: Uint8Array; sats?: number }[]): Uint8Array =>
  encodeTx({
    version: 1,
    inputs: [{ prevTxid: PREV, prevVout: 0, script: new Uint8Array(0), sequence: 0xffff_ffff }],
    outputs: outputs.map(({ script, sats = 1 }) => ({ script, sats: sats as Sats })),
    lockTime: 0,
  });

/** A segwit transaction with one input for each witness stack. */
export const txWithWitnesses = (...stacks: readonly (readonly Uint8Array[])[]): Uint8Array =>
  encodeTx({
    version: 2,
    inputs: stacks.map((witness, prevVout) => ({
      prevTxid: PREV,
      prevVout,
      script: new Uint8Array(0),
      sequence: 0xffff_ffff,
      witness,
    })),
    outputs: [{ sats: 546 as Sats, script: Uint8Array.of(0x51) }],
    lockTime: 0,
  });
