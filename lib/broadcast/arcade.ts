import type { Txid } from '#lib/bytes/brand.ts';
import { readAnswer } from './arc-dialect.ts';
import type { BroadcasterOptions } from './arc.ts';
import type { Answer, Broadcaster, Submission } from './broadcaster.ts';
import { connectTo } from './http.ts';

/**
 * Arcade (bsv-blockchain/arcade), the Teranode-era successor of ARC: `POST /tx` answers 202 at once and the verdict
 * comes by event, by `GET /tx/{txid}`, or by handing the same transaction over again.
 */
export function createArcade({ name, url, fetch, key }: BroadcasterOptions): Broadcaster {
  const ask = connectTo(name, fetch);
  const authorization: Record<string, string> = key === undefined ? {} : { Authorization: `Bearer ${key}` };

  return {
    name,
    async submit(submission: Submission, signal: AbortSignal): Promise<Answer> {
      const { raw, ef, txid, callbackToken } = submission;
      const answer = await ask(
        `${url}/tx`,
        {
          method: 'POST',
          body: ef ?? raw,
          headers: {
            'Content-Type': 'application/octet-stream',
            ...(callbackToken === undefined ? {} : { 'X-CallbackToken': callbackToken }),
            ...authorization,
          },
        },
        signal,
      );
      return readAnswer(name, txid, answer);
    },
    async status(txid: Txid, signal: AbortSignal): Promise<Answer | undefined> {
      const answer = await ask(`${url}/tx/${txid}`, { method: 'GET', headers: authorization }, signal);
      return answer.status === 404 ? undefined : readAnswer(name, txid, answer);
    },
  };
}
