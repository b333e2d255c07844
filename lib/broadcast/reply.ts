import * as z from 'zod/mini';
import { isTxid, type Txid } from '#lib/bytes/brand.ts';

/**
 * What became of a transaction that was handed over.
 *
 * - `accepted`: a broadcaster says that the network has it. Its word only; `code` is the status that it gave.
 * - `pending`: a broadcaster took it, or may have, and knows no more yet. A time-out is never more than this.
 * - `rejected`: the network's rules refuse these bytes. They can never be mined as they are.
 * - `conflict`: another transaction spends the same coin. Not final: the other one may lose.
 */
const BROADCAST_STATES = ['accepted', 'pending', 'rejected', 'conflict'] as const;
export type BroadcastState = (typeof BROADCAST_STATES)[number];

/** Longest `detail`, in characters. */
const MAX_DETAIL = 300;
/** Largest reply of `/api/broadcast`, in bytes. */
export const MAX_REPLY_BYTES = 4_096;

const txid = z.custom<Txid>((value) => typeof value === 'string' && isTxid(value));
const code = z.string().check(z.regex(/^[A-Za-z0-9_-]{1,40}$/));
const detail = z.string().check(z.maxLength(MAX_DETAIL));
const retryAfter = z.number().check(z.int(), z.minimum(0), z.maximum(86_400));

/** The body that `/api/broadcast` answers with when a broadcaster was asked. */
export const broadcastReplySchema = z.object({
  txid,
  state: z.enum(BROADCAST_STATES),
  /** Name of the broadcaster whose answer this is. */
  broadcaster: z.string().check(z.maxLength(64)),
  /** A status (`SEEN_ON_NETWORK`), ARC's error number (`465`), or one of our own words (`timeout`, `unreachable`). */
  code: z.optional(code),
  /** Our own words for what the broadcaster said. Text for a person, never markup. */
  detail: z.optional(detail),
  /** Seconds to wait before asking again. */
  retryAfter: z.optional(retryAfter),
});
export type BroadcastReply = z.infer<typeof broadcastReplySchema>;

/** The body with a 4xx or 503: the host itself would not pass the request on. Says nothing about the transaction. */
export const broadcastRefusalSchema = z.object({ code, detail, retryAfter: z.optional(retryAfter) });
export type BroadcastRefusal = z.infer<typeof broadcastRefusalSchema>;

/** Control, format (bidi, zero-width) and surrogate code points: nothing that could dress foreign words up. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]+/gu;

/** Foreign text as we dare to pass it on: one line, no control characters, at most `limit` characters. */
export function plainText(text: string, limit: number = MAX_DETAIL): string {
  const clean = text
    .slice(0, limit * 4)
    .replaceAll(UNPRINTABLE, ' ')
    .replaceAll(/ {2,}/g, ' ')
    .trim();
  return clean.length > limit ? `${clean.slice(0, limit - 1).toWellFormed()}…` : clean;
}
