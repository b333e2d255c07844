import { randomUUID } from 'node:crypto';
import { asSats, asTxid, type Txid } from '#lib/bytes/brand.ts';
import type { Tx, TxFields, TxOutput } from '#lib/chain/tx.ts';
import type { Devnet } from '#devnet/devnet.ts';
import { keyFrom, type DevKey } from '#devnet/keys.ts';
import { payTo, signTx, type Coin } from '#devnet/spend.ts';

export const COIN_SATS = 100_000;

export type Person = { readonly key: DevKey; readonly coin: Coin };

/** A person with one coin of {@link COIN_SATS}, mined. */
export function fundedPerson(devnet: Devnet, name: string = randomUUID()): Person {
  const person = newPerson(devnet, name);
  devnet.mine();
  return person;
}

/** A person with one coin that waits in the mempool. */
export function newPerson(devnet: Devnet, name: string = randomUUID()): Person {
  const key = keyFrom(name);
  const { txid } = devnet.faucet(key.address, COIN_SATS);
  return { key, coin: { txid, vout: 0, sats: COIN_SATS, key } };
}

export const unknownTxid = (): Txid => asTxid(randomUUID().replaceAll('-', '').repeat(2));

/** Fields that spend `coin` to `outputs` (its owner less 500 satoshis, unless said), for tests to spoil. */
export const fieldsOf = (
  coin: Coin,
  outputs: readonly TxOutput[] = [payTo(coin.key, coin.sats - 500)],
): TxFields => ({
  version: 1,
  inputs: [{ prevTxid: coin.txid, prevVout: coin.vout, script: new Uint8Array(0), sequence: 0xffff_ffff }],
  outputs,
  lockTime: 0,
});

/** A transaction that spends `coin` and that everybody accepts. */
export const spend = (coin: Coin, outputs?: readonly TxOutput[]): Tx =>
  signTx(fieldsOf(coin, outputs), [coin]);

export const output = (sats: number, script: Uint8Array): TxOutput => ({ sats: asSats(sats), script });
