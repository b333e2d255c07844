import * as z from 'zod/mini';
import { isBlockHash, type BlockHash } from '#lib/bytes/brand.ts';
import { fetchJson, platformFetch, type Fetch, type FetchLimits } from './bounded-fetch.ts';
import { SourceError } from './source.ts';

export type OrdOptions = {
  readonly name: string;
  /** As `https://ordinals.com`; no slash at the end. */
  readonly url: string;
  readonly fetch?: Fetch;
  readonly limits?: FetchLimits;
};

/** What an ord server says of a block of BTC, by its height: nothing of it is proven by that. */
export interface InscriptionSource {
  readonly name: string;
  /** Hash of the block at `height` on its chain; `undefined` above its tip. */
  blockHash(height: number, signal: AbortSignal): Promise<BlockHash | undefined>;
  /** Ids (`<txid>i<n>`) of the inscriptions of a block, in order of their numbers. */
  inscriptions(height: number, signal: AbortSignal): Promise<readonly string[]>;
}

const DEFAULT_LIMITS: FetchLimits = { maxBytes: 1024 * 1024, timeoutMs: 20_000 };
/** More pages than the fullest block has. */
const MAX_PAGES = 200;

const hashSchema = z.custom<BlockHash>((value) => typeof value === 'string' && isBlockHash(value));
const heightSchema = z.int().check(z.nonnegative());
const pageSchema = z.object({
  ids: z.array(z.string().check(z.regex(/^[0-9a-f]{64}i(?:0|[1-9]\d{0,9})$/))).check(z.maxLength(1000)),
  more: z.boolean(),
  page_index: z.int(),
});

/** Reads an ord server: recursive endpoints, which stay as they are, and the list of a block, which an operator may refuse. */
export function createOrd(options: OrdOptions): InscriptionSource {
  const { name, url, fetch = platformFetch, limits = DEFAULT_LIMITS } = options;
  const base = {
    source: name,
    limits,
    init: { headers: { accept: 'application/json' } },
    fetch,
  };
  return {
    name,
    async blockHash(height, signal) {
      const ask = { ...base, why: 'blocks', signal } as const;
      const tip = await fetchJson({ ...ask, url: `${url}/r/blockheight` }, heightSchema);
      if (height > tip) return undefined;
      return fetchJson({ ...ask, url: `${url}/r/blockhash/${height}` }, hashSchema);
    },
    async inscriptions(height, signal) {
      const ids: string[] = [];
      for (let page = 0; page < MAX_PAGES; page += 1) {
        const path = `/inscriptions/block/${height}/${page}`;
        const given = await fetchJson({ ...base, why: 'inscriptions', url: url + path, signal }, pageSchema);
        if (given.page_index !== page)
          throw new SourceError(name, 'malformed', 'gives another page than asked');
        ids.push(...given.ids);
        if (!given.more || given.ids.length === 0) return ids;
      }
      throw new SourceError(name, 'malformed', `more than ${MAX_PAGES} pages of one block`);
    },
  };
}
