import * as z from 'zod/mini';
import { isTxid, type Txid } from '#lib/bytes/brand.ts';
import { BroadcasterError, type Answer } from './broadcaster.ts';
import type { HttpAnswer } from './http.ts';
import { readErrorNumber, readStatus } from './tx-status.ts';

// What ARC and Arcade have in common: the shape of a status and of an error. Both send more than we read.

/** The state of a transaction, in an answer or an event. `status` repeats the HTTP status, or is ARC's error number. */
export const txStatusSchema = z.object({
  txid: z.string().check(z.refine(isTxid)),
  txStatus: z.string(),
  status: z.exactOptional(z.number()),
});

/**
 * RFC 7807; Arcade puts ARC's number into a 400's body. The number is all that is read: words of a service are shown to
 * nobody, ours stand for them.
 */
const errorSchema = z.object({ status: z.number() });

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
  // An intermediary may replace the body; ARC's own status line still counts.
  const verdict =
    (parsed.success ? readErrorNumber(parsed.data.status) : undefined) ?? readErrorNumber(answer.status);
  if (verdict !== undefined) return verdict;
  throw withoutVerdict(broadcaster, answer);
}

/** What an answer is whose status says nothing about the transaction. */
export function withoutVerdict(broadcaster: string, { status, retryAfter }: HttpAnswer): BroadcasterError {
  const kind = status === 429 || status === 503 ? 'busy' : status >= 500 ? 'failed' : 'declined';
  return new BroadcasterError(
    broadcaster,
    kind,
    `answered ${status}`,
    retryAfter === undefined ? {} : { retryAfter },
  );
}
