import type { Txid } from '#lib/bytes/brand.ts';
import { BroadcasterError, type Answer, type Broadcaster, type Submission } from './broadcaster.ts';
import { FAILOVER_TIMEOUT_MS, isWord, statusFromAny, submitToAny } from './failover.ts';
import { connectTo, type Fetch } from './http.ts';
import { broadcastRefusalSchema, broadcastReplySchema, type BroadcastReply } from './reply.ts';
import { connectBroadcasters, type BroadcasterEntry } from './table.ts';

/** A little more than the host gives its own broadcasters. */
const HOST_TIMEOUT_MS = FAILOVER_TIMEOUT_MS + 2_000;
/** The host first, and time left for one broadcaster after it. */
const SUBMIT_TIMEOUT_MS = 30_000;

/** The client's way of handing a transaction over. */
export interface Submitter {
  /**
   * Never rejects for a service's sake: when nobody could be reached, the reply is pending with code `unreachable` or
   * `timeout`.
   *
   * @throws the signal's reason when it is aborted.
   */
  submit(submission: Submission, signal: AbortSignal): Promise<BroadcastReply>;
  /**
   * What the broadcasters that can be reached without the host know of a transaction; `undefined` when none knows it
   * or none could be asked. The host keeps no state that could be asked for.
   *
   * @throws the signal's reason when it is aborted.
   */
  status(txid: Txid, signal: AbortSignal): Promise<BroadcastReply | undefined>;
}

export type SubmitterOptions = {
  /** Address of our own host's route, absolute or relative to the page; absent for a network that it does not serve. */
  readonly hostUrl?: string;
  /** Broadcasters that may be reached without the host, from its configuration. */
  readonly broadcasters: readonly BroadcasterEntry[];
  readonly fetch: Fetch;
};

/**
 * Hands transactions to our own host, and to a broadcaster directly when the host is gone, busy, or will not take it.
 * A host that refuses to pass something on is not the network: its refusal never ends a publication.
 */
export function createSubmitter({ hostUrl, broadcasters, fetch }: SubmitterOptions): Submitter {
  const direct = connectBroadcasters(broadcasters, fetch);
  const host = hostUrl === undefined ? [] : [createHostWay(hostUrl, fetch)];

  /** The host first; but last with whom it is to be avoided, since nobody can tell it whom to ask. */
  const waysFor = ({ avoid, isDirect }: Submission): readonly Broadcaster[] => {
    const between = isDirect === true ? [] : host;
    if (avoid === undefined) return [...between, ...direct];
    const isAvoided = ({ name }: Broadcaster): boolean => name === avoid;
    return [...direct.filter((way) => !isAvoided(way)), ...between, ...direct.filter(isAvoided)];
  };
  return {
    submit: (submission, signal) => submitToAny(waysFor(submission), submission, signal, SUBMIT_TIMEOUT_MS),
    status: (txid, signal) => statusFromAny(direct, txid, signal),
  };
}

/** Our own host as one more broadcaster, whose answers name the service behind it. */
function createHostWay(url: string, fetch: Fetch): Broadcaster {
  const name = 'host';
  const ask = connectTo(name, fetch, HOST_TIMEOUT_MS);
  return {
    name,
    async submit({ txid, raw, ef, callbackToken }: Submission, signal: AbortSignal): Promise<Answer> {
      const answer = await ask(
        url,
        {
          method: 'POST',
          body: ef ?? raw,
          headers: {
            'Content-Type': 'application/octet-stream',
            ...(callbackToken === undefined ? {} : { 'X-CallbackToken': callbackToken }),
          },
        },
        signal,
      );
      const reply = broadcastReplySchema.safeParse(answer.json);
      if (reply.success && reply.data.txid === txid && answer.status === 200 && isWord(reply.data)) {
        const { state, code, detail, broadcaster } = reply.data;
        return {
          state,
          by: broadcaster,
          // The host has heard others already where that was due.
          settled: true,
          ...(code === undefined ? {} : { code }),
          ...(detail === undefined ? {} : { detail }),
        };
      }
      const refusal = broadcastRefusalSchema.safeParse(answer.json);
      throw new BroadcasterError(
        name,
        reply.success && reply.data.code === 'timeout'
          ? 'timeout'
          : answer.status === 429 || answer.status === 503
            ? 'busy'
            : 'failed',
        refusal.success ? refusal.data.detail : `the host answered ${answer.status}`,
        answer.retryAfter === undefined ? {} : { retryAfter: answer.retryAfter },
      );
    },
    // The host has no such route: it keeps no state.
    status: (_txid: Txid) => Promise.resolve(undefined),
  };
}
