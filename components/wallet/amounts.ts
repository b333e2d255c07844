import type { ExchangeRate } from '#lib/chain/exchange-rate.ts';

/** In what an amount is typed: satoshis, or the money of a rate that is fresh. */
export type AmountUnit = 'sats' | 'money';

const SATS_A_COIN = 100_000_000;
/** More coins than there can be. */
const MOST_SATS = 21_000_000 * SATS_A_COIN;

/**
 * What was typed as an amount, in whole satoshis; `undefined` while it is none. Spaces and commas between digits are how
 * people write thousands, and a point is where the parts of a whole begin.
 */
export function readAmount(
  text: string,
  unit: AmountUnit,
  rate: ExchangeRate | undefined,
): number | undefined {
  const plain = text.trim().replaceAll(/(?<=\d)[ ,\u00a0\u202f](?=\d{3}(?:\D|$))/g, '');
  if (unit === 'sats') return /^\d{1,16}$/.test(plain) ? inRange(Number(plain)) : undefined;
  if (rate === undefined || !/^(?:\d{1,12}(?:\.\d{0,8})?|\.\d{1,8})$/.test(plain)) return undefined;
  return inRange(Math.round((Number(plain) / rate.perCoin) * SATS_A_COIN));
}

const inRange = (sats: number): number | undefined =>
  Number.isSafeInteger(sats) && sats > 0 && sats <= MOST_SATS ? sats : undefined;

/** An amount in coins as wallets write it into a link: no more digits than it has. */
export const inCoins = (sats: number): string => (sats / SATS_A_COIN).toFixed(8).replace(/\.?0+$/, '');

/** What a wallet is asked to pay, in the form that they read from a code (BIP 21, with BSV's mark). */
export const paymentLink = (address: string, sats: number | undefined): string =>
  `bitcoin:${address}?sv${sats === undefined ? '' : `&amount=${inCoins(sats)}`}`;
