import type { Txid } from '#lib/bytes/brand.ts';
import { decodeAddress } from '#lib/bytes/address.ts';
import type { Chain } from './chain.ts';
import { MINER } from './coinbase.ts';
import { keyFrom } from './keys.ts';
import type { FoundOutput, OutputIndex } from './output-index.ts';
import { toHex } from '#lib/bytes/hex.ts';
import { ADDRESS_VERSION, COINBASE_MATURITY } from './rules.ts';
import { feeFor, pay, payTo, type Coin, type Payment } from './spend.ts';
import type { TxOutput } from '#lib/chain/tx.ts';

export const FAUCET = keyFrom('the faucet');

const DEFAULT_GRANT = 100_000;
const MAX_GRANT = 50_000_000;

const COIN_SATS = 1_000_000;
const COINS_A_FAN_OUT = 200;
/** Below so many free coins another fan-out is made. */
const LEAST_COINS = 60;
/** Coins looked at for one payment. */
const MAX_LOOKED_AT = 500;

/**
 * Gives coins away. It never pays with a coinbase: a wallet's history would then end at one, and @bsv/sdk refuses the
 * proof of a coinbase more than 100 blocks deep. So it spends mature coinbases to many small coins, and pays with those
 * once they are mined. Every call runs to its end before another begins, and a coin that is spent in the mempool is
 * spent, so two calls never share one.
 */
export class Faucet {
  readonly #chain: Chain;
  readonly #outputs: OutputIndex;

  constructor(chain: Chain, outputs: OutputIndex) {
    this.#chain = chain;
    this.#outputs = outputs;
  }

  /** Coins that can be paid with now. */
  coins(): Coin[] {
    return this.#mined(FAUCET.hash160, MAX_LOOKED_AT).map(({ txid, vout, sats }) => ({
      txid,
      vout,
      sats,
      key: FAUCET,
    }));
  }

  #mined(hash160: Uint8Array, limit: number): FoundOutput[] {
    return this.#outputs
      .ofOwner(toHex(hash160), { reverse: false, unspentOnly: true, limit })
      .filter(({ height }) => height !== null);
  }

  /**
   * Pays `sats` to `address`, whose output is the first of the transaction.
   *
   * @throws {RangeError} when the address is not one of this network or the amount is not from 1 to {@link MAX_GRANT}.
   */
  give(address: string, sats = DEFAULT_GRANT): Payment {
    const decoded = decodeAddress(address);
    if (decoded === undefined || decoded.version !== ADDRESS_VERSION)
      throw new RangeError('not an address of the devnet');
    if (!Number.isSafeInteger(sats) || sats < 1 || sats > MAX_GRANT) {
      throw new RangeError(`from 1 to ${MAX_GRANT} satoshis at once`);
    }
    return this.payOut([payTo(decoded, sats)]);
  }

  /** Pays several outputs in one transaction, which is in the mempool when this returns. */
  payOut(outputs: readonly TxOutput[]): Payment {
    const payment = pay(this.#choose(outputs), outputs);
    const accepted = this.#chain.accept(payment.tx);
    if (!accepted.ok) throw new Error(`the faucet's own payment was refused: ${accepted.issue.detail}`);
    this.refill();
    return payment;
  }

  /** The oldest coins that cover `outputs`; mines a block where what is free waits in the mempool. */
  #choose(outputs: readonly TxOutput[]): Coin[] {
    const wanted = outputs.reduce((sum, { sats }) => sum + sats, 0);
    for (let attempt = 0; attempt < 3; attempt += 1) {
      const chosen: Coin[] = [];
      let sum = 0;
      for (const coin of this.coins()) {
        chosen.push(coin);
        sum += coin.sats;
        if (sum >= wanted + feeFor(chosen.length, outputs)) return chosen;
      }
      this.refill();
      this.#chain.mine();
    }
    throw new Error('the faucet has run dry');
  }

  /** Turns a mature coinbase into small coins when few are left. They are free once mined. */
  refill(): void {
    if (this.#outputs.balance(toHex(FAUCET.hash160)).count >= LEAST_COINS) return;
    const coinbase = this.#matureCoinbase();
    if (coinbase === undefined) return;
    const coins = Array.from({ length: COINS_A_FAN_OUT }, () => payTo(FAUCET, COIN_SATS));
    const fanOut = pay([coinbase], coins);
    const accepted = this.#chain.accept(fanOut.tx);
    if (!accepted.ok) throw new Error(`the fan-out was refused: ${accepted.issue.detail}`);
  }

  /** The oldest coinbase, or change of an earlier fan-out, that can be spent. */
  #matureCoinbase(): Coin | undefined {
    const nextHeight = this.#chain.tip().height + 1;
    const least = COINS_A_FAN_OUT * (COIN_SATS + 34);
    const found = this.#mined(MINER.hash160, MAX_LOOKED_AT).find(
      ({ coinbase, height, sats }) =>
        sats > least && height !== null && (!coinbase || nextHeight - height >= COINBASE_MATURITY),
    );
    return found === undefined
      ? undefined
      : { txid: found.txid, vout: found.vout, sats: found.sats, key: MINER };
  }

  /** Makes the first coins of a new chain, and mines them. */
  prime(time?: number): Txid {
    this.refill();
    const { txids } = this.#chain.mine(time);
    const fanOut = txids[1];
    if (fanOut === undefined) throw new Error('no coinbase is mature yet');
    return fanOut;
  }
}
