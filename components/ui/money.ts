import type { ExchangeRate } from '#lib/chain/exchange-rate.ts';
import { t } from '#lib/language/t.ts';
import { locale } from '#lib/language/locale.ts';
import { once } from './once.ts';

const SATS_A_COIN = 100_000_000;
/** A rate that is older is not a price any more. */
const STALE_MS = 3_600_000;

/** Whether a rate is too old to reckon with. */
export const isStale = ({ at }: ExchangeRate, now: number): boolean => now - at > STALE_MS;

/** An amount in money, in two digits that count: `US$0.000021`, and below a millionth `less than US$0.000001`. */
export function money(sats: number, { currency, perCoin }: ExchangeRate): string {
  const worth = (sats / SATS_A_COIN) * perCoin;
  const least = 0.000_001;
  const format = new Intl.NumberFormat(locale(), {
    style: 'currency',
    currency,
    maximumSignificantDigits: 2,
    minimumSignificantDigits: 1,
  });
  return worth > 0 && worth < least
    ? t('less than {amount}', { amount: format.format(least) })
    : format.format(worth);
}

const clock = once(() => new Intl.DateTimeFormat(locale(), { hour: '2-digit', minute: '2-digit' }));

/** `14:02`. */
export const clockTime = (at: number): string => clock().format(at);
