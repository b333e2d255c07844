import { asSats, asTxid } from '#lib/bytes/brand.ts';
import { concatBytes } from '#lib/bytes/concat.ts';
import { pushData } from '#lib/chain/script.ts';
import { p2pkhScript } from '#lib/chain/script.ts';
import { encodeTx, type TxFields } from '#lib/chain/tx.ts';
import { keyFrom } from './keys.ts';
import { subsidyAt } from './rules.ts';

/** Where new coins go; the faucet takes them from here once they are mature. */
export const MINER = keyFrom('the miner');

/** What the first input of a coinbase spends: nothing. */
export const NO_TXID = asTxid('0'.repeat(64));
export const NO_VOUT = 0xffff_ffff;

/** A number as a script pushes it: little-endian, with room for the sign (BIP 34 puts the height first so). */
function scriptNumber(value: number): Uint8Array {
  const bytes: number[] = [];
  for (let left = value; left > 0; left = Math.floor(left / 0x100)) bytes.push(left % 0x100);
  if ((bytes.at(-1) ?? 0) >= 0x80) bytes.push(0);
  return Uint8Array.from(bytes);
}

/**
 * The coinbase of the block at `height`. `branch` counts the blocks that were mined at that height before, so that
 * the coinbases of rival branches have different ids.
 */
export function encodeCoinbase(height: number, branch: number, feeSats: number): Uint8Array<ArrayBuffer> {
  const fields: TxFields = {
    version: 1,
    inputs: [
      {
        prevTxid: NO_TXID,
        prevVout: NO_VOUT,
        script: concatBytes([
          pushData(scriptNumber(height)),
          pushData(scriptNumber(branch)),
          pushData(new TextEncoder().encode('/nabo devnet/')),
        ]),
        sequence: 0xffff_ffff,
      },
    ],
    outputs: [{ sats: asSats(subsidyAt(height) + feeSats), script: p2pkhScript(MINER.hash160) }],
    lockTime: 0,
  };
  return encodeTx(fields);
}
