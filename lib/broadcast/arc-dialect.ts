import * as z from 'zod/mini';
import { isTxid, type Txid } from '#lib/bytes/brand.ts';
import { BroadcasterError, type Answer } from './broadcaster.ts';
import type { HttpAnswer } from './http.ts';
import { plainText } from './reply.ts';
import { readErrorNumber, readStatus } from './tx-status.ts';

// What ARC and Arcade have in common: the shape of a status and of an error. Both send more than we read.

/** The state of a transaction, in an answer or an event. `status` repeats the HTTP status, or is ARC's error number. */
export const txStatusSchema = z.object({
  txid: z.string().check(z.refine(isTxid)),
  txStatus: z.string(),
  extraInfo: z.exactOptional(z.nullable(z.string())),
  status: z.exactOptional(z.number()),
});

/** RFC 7807; Arcade puts ARC's number into a 400's body and its own words into `reason`. */
const errorSchema = z.object({
  status: z.number(),
  title: z.optional(z.string()),
  detail: z.optional(z.string()),
  reason: z.optional(z.nullable(z.string())),
  extraInfo: z.optional(z.nullable(z.string())),
});

/**
 * Reads an answer about the transaction `txid`.
 *
 * @throws {BroadcasterError} when it says nothing about that transaction.
 */
export function readAnswer(broadcaster: string, txid: Txid, answer: HttpAnswer): Answer {
  if (answer.status >= 200 && answer.status < 300) {
    const parsed = txStatusSchema.safeParse(answer.json);
    if (!parsed.success) throw new BroadcasterError(broadcaster, 'malformed', 'not a transaction status');
    if (parsed.data.txid !== txid) {
      throw new BroadcasterError(broadcaster, 'malformed', 'the answer is about another transaction');
    }
    return readStatus(parsed.data);
  }
  const parsed = errorSchema.safeParse(answer.json);
  if (parsed.success) {
    const { title, detail, reason, extraInfo, status } = parsed.data;
    const words = [title, extraInfo ?? reason ?? detail].filter((part) => part !== undefined && part !== '');
    const verdict = readErrorNumber(status, words.join(': '));
    if (verdict !== undefined) return verdict;
  }
  // An intermediary may replace the body; ARC's own status line still counts.
  const verdict = readErrorNumber(answer.status, '');
  if (verdict !== undefined) return verdict;
  const busy = answer.status === 429 || answer.status === 503;
  const words = parsed.success ? plainText(parsed.data.detail ?? parsed.data.title ?? '', 120) : '';
  throw new BroadcasterError(
    broadcaster,
    busy ? 'busy' : 'failed',
    `answered ${answer.status}${words === '' ? '' : `: ${words}`}`,
    answer.retryAfter === undefined ? {} : { retryAfter: answer.retryAfter },
  );
}
