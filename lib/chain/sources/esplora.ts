import { isBlockHash } from '#lib/bytes/brand.ts';
import {
  fetchBounded,
  fetchJson,
  fetchOk,
  platformFetch,
  type Fetch,
  type FetchLimits,
} from './bounded-fetch.ts';
import { blockOfPages, type PageShelf } from './esplora-pages.ts';
import { createPace } from './pace.ts';
import { SourceError, type BlockSource } from './source.ts';

export type EsploraOptions = {
  readonly name: string;
  /** The base of its paths, as `https://blockstream.info/api`; no slash at the end. */
  readonly url: string;
  readonly fetch?: Fetch;
  readonly limits?: FetchLimits;
  /** Keeps pages of a block that has not come whole. */
  readonly shelf?: PageShelf | Promise<PageShelf | undefined>;
  /** Resolves when the next request may go; at most four a second unless given. */
  readonly pace?: (signal: AbortSignal) => Promise<void>;
};

/** Larger than any BTC block, and than most of BSV's. */
const DEFAULT_LIMITS: FetchLimits = { maxBytes: 32 * 1024 * 1024, timeoutMs: 60_000 };
const MAX_HASH_BYTES = 256;
/** Of a block's own fields; of 25 transactions with their scripts and all that an esplora adds to them. */
const MAX_PAGE_BYTES = 16 * 1024 * 1024;
const PER_SECOND = 4;

/**
 * Reads blocks from an esplora: the hash at a height, then the block's bytes in one answer. Where those do not come, because
 * the service does not give them or the line is too slow for one answer, the block is read page by page, and goes on from
 * the last page that came when it is asked for again.
 */
export function createEsplora(options: EsploraOptions): BlockSource {
  const { name, url, fetch = platformFetch, limits = DEFAULT_LIMITS, shelf } = options;
  const pace = options.pace ?? createPace(PER_SECOND);
  const request = (path: string, maxBytes: number, signal: AbortSignal) => ({
    source: name,
    url: url + path,
    limits: { ...limits, maxBytes: Math.min(limits.maxBytes, maxBytes) },
    why: 'blocks' as const,
    signal,
    fetch,
  });
  const get = async (path: string, maxBytes: number, signal: AbortSignal) => {
    await pace(signal);
    return fetchBounded(request(path, maxBytes, signal));
  };
  return {
    name,
    async block(height, signal, onProgress = () => undefined) {
      const answer = await get(`/block-height/${height}`, MAX_HASH_BYTES, signal);
      if (answer.status === 404) return undefined;
      if (answer.status !== 200)
        throw new SourceError(name, 'status', `answered with status ${answer.status}`);
      const hash = new TextDecoder().decode(answer.bytes).trim();
      if (!isBlockHash(hash))
        throw new SourceError(name, 'malformed', 'what it gives for a height is no block hash');
      const whole = await get(`/block/${hash}/raw`, limits.maxBytes, signal).catch((error: unknown) => {
        if (error instanceof SourceError && error.kind === 'timeout') return undefined;
        throw error;
      });
      if (whole?.status === 200) return { hash, raw: whole.bytes };
      if (whole?.status === 429)
        throw new SourceError(name, 'status', `answered with status ${whole.status}`);
      const raw = await blockOfPages(
        hash,
        {
          name,
          maxBytes: limits.maxBytes,
          json: async (path, shape) => {
            await pace(signal);
            return fetchJson(request(path, MAX_PAGE_BYTES, signal), shape);
          },
          text: async (path) => {
            await pace(signal);
            return new TextDecoder().decode(await fetchOk(request(path, MAX_HASH_BYTES, signal)));
          },
        },
        await shelf,
        onProgress,
      );
      return { hash, raw };
    },
  };
}
