import * as z from 'zod/mini';
import { isTxid, type Outpoint, type Txid } from '#lib/bytes/brand.ts';
import { fromHex } from '#lib/bytes/hex.ts';
import { decodeUtf8 } from '#lib/bytes/text.ts';
import type { LookupEntry } from '#lib/chain/lookup-entry.ts';
import type { Chain } from '#lib/chain/network.ts';
import { fetchBounded, fetchJson, platformFetch, type Fetch, type FetchLimits } from './bounded-fetch.ts';
import { SourceError } from './source.ts';

/** Gives one transaction by id. Whoever is asked learns what somebody wants to see: a person has to have said so. */
export interface TxLookup {
  readonly name: string;
  readonly chain: Chain;
  /**
   * The transaction as its service has it, unchecked: plain bytes, or a BEEF with its path. `undefined` when it has none.
   *
   * @throws {SourceError}, or the signal's reason when it is aborted.
   */
  find(txid: Txid, signal: AbortSignal): Promise<Uint8Array | undefined>;
  /**
   * The transaction that spends an output, as the service says; `undefined` while nobody does. Absent where it cannot tell.
   *
   * @throws {SourceError}, or the signal's reason when it is aborted.
   */
  readonly spender?: (outpoint: Outpoint, signal: AbortSignal) => Promise<Txid | undefined>;
}

const spendSchema = z.object({
  spendTxid: z.nullable(z.custom<Txid>((value) => typeof value === 'string' && isTxid(value))),
});
const SPEND_LIMITS: FetchLimits = { maxBytes: 4_096, timeoutMs: 20_000 };

const DEFAULT_LIMITS: FetchLimits = { maxBytes: 32 * 1024 * 1024, timeoutMs: 60_000 };

const PATHS: Readonly<Record<LookupEntry['kind'], (txid: Txid) => string>> = {
  '1sat-stack': (txid) => `/beef/${txid}`,
  whatsonchain: (txid) => `/tx/${txid}/hex`,
  esplora: (txid) => `/tx/${txid}/raw`,
};

/** The adapter for an entry of the configuration. */
export function createLookup(
  { name, kind, chain, url }: LookupEntry,
  { fetch = platformFetch, limits = DEFAULT_LIMITS }: { fetch?: Fetch; limits?: FetchLimits } = {},
): TxLookup {
  const spender = async (outpoint: Outpoint, signal: AbortSignal): Promise<Txid | undefined> => {
    const ask = { source: name, url: `${url}/txo/${outpoint}/spend`, limits: SPEND_LIMITS, signal, fetch };
    const { spendTxid } = await fetchJson({ ...ask, why: 'inscriptions' }, spendSchema);
    return spendTxid ?? undefined;
  };
  return {
    name,
    chain,
    ...(kind === '1sat-stack' && { spender }),
    async find(txid, signal) {
      const { status, bytes } = await fetchBounded({
        source: name,
        url: url + PATHS[kind](txid),
        limits,
        why: 'inscriptions',
        signal,
        fetch,
      });
      if (status === 404) return undefined;
      if (status !== 200) throw new SourceError(name, 'status', `answered with status ${status}`);
      if (kind !== 'whatsonchain') return bytes;
      const raw = fromHex(decodeUtf8(bytes)?.trim() ?? '');
      if (raw === undefined || raw.length === 0)
        throw new SourceError(name, 'malformed', 'a transaction that is no hex');
      return raw;
    },
  };
}
