import { locale } from '#lib/language/locale.ts';
import { quantity, t } from '#lib/language/t.ts';
import { once } from './once.ts';

const plain = once(() => new Intl.NumberFormat(locale()));
const compact = once(
  () => new Intl.NumberFormat(locale(), { notation: 'compact', maximumFractionDigits: 1 }),
);
const coin = once(
  () => new Intl.NumberFormat(locale(), { maximumFractionDigits: 8, maximumSignificantDigits: 5 }),
);
const list = once(() => new Intl.ListFormat(locale(), { type: 'conjunction' }));
const moment = once(() => new Intl.DateTimeFormat(locale(), { dateStyle: 'medium', timeStyle: 'short' }));
const day = once(() => new Intl.DateTimeFormat(locale(), { dateStyle: 'medium' }));

const unit = (name: string, display: 'short' | 'long', digits = 0): (() => Intl.NumberFormat) =>
  once(
    () =>
      new Intl.NumberFormat(locale(), {
        style: 'unit',
        unit: name,
        unitDisplay: display,
        maximumFractionDigits: digits,
      }),
  );
const UNITS = {
  millisecond: unit('millisecond', 'short'),
  second: unit('second', 'short', 1),
  byte: unit('byte', 'long'),
  kilobyte: unit('kilobyte', 'short', 1),
  megabyte: unit('megabyte', 'short', 1),
  gigabyte: unit('gigabyte', 'short', 1),
} as const;

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** `12,408`. */
export const count = (value: number | bigint): string => plain().format(value);

/** `12.4K`, for the small print beside an action. */
export const shortCount = (value: number): string => compact().format(value);

/** `46 sat`. */
export const sats = (value: number): string => t('{amount} sat', { amount: plain().format(value) });

/** An amount in whole coins, rounded to five digits: `171.83`. */
export const coins = (value: bigint): string => coin().format(Number(value) / 100_000_000);

/** `612 bytes`, `9.2 kB`, `1.8 MB`. */
export function byteSize(value: number): string {
  if (value < 1000) return UNITS.byte().format(value);
  if (value < 1_000_000) return UNITS.kilobyte().format(value / 1000);
  if (value < 1_000_000_000) return UNITS.megabyte().format(value / 1_000_000);
  return UNITS.gigabyte().format(value / 1_000_000_000);
}

/** How long something took: `43 ms`, `1.2 sec`. */
export function duration(milliseconds: number): string {
  if (milliseconds < 1000) return UNITS.millisecond().format(milliseconds);
  return UNITS.second().format(milliseconds / 1000);
}

/** How long ago in the fewest letters: `now`, `34 min`, `5h`, `2d`, then the date. Times ahead of us count as now. */
export function ago(time: number, now: number): string {
  const age = now - time;
  if (age < MINUTE) return t('now');
  if (age < HOUR) return t('{minutes} min', { minutes: count(Math.floor(age / MINUTE)) });
  if (age < DAY) return t('{hours}h', { hours: count(Math.floor(age / HOUR)) });
  if (age < 7 * DAY) return t('{days}d', { days: count(Math.floor(age / DAY)) });
  return day().format(time);
}

/** `ann, ben, and cleo`. */
export const listed = (words: readonly string[]): string => list().format(words);

/** `22 Nov 2026, 17:04`. */
export const dateTime = (time: number): string => moment().format(time);

/** `one source`, `2 sources`. */
export function plural(value: number, one: string, many: string): string {
  return quantity(value, count(value), one, many);
}

/** The two ends of a long hash, in groups of four that an eye can compare: `7c1e 90b4 … 5e2d a0f3`. */
export function shortHash(hex: string): string {
  if (hex.length <= 20) return hex;
  const groups = (text: string): string => text.replaceAll(/(.{4})(?=.)/g, '$1 ');
  return `${groups(hex.slice(0, 8))} … ${groups(hex.slice(-8))}`;
}
