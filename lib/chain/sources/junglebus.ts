import * as z from 'zod/mini';
import { base64 } from '@scure/base';
import { isTxid, type Txid } from '#lib/bytes/brand.ts';
import { readBump } from '#lib/chain/bump.ts';
import { fetchJson, platformFetch, type Fetch, type FetchLimits } from './bounded-fetch.ts';
import { listedHeaderSchema, NO_BLOCK, rebuildHeaders } from './header-json.ts';
import { SourceError, type ChainSource, type SourcedTx } from './source.ts';

export type JungleBusOptions = {
  readonly name: string;
  /** As `https://junglebus.gorillapool.io`; no slash at the end. */
  readonly url: string;
  /** A subscription's id: somebody makes one by hand on the dashboard, with a filter. Without one there are headers alone. */
  readonly subscription?: string;
  readonly fetch?: Fetch;
  readonly limits?: FetchLimits;
};

const DEFAULT_LIMITS: FetchLimits = { maxBytes: 24 * 1024 * 1024, timeoutMs: 30_000 };
const MAX_ENTRIES = 20_000;
const MAX_HEADERS = 10_000;
/** Blocks that are read again each time: most reorgs end within, and unmined transactions of theirs come again. */
const OVERLAP = 6;
const CURSOR = /^(\d{1,9})\.(\d{1,15})$/;
const SUBSCRIPTION = /^[0-9a-zA-Z_-]{1,128}$/;

const count = z.int().check(z.nonnegative());
const transactionSchema = z.object({
  id: z.custom<Txid>((value) => typeof value === 'string' && isTxid(value)),
  /** Base64. */
  transaction: z.string(),
  block_height: count,
  block_index: count,
  merkle_proof: z.optional(z.unknown()),
});
const pageSchema = z.nullable(z.array(transactionSchema));
const headersSchema = z.nullable(z.array(listedHeaderSchema));

/**
 * Reads JungleBus over plain HTTP: a subscription's transactions, block by block, and headers. Both are ranges. It gives
 * transactions without Merkle paths more often than not, and those stay unproven until another source has the path.
 */
export function createJungleBus(options: JungleBusOptions): ChainSource {
  const { name, url, subscription, fetch = platformFetch, limits = DEFAULT_LIMITS } = options;
  const base = { source: name, limits, fetch };
  const listsPosts = subscription !== undefined && SUBSCRIPTION.test(subscription);
  return {
    name,
    ...(listsPosts ? {} : { headersOnly: true }),
    async changes(cursor, limit, signal) {
      if (!listsPosts) return { entries: [], cursor: cursor ?? '', more: false };
      const [, height = 0, index = 0] = (CURSOR.exec(cursor ?? '') ?? []).map(Number);
      const page = await fetchJson(
        {
          ...base,
          url: `${url}/v1/transaction/from_block/${subscription}?height=${height}&last_idx=${index}`,
          why: 'posts',
          signal,
        },
        pageSchema,
      );
      const listed = page ?? [];
      if (listed.length > MAX_ENTRIES)
        throw new SourceError(name, 'malformed', `${listed.length} transactions in one answer`);
      const last = listed.at(-1);
      if (last === undefined) {
        // At the tip. The next round begins a little below it.
        const again = Math.max(0, height - OVERLAP);
        return { entries: [], cursor: `${again}.0`, more: false };
      }
      // An answer that does not lead on would be asked for again and again.
      if (last.block_height < height || (last.block_height === height && last.block_index < index))
        throw new SourceError(name, 'malformed', 'goes back instead of on');
      const goesOn = last.block_height > height || last.block_index > index;
      return {
        entries: listed.map((entry) => entryOf(name, entry)),
        cursor: `${last.block_height}.${last.block_index}`,
        more: goesOn && limit > 0,
      };
    },
    async headers(fromHeight, wanted, signal) {
      const ask = (from: number, limit: number) =>
        fetchJson(
          {
            ...base,
            limits: { ...limits, maxBytes: limits.maxBytes },
            url: `${url}/v1/block_header/list/${from}?limit=${limit}`,
            why: 'headers',
            signal,
          },
          headersSchema,
        );
      // Its headers do not name the one before, so the list begins with that.
      const below = fromHeight === 0 ? 0 : 1;
      const listed = (await ask(fromHeight - below, Math.min(wanted + below, MAX_HEADERS))) ?? [];
      if (listed.some(({ height }, at) => height !== fromHeight - below + at))
        throw new SourceError(name, 'malformed', 'lists headers of other heights');
      const previous = below === 0 ? NO_BLOCK : listed[0]?.hash;
      return previous === undefined ? [] : rebuildHeaders(listed.slice(below, below + wanted), previous);
    },
    watch: () => undefined,
  };
}

function entryOf(
  name: string,
  { id, transaction, merkle_proof: proof }: z.infer<typeof transactionSchema>,
): SourcedTx {
  const raw = bytesOf(transaction);
  if (raw === undefined) throw new SourceError(name, 'malformed', 'a transaction that is no base64');
  const bump = typeof proof === 'string' ? bytesOf(proof) : undefined;
  // What it puts into this field has changed over time; only a BUMP is one that we read.
  return { txid: id, raw, ...(bump !== undefined && readBump(bump).ok ? { bump } : {}) };
}

function bytesOf(text: string): Uint8Array | undefined {
  try {
    return base64.decode(text);
  } catch {
    return undefined;
  }
}
