import type { Txid } from '#lib/bytes/brand.ts';
import { readAnswer } from './arc-dialect.ts';
import type { Answer, Broadcaster, Submission } from './broadcaster.ts';
import { connectTo, type Fetch } from './http.ts';

/** What an adapter needs to know about its service. */
export type BroadcasterOptions = {
  readonly name: string;
  /** Base address without a trailing slash. */
  readonly url: string;
  readonly fetch: Fetch;
  /** Bearer key, on the server only. */
  readonly key?: string;
};

/**
 * ARC (bitcoin-sv/arc): `POST /v1/tx` answers when the transaction was seen or the wait is over, so most verdicts come
 * with the answer. A 200 is not success; the status in it decides.
 */
export function createArc({ name, url, fetch, key }: BroadcasterOptions): Broadcaster {
  const ask = connectTo(name, fetch);
  const authorization: Record<string, string> = key === undefined ? {} : { Authorization: `Bearer ${key}` };

  return {
    name,
    async submit(submission: Submission, signal: AbortSignal): Promise<Answer> {
      const { raw, ef, txid, callbackToken } = submission;
      const answer = await ask(
        `${url}/v1/tx`,
        {
          method: 'POST',
          body: ef ?? raw,
          headers: {
            'Content-Type': 'application/octet-stream',
            'X-WaitFor': 'SEEN_ON_NETWORK',
            // Seconds; below our own time-out, so that a slow network still gives an answer.
            'X-MaxTimeout': '5',
            ...(callbackToken === undefined ? {} : { 'X-CallbackToken': callbackToken }),
            ...authorization,
          },
        },
        signal,
      );
      return readAnswer(name, txid, answer);
    },
    async status(txid: Txid, signal: AbortSignal): Promise<Answer | undefined> {
      const answer = await ask(`${url}/v1/tx/${txid}`, { method: 'GET', headers: authorization }, signal);
      return answer.status === 404 ? undefined : readAnswer(name, txid, answer);
    },
  };
}
