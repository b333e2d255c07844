import type { Txid } from '#lib/bytes/brand.ts';
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

/** What several broadcasters came to, one after another. */
type Heard = { readonly reply?: BroadcastReply; readonly error?: BroadcasterError };

/**
 * Asks one broadcaster after another until an answer is settled. Errors that are not about the transaction lead to the
 * next one; a conflict, unknown parents or a refusal without a rule is told only after another broadcaster was heard.
 */
async function askInTurn(
  broadcasters: readonly Broadcaster[],
  txid: Txid,
  ask: (broadcaster: Broadcaster, signal: AbortSignal) => Promise<Answer | undefined>,
  signal: AbortSignal,
  timeoutMs: number,
): Promise<Heard> {
  const either = new AbortController();
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    either.abort();
  }, timeoutMs);
  const giveUp = (): void => either.abort(signal.reason);
  signal.addEventListener('abort', giveUp);
  if (signal.aborted) giveUp();
  let reply: BroadcastReply | undefined;
  let error: BroadcasterError | undefined;
  try {
    for (const broadcaster of broadcasters) {
      try {
        const answer = await ask(broadcaster, either.signal);
        if (answer === undefined) continue;
        const next = toReply(txid, broadcaster.name, answer);
        if (answer.settled) return { reply: next };
        if (reply === undefined || WEIGHT[next.state] > WEIGHT[reply.state]) reply = next;
      } catch (cause) {
        signal.throwIfAborted();
        if (isLate) {
          error = new BroadcasterError(broadcaster.name, 'timeout', 'no answer in time', { cause });
          break;
        }
        if (!(cause instanceof BroadcasterError)) throw cause;
        // A time-out is remembered before all else: the bytes may have arrived there.
        if (error?.kind !== 'timeout') error = cause;
      }
    }
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', giveUp);
  }
  return { ...(reply === undefined ? {} : { reply }), ...(error === undefined ? {} : { error }) };
}

/**
 * Hands a transaction over. Resolves also when no broadcaster could be reached: then the reply is pending with code
 * `unreachable` or `timeout`.
 *
 * @throws the signal's reason when it is aborted.
 */
export async function submitToAny(
  broadcasters: readonly Broadcaster[],
  submission: Submission,
  signal: AbortSignal,
  timeoutMs: number = FAILOVER_TIMEOUT_MS,
): Promise<BroadcastReply> {
  const { txid } = submission;
  const submit = (broadcaster: Broadcaster, either: AbortSignal): Promise<Answer> =>
    broadcaster.submit(submission, either);
  const { reply, error } = await askInTurn(broadcasters, txid, submit, signal, timeoutMs);
  return reply ?? withoutWord(txid, error);
}

/**
 * Asks what is known of a transaction; `undefined` when nobody knows it or nobody could be asked.
 *
 * @throws the signal's reason when it is aborted.
 */
export async function statusFromAny(
  broadcasters: readonly Broadcaster[],
  txid: Txid,
  signal: AbortSignal,
): Promise<BroadcastReply | undefined> {
  const status = (broadcaster: Broadcaster, either: AbortSignal): Promise<Answer | undefined> =>
    broadcaster.status(txid, either);
  return (await askInTurn(broadcasters, txid, status, signal, FAILOVER_TIMEOUT_MS)).reply;
}

/** A broadcaster's answer as a reply. */
export function toReply(txid: Txid, name: string, { state, code, detail, by }: Answer): BroadcastReply {
  return {
    txid,
    state,
    broadcaster: by ?? name,
    ...(code === undefined ? {} : { code }),
    ...(detail === undefined ? {} : { detail }),
  };
}

function withoutWord(txid: Txid, error: BroadcasterError | undefined): BroadcastReply {
  return {
    txid,
    state: 'pending',
    broadcaster: error?.broadcaster ?? 'none',
    code: error?.kind === 'timeout' ? 'timeout' : 'unreachable',
    detail: plainText(error?.message ?? 'no broadcaster is known for this network'),
    retryAfter: error?.retryAfter ?? RETRY_AFTER,
  };
}
