import { BroadcasterError, type Answer, type Broadcaster, type Submission } from './broadcaster.ts';
import { plainText, type BroadcastReply } from './reply.ts';

/** Longest that all broadcasters of one submission may take together, where the caller names no other limit. */
export const FAILOVER_TIMEOUT_MS = 16_000;

/** Seconds to wait when no broadcaster could be asked and none said how long. */
const RETRY_AFTER = 5;

/** How much an answer tells when several differ: a network that has the bytes beats one that refuses them. */
const WEIGHT = { accepted: 4, pending: 3, conflict: 2, rejected: 1 } as const satisfies Record<
  Answer['state'],
  number
>;

/**
 * Whether a reply carries a broadcaster's word about the transaction. `unreachable` means that it was never handed
 * over; after `timeout` it may have been. Neither is a verdict.
 */
export const isWord = (reply: BroadcastReply): boolean =>
  reply.code !== 'unreachable' && reply.code !== 'timeout';

/**
 * Hands a transaction to the first broadcaster that answers. Errors that are not about the transaction lead to the
 * next one; a conflict, unknown parents or a refusal without a rule is told only after another broadcaster was heard.
 * Resolves also when none could be reached: then the reply is pending with code `unreachable` or `timeout`.
 *
 * @throws the signal's reason when it is aborted.
 */
export async function submitToAny(
  broadcasters: readonly Broadcaster[],
  submission: Submission,
  signal: AbortSignal,
  timeoutMs: number = FAILOVER_TIMEOUT_MS,
): Promise<BroadcastReply> {
  const deadline = AbortSignal.timeout(timeoutMs);
  const either = AbortSignal.any([signal, deadline]);
  let heard: BroadcastReply | undefined;
  let error: BroadcasterError | undefined;
  for (const broadcaster of broadcasters) {
    try {
      const answer = await broadcaster.submit(submission, either);
      const reply = toReply(submission, broadcaster.name, answer);
      if (answer.settled) return reply;
      if (heard === undefined || WEIGHT[reply.state] > WEIGHT[heard.state]) heard = reply;
    } catch (cause) {
      signal.throwIfAborted();
      if (deadline.aborted) {
        error = new BroadcasterError(broadcaster.name, 'timeout', 'no answer in time', { cause });
        break;
      }
      if (!(cause instanceof BroadcasterError)) throw cause;
      // A time-out is remembered before all else: the bytes may have arrived there.
      if (error?.kind !== 'timeout') error = cause;
    }
  }
  return heard ?? withoutWord(submission, error);
}

function toReply({ txid }: Submission, name: string, { state, code, detail, by }: Answer): BroadcastReply {
  return {
    txid,
    state,
    broadcaster: by ?? name,
    ...(code === undefined ? {} : { code }),
    ...(detail === undefined ? {} : { detail }),
  };
}

function withoutWord({ txid }: Submission, error: BroadcasterError | undefined): BroadcastReply {
  return {
    txid,
    state: 'pending',
    broadcaster: error?.broadcaster ?? 'none',
    code: error?.kind === 'timeout' ? 'timeout' : 'unreachable',
    detail: plainText(error?.message ?? 'no broadcaster is known for this network'),
    retryAfter: error?.retryAfter ?? RETRY_AFTER,
  };
}
