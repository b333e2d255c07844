import { isBlockHash } from '#lib/bytes/brand.ts';
import { fetchBounded, platformFetch, type Fetch, type FetchLimits } from './bounded-fetch.ts';
import { SourceError, type BlockSource } from './source.ts';

export type EsploraOptions = {
  readonly name: string;
  /** The base of its paths, as `https://blockstream.info/api`; no slash at the end. */
  readonly url: string;
  readonly fetch?: Fetch;
  readonly limits?: FetchLimits;
};

/** Larger than any BTC block, and than most of BSV's. */
const DEFAULT_LIMITS: FetchLimits = { maxBytes: 32 * 1024 * 1024, timeoutMs: 60_000 };
const MAX_HASH_BYTES = 256;

/** Reads whole blocks from an esplora: first the hash at a height, then the block's bytes. */
export function createEsplora(options: EsploraOptions): BlockSource {
  const { name, url, fetch = platformFetch, limits = DEFAULT_LIMITS } = options;
  const get = async (
    path: string,
    maxBytes: number,
    signal: AbortSignal,
  ): Promise<Uint8Array | undefined> => {
    const { status, bytes } = await fetchBounded({
      source: name,
      url: url + path,
      limits: { ...limits, maxBytes },
      why: 'blocks',
      signal,
      fetch,
    });
    if (status === 404) return undefined;
    if (status !== 200) throw new SourceError(name, 'status', `answered with status ${status}`);
    return bytes;
  };
  return {
    name,
    async block(height, signal) {
      const answer = await get(`/block-height/${height}`, MAX_HASH_BYTES, signal);
      if (answer === undefined) return undefined;
      const hash = new TextDecoder().decode(answer).trim();
      if (!isBlockHash(hash))
        throw new SourceError(name, 'malformed', 'what it gives for a height is no block hash');
      const raw = await get(`/block/${hash}/raw`, limits.maxBytes, signal);
      return raw === undefined ? undefined : { hash, raw };
    },
  };
}
