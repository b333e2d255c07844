// Blocks of BSV out of WhatsOnChain (https://docs.taal.com/core-products/whatsonchain): a block by its height with the ids
// of its transactions, in pages where they are many, and the transactions by twenty ids at a time.

import * as z from 'zod/mini';
import { asBlockHash, isBlockHash, isTxid, type BlockHash, type Txid } from '#lib/bytes/brand.ts';
import { concatBytes } from '#lib/bytes/concat.ts';
import { fromHex } from '#lib/bytes/hex.ts';
import { encodeVarint } from '#lib/bytes/varint.ts';
import { parseTx, txidOf } from '#lib/chain/tx.ts';
import { fetchBounded, fetchJson, platformFetch, type Fetch, type FetchLimits } from './bounded-fetch.ts';
import type { PageShelf } from './esplora-pages.ts';
import { listedHeaderSchema, NO_BLOCK, rebuildHeaders } from './header-json.ts';
import { createPace } from './pace.ts';
import { SourceError, type BlockProgress, type BlockSource } from './source.ts';

export type WhatsOnChainBlocksOptions = {
  readonly name: string;
  /** As `https://api.whatsonchain.com/v1/bsv/main`; no slash at the end. */
  readonly url: string;
  readonly fetch?: Fetch;
  readonly limits?: FetchLimits;
  /** Keeps transactions of a block that has not come whole. */
  readonly shelf?: PageShelf | Promise<PageShelf | undefined>;
  /** Resolves when the next request may go; at most three a second unless given. */
  readonly pace?: (signal: AbortSignal) => Promise<void>;
};

const DEFAULT_LIMITS: FetchLimits = { maxBytes: 32 * 1024 * 1024, timeoutMs: 60_000 };
const PER_SECOND = 3;
/** As many transactions as one answer gives. */
const BULK = 20;
/** More would be asked for over hours; such blocks come as files. */
const MAX_TRANSACTIONS = 20_000;

const txid = z.custom<Txid>((value) => typeof value === 'string' && isTxid(value));
const ids = z.array(txid).check(z.maxLength(MAX_TRANSACTIONS));
const blockSchema = z.extend(listedHeaderSchema, {
  previousblockhash: z.optional(
    z.custom<BlockHash>((value) => typeof value === 'string' && isBlockHash(value)),
  ),
  txcount: z.int().check(z.minimum(1), z.maximum(MAX_TRANSACTIONS)),
  size: z.int().check(z.nonnegative()),
  tx: ids,
  pages: z.optional(z.nullable(z.object({ uri: z.array(z.string()).check(z.maxLength(MAX_TRANSACTIONS)) }))),
});
const bulkSchema = z
  .array(z.object({ txid, hex: z.string().check(z.regex(/^(?:[0-9a-f]{2})*$/)) }))
  .check(z.maxLength(BULK));

/**
 * Reads blocks from WhatsOnChain. Each transaction is found to hash to the id that it was asked by; whether the block is the
 * one that is wanted is for the caller. A reading that was broken off goes on from what has come.
 */
export function createWhatsOnChainBlocks(options: WhatsOnChainBlocksOptions): BlockSource {
  const { name, url, fetch = platformFetch, limits = DEFAULT_LIMITS, shelf } = options;
  const pace = options.pace ?? createPace(PER_SECOND);
  const malformed = (what: string): SourceError => new SourceError(name, 'malformed', what);
  const request = (path: string, signal: AbortSignal) => ({
    source: name,
    url: url + path,
    limits,
    why: 'blocks' as const,
    signal,
    fetch,
  });

  async function blockAt(height: number, signal: AbortSignal) {
    await pace(signal);
    const { status, bytes } = await fetchBounded(request(`/block/height/${height}`, signal));
    if (status === 404) return undefined;
    if (status !== 200) throw new SourceError(name, 'status', `answered with status ${status}`);
    const { data } = blockSchema.safeParse(jsonOf(bytes));
    if (data?.height !== height) throw malformed('what it gives for a height is no block');
    return data;
  }

  /** All ids of a block. Some answers have its first ones besides the pages, and some pages have them again. */
  async function idsOf(block: z.infer<typeof blockSchema>, signal: AbortSignal): Promise<readonly Txid[]> {
    const { hash, tx, txcount, pages } = block;
    if (tx.length === txcount) return tx;
    const paged: Txid[] = [];
    for (let page = 1; page <= (pages?.uri.length ?? 0) && paged.length < txcount; page += 1) {
      await pace(signal);
      paged.push(...(await fetchJson(request(`/block/hash/${hash}/page/${page}`, signal), ids)));
    }
    const all = paged.length === txcount ? paged : [...tx, ...paged];
    if (all.length !== txcount) throw malformed(`${all.length} ids of ${txcount} transactions`);
    return all;
  }

  async function bulk(wanted: readonly Txid[], signal: AbortSignal): Promise<Uint8Array<ArrayBuffer>> {
    await pace(signal);
    const init = {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ txids: wanted }),
    };
    const given = await fetchJson({ ...request('/txs/hex', signal), init }, bulkSchema);
    const raws = new Map(given.map((each) => [each.txid, fromHex(each.hex)]));
    return concatBytes(
      wanted.map((id) => {
        const raw = raws.get(id);
        const tx = raw && parseTx(raw);
        if (raw === undefined || tx?.ok !== true || txidOf(tx.value) !== id)
          throw malformed('a transaction is not what its id says');
        return raw;
      }),
    );
  }

  return {
    name,
    async block(height, signal, onProgress: BlockProgress = () => undefined) {
      const block = await blockAt(height, signal);
      if (block === undefined) return undefined;
      const { hash, size } = block;
      const tooLarge = new SourceError(name, 'too-large', `a block of more than ${limits.maxBytes} bytes`);
      if (size > limits.maxBytes) throw tooLarge;
      const [header] = rebuildHeaders([block], block.previousblockhash ?? NO_BLOCK);
      if (header === undefined) throw malformed('a header that is none');
      const all = await idsOf(block, signal);
      const kept = await shelf;
      const parts: Uint8Array[] = [header, encodeVarint(all.length)];
      const names: string[] = [];
      let bytes = 0;
      for (let start = 0; start < all.length; start += BULK) {
        const label = `bulk ${hash} ${start}`;
        names.push(label);
        let raw = await kept?.find(label).catch(() => undefined);
        if (raw === undefined) {
          raw = await bulk(all.slice(start, start + BULK), signal);
          // Without room for it the transactions are asked for again if the reading breaks off.
          await kept?.keep(label, raw).catch(() => undefined);
        }
        bytes += raw.length;
        if (bytes > limits.maxBytes) throw tooLarge;
        parts.push(raw);
        onProgress(Math.min(all.length, start + BULK), all.length);
      }
      await kept?.drop(names).catch(() => undefined);
      return { hash: asBlockHash(hash), raw: concatBytes(parts) };
    },
  };
}

function jsonOf(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
}
