import * as z from 'zod/mini';
import type { ExchangeRate } from '#lib/chain/exchange-rate.ts';
import type { SourceEntry } from '#lib/chain/source-entry.ts';
import { fetchJson, type Fetch, type FetchLimits } from './bounded-fetch.ts';

const LIMITS: FetchLimits = { maxBytes: 4_096, timeoutMs: 10_000 };
/** Dearer or cheaper than this is a mistake, whoever says it. */
const MOST = 1_000_000;

const perCoin = z.number().check(z.positive(), z.maximum(MOST));
const answerSchema = z.object({
  currency: z.string().check(z.regex(/^[A-Z]{3}$/)),
  /** As a number, or as its digits. */
  rate: z.union([
    perCoin,
    z.pipe(z.string().check(z.regex(/^\d{1,7}(?:\.\d{1,20})?$/)), z.pipe(z.transform(Number), perCoin)),
  ]),
  /** Seconds since 1970. */
  time: z.number().check(z.nonnegative()),
});

/**
 * What a coin is worth in money, by WhatsOnChain (`GET /exchangerate`). It is that source's word, for showing alone: no
 * payment depends on it. The request says nothing about who asks or what is read.
 *
 * @throws {SourceError} as `fetchJson` does.
 */
export async function fetchExchangeRate(
  { name, url }: SourceEntry,
  signal: AbortSignal,
  fetch: Fetch,
): Promise<ExchangeRate> {
  const { currency, rate, time } = await fetchJson(
    { source: name, url: `${url}/exchangerate`, why: 'rate', limits: LIMITS, signal, fetch },
    answerSchema,
  );
  return { currency, perCoin: rate, at: time * 1_000, from: name };
}
