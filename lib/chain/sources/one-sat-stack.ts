import type { Txid } from '#lib/bytes/brand.ts';
import { parseBeef, type BeefTx } from '#lib/chain/beef.ts';
import { fetchOk, platformFetch, type Fetch, type FetchLimits } from './bounded-fetch.ts';
import { readChaintracks } from './chaintracks.ts';
import { followEvents, type EventStreamOptions } from './event-stream.ts';
import { parseLookupAnswer } from './lookup-answer.ts';
import { SourceError, type ChainSource, type ChangePage, type SourcedTx } from './source.ts';

export type OneSatStackOptions = {
  readonly name: string;
  /** The base of its paths, as `https://api.1sat.app/1sat`; no slash at the end. */
  readonly url: string;
  readonly fetch?: Fetch;
  readonly limits?: FetchLimits;
  readonly pause?: EventStreamOptions['pause'];
};

/** Room for a page of pictures. A page that is larger is asked for again with fewer entries. */
const DEFAULT_LIMITS: FetchLimits = { maxBytes: 24 * 1024 * 1024, timeoutMs: 20_000 };
const MAX_BUMPS = 20_000;
const MAX_TRANSACTIONS = 20_000;

/**
 * Reads a 1sat-stack: posts and everything around them from its overlay `ls_nabo`, headers from its chaintracks,
 * news from its event stream. All of it arrives in ranges, so no request names a post.
 */
export function createOneSatStack(options: OneSatStackOptions): ChainSource {
  const { name, url, fetch = platformFetch, limits = DEFAULT_LIMITS } = options;
  return {
    name,
    async changes(cursor, limit, signal) {
      const query = cursor === undefined || cursor === '' ? { limit } : { since: cursor, limit };
      const bytes = await fetchOk({
        source: name,
        url: `${url}/overlay/lookup`,
        init: {
          method: 'POST',
          headers: {
            'content-type': 'application/json',
            accept: 'application/octet-stream',
            'x-aggregation': 'yes',
          },
          body: JSON.stringify({ service: 'ls_nabo', query }),
        },
        limits,
        why: 'posts',
        signal,
        fetch,
      });
      return readPage(name, bytes, cursor ?? '', limit);
    },
    headers: readChaintracks({ name, url: `${url}/chaintracks`, fetch, limits }),
    watch(onNews, signal) {
      const { pause } = options;
      void followEvents({
        url: `${url}/sse/ls_nabo`,
        fetch,
        signal,
        onNews,
        ...(pause === undefined ? {} : { pause }),
      });
    },
  };
}

/**
 * The page that an answer holds: each transaction once, in the order of its last listing. A stack cuts a page short by
 * size too, so only an empty one is the last.
 */
function readPage(name: string, bytes: Uint8Array, before: string, limit: number): ChangePage {
  const answer = parseLookupAnswer(bytes, limit);
  if (!answer.ok) throw new SourceError(name, 'malformed', `list: ${answer.issue.message}`);
  const { entries, beef } = answer.value;
  const last = entries.at(-1);
  if (last === undefined) return { entries: [], cursor: before, more: false };
  const limits = { maxBytes: beef.length, maxBumps: MAX_BUMPS, maxTransactions: MAX_TRANSACTIONS };
  const parsed = parseBeef(beef, limits);
  if (!parsed.ok) throw new SourceError(name, 'malformed', `transactions: ${parsed.issue.message}`);
  const held = new Map<Txid, BeefTx>(parsed.value.txs.map((tx) => [tx.txid, tx]));
  const listed = new Map<Txid, SourcedTx>();
  for (const { txid } of entries) {
    const tx = held.get(txid);
    if (tx === undefined)
      throw new SourceError(name, 'malformed', 'lists a transaction that it does not give');
    const bump = tx.bumpIndex === undefined ? undefined : parsed.value.bumps[tx.bumpIndex];
    listed.delete(txid);
    listed.set(txid, { txid, raw: tx.raw, ...(bump === undefined ? {} : { bump }) });
  }
  return { entries: [...listed.values()], cursor: last.cursor, more: true };
}
