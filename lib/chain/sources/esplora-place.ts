import * as z from 'zod/mini';
import { isBlockHash, type BlockHash, type Txid } from '#lib/bytes/brand.ts';
import { fetchJson, platformFetch, type Fetch, type FetchLimits } from './bounded-fetch.ts';

const LIMITS: FetchLimits = { maxBytes: 4_096, timeoutMs: 20_000 };

const statusSchema = z.object({
  confirmed: z.boolean(),
  block_height: z.optional(z.int().check(z.nonnegative())),
  block_hash: z.optional(z.custom<BlockHash>((value) => typeof value === 'string' && isBlockHash(value))),
});

/** In which block a service says that a transaction is. */
export type SaidPlace = { readonly height: number; readonly hash: BlockHash };

/**
 * Asks an esplora in which block a transaction is (https://github.com/Blockstream/esplora/blob/master/API.md,
 * `GET /tx/:txid/status`); `undefined` while it is in none. The service learns the name, so a person has to have said so.
 */
export const askPlace =
  (name: string, url: string, fetch: Fetch = platformFetch) =>
  async (txid: Txid, signal: AbortSignal): Promise<SaidPlace | undefined> => {
    const asked = {
      source: name,
      url: `${url}/tx/${txid}/status`,
      limits: LIMITS,
      why: 'inscriptions',
      signal,
      fetch,
    } as const;
    const { confirmed, block_height: height, block_hash: hash } = await fetchJson(asked, statusSchema);
    return confirmed && height !== undefined && hash !== undefined ? { height, hash } : undefined;
  };
