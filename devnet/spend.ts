import TransactionSignature from '@bsv/sdk/primitives/TransactionSignature';
import LockingScript from '@bsv/sdk/script/LockingScript';
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { asSats, toOutpoint, type Outpoint, type Txid } from '#lib/bytes/brand.ts';
import { concatBytes } from '#lib/bytes/concat.ts';
import { sha256d } from '#lib/bytes/hash.ts';
import { varintSize } from '#lib/bytes/varint.ts';
import { p2pkhScript, pushData } from '#lib/chain/script.ts';
import { encodeTx, parseTx, txidOf, type Tx, type TxFields, type TxOutput } from '#lib/chain/tx.ts';
import type { DevKey } from './keys.ts';
import { leastFee, POLICY } from './rules.ts';

const SCOPE = TransactionSignature.SIGHASH_ALL | TransactionSignature.SIGHASH_FORKID;
/** Outpoint, length, a signature of at most 72 bytes with its scope, a public key, and the sequence. */
const INPUT_BYTES = 36 + 1 + 1 + 73 + 1 + 33 + 4;
const CHANGE_BYTES = 34;
/** Change below this is left to the miner: spending it would cost more. */
const LEAST_CHANGE = 50;

/** An output that pays to one of our own keys, and its key. */
export type Coin = {
  readonly txid: Txid;
  readonly vout: number;
  readonly sats: number;
  readonly key: DevKey;
  /** The output's script where it holds more than the payment, as an inscription's does. */
  readonly script?: Uint8Array;
};

/** What one payment made: the transaction, and the coin that its change is (its last output), if there was any. */
export type Payment = { readonly txid: Txid; readonly tx: Tx; readonly change?: Coin };

export const outpointOf = (coin: Pick<Coin, 'txid' | 'vout'>): Outpoint => toOutpoint(coin.txid, coin.vout);

/** The output that pays `sats` to `key`. */
export const payTo = (key: Pick<DevKey, 'hash160'>, sats: number): TxOutput => ({
  sats: asSats(sats),
  script: p2pkhScript(key.hash160),
});

/** The least fee for spending `inputs` coins to `outputs` and a change output. */
export function feeFor(inputs: number, outputs: readonly TxOutput[]): number {
  const out = outputs.reduce((sum, { script }) => sum + 8 + varintSize(script.length) + script.length, 0);
  const counts = varintSize(inputs) + varintSize(outputs.length + 1);
  return leastFee(8 + counts + inputs * INPUT_BYTES + out + CHANGE_BYTES, POLICY.feeSats);
}

/** Signs every input of `fields`; `coins` are what they spend, in order. */
export function signTx(fields: TxFields, coins: readonly Coin[]): Tx {
  const inputs = fields.inputs.map((input) => ({
    sourceTXID: input.prevTxid,
    sourceOutputIndex: input.prevVout,
    sequence: input.sequence,
  }));
  const outputs = fields.outputs.map(({ sats, script }) => ({
    satoshis: sats,
    lockingScript: new LockingScript([], script, undefined, false),
  }));
  const cache = {};
  const signed = fields.inputs.map((input, index) => {
    const coin = coins[index];
    if (coin === undefined) throw new RangeError(`no coin for input ${index}`);
    const preimage = TransactionSignature.formatBip143({
      sourceTXID: input.prevTxid,
      sourceOutputIndex: input.prevVout,
      sourceSatoshis: coin.sats,
      transactionVersion: fields.version,
      otherInputs: inputs.filter((_, other) => other !== index),
      outputs,
      inputIndex: index,
      subscript: new LockingScript([], coin.script ?? p2pkhScript(coin.key.hash160), undefined, false),
      inputSequence: input.sequence,
      lockTime: fields.lockTime,
      scope: SCOPE,
      cache,
    });
    const signature = secp256k1.sign(sha256d(preimage), coin.key.secret, { prehash: false, format: 'der' });
    const script = concatBytes([
      pushData(concatBytes([signature, Uint8Array.of(SCOPE)])),
      pushData(coin.key.publicKey),
    ]);
    return { ...input, script };
  });
  const tx = parseTx(encodeTx({ ...fields, inputs: signed }));
  if (!tx.ok) throw new Error(`a transaction of our own does not parse: ${tx.issue.message}`);
  return tx.value;
}

/**
 * Spends `coins` to `outputs` and gives the rest, less the least fee, back to the last coin's key.
 *
 * @throws {RangeError} when the coins do not cover outputs and fee.
 */
export function pay(coins: readonly Coin[], outputs: readonly TxOutput[]): Payment {
  const last = coins.at(-1);
  if (last === undefined) throw new RangeError('nothing to spend');
  const given = coins.reduce((sum, { sats }) => sum + sats, 0);
  const change = given - outputs.reduce((sum, { sats }) => sum + sats, 0) - feeFor(coins.length, outputs);
  if (change < 0) throw new RangeError(`${given} satoshis are ${-change} too few`);
  const hasChange = change >= LEAST_CHANGE;
  const fields: TxFields = {
    version: 1,
    inputs: coins.map(({ txid, vout }) => ({
      prevTxid: txid,
      prevVout: vout,
      script: new Uint8Array(0),
      sequence: 0xffff_ffff,
    })),
    outputs: hasChange ? [...outputs, payTo(last.key, change)] : outputs,
    lockTime: 0,
  };
  const tx = signTx(fields, coins);
  const txid = txidOf(tx);
  if (!hasChange) return { txid, tx };
  return { txid, tx, change: { txid, vout: outputs.length, sats: change, key: last.key } };
}
