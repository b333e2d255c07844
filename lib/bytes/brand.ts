/**
 * Names for strings and numbers that must not be mixed up. Only the functions here mint them, after a check;
 * everywhere else a plain string does not compile where a {@link Txid} is wanted.
 */
declare const brand: unique symbol;
type Brand<T, Name extends string> = T & { readonly [brand]: Name };

/** Transaction id: 64 lower-case hex digits in display order (the double SHA-256, reversed). */
export type Txid = Brand<string, 'Txid'>;
/** Block hash: 64 lower-case hex digits in display order. */
export type BlockHash = Brand<string, 'BlockHash'>;
/** An output of a transaction: `<txid>_<vout>`, vout in canonical decimal. */
export type Outpoint = Brand<string, 'Outpoint'>;
/** An amount in satoshis: a whole number from 0 to 21 million coins, so it is exact in a double. */
export type Sats = Brand<number, 'Sats'>;

/** 21,000,000 coins of 100,000,000 satoshis: no amount on either chain is larger. */
export const MAX_SATS = 21_000_000 * 100_000_000;

const HEX_64 = /^[0-9a-f]{64}$/;
const OUTPOINT = /^[0-9a-f]{64}_(?:0|[1-9][0-9]{0,9})$/;

export const isTxid = (value: string): value is Txid => HEX_64.test(value);
export const isBlockHash = (value: string): value is BlockHash => HEX_64.test(value);
export const isOutpoint = (value: string): value is Outpoint =>
  OUTPOINT.test(value) && Number(value.slice(65)) <= 0xffff_ffff;
export const isSats = (value: number): value is Sats =>
  Number.isSafeInteger(value) && value >= 0 && value <= MAX_SATS;

/** @throws {TypeError} when `value` is not 64 lower-case hex digits. For values that our own code made. */
export function asTxid(value: string): Txid {
  if (!isTxid(value)) throw new TypeError(`not a txid: ${value.slice(0, 80)}`);
  return value;
}

/** @throws {TypeError} when `value` is not 64 lower-case hex digits. */
export function asBlockHash(value: string): BlockHash {
  if (!isBlockHash(value)) throw new TypeError(`not a block hash: ${value.slice(0, 80)}`);
  return value;
}

/** @throws {RangeError} when `value` is not a whole number within {@link MAX_SATS}. */
export function asSats(value: number): Sats {
  if (!isSats(value)) throw new RangeError(`not an amount in satoshis: ${value}`);
  return value;
}

/** @throws {TypeError} when `vout` is not an unsigned 32-bit number. */
export function toOutpoint(txid: Txid, vout: number): Outpoint {
  const text = `${txid}_${vout}`;
  if (!isOutpoint(text)) throw new TypeError(`not an outpoint: ${text}`);
  return text;
}

export const outpointTxid = (outpoint: Outpoint): Txid => asTxid(outpoint.slice(0, 64));
export const outpointVout = (outpoint: Outpoint): number => Number(outpoint.slice(65));
