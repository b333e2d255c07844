import * as z from 'zod/mini';
import { isOutpoint, outpointTxid, type Outpoint, type Txid } from '#lib/bytes/brand.ts';
import type { SourceEntry } from '#lib/chain/source-entry.ts';
import { fetchJson, fetchOk, type Fetch, type FetchLimits } from './bounded-fetch.ts';

/** Coins of a wallet that posts a lot; what is beyond them is found again once these are spent. */
const MOST_COINS = 200;
const LIST_LIMITS: FetchLimits = { maxBytes: 1024 * 1024, timeoutMs: 20_000 };
const TX_LIMITS: FetchLimits = { maxBytes: 2_000_000, timeoutMs: 20_000 };

const listSchema = z.array(
  z.object({ outpoint: z.custom<Outpoint>((name) => typeof name === 'string' && isOutpoint(name)) }),
);

/** A transaction that pays somebody, and which of its outputs a source says are unspent. Nothing of it is checked. */
export type OwnerCoins = { readonly raw: Uint8Array<ArrayBuffer>; readonly only: readonly Outpoint[] };

/**
 * What is unspent at an address, by a 1sat-stack: asked when a key is brought back, since by then nothing else knows. It
 * tells that source which address is somebody's. A coin that it makes up is found out when it is spent.
 *
 * @throws {SourceError} as `fetchOk` does.
 */
export async function findOwnerCoins(
  { name, url }: SourceEntry,
  address: string,
  signal: AbortSignal,
  fetch: Fetch,
): Promise<readonly OwnerCoins[]> {
  const ask = { source: name, why: 'coins', signal, fetch } as const;
  const query = `unspent=true&limit=${MOST_COINS}`;
  const found = await fetchJson(
    { ...ask, url: `${url}/owner/${encodeURIComponent(address)}/txos?${query}`, limits: LIST_LIMITS },
    listSchema,
  );
  const byTx = new Map<Txid, Outpoint[]>();
  for (const { outpoint } of found.slice(0, MOST_COINS)) {
    const txid = outpointTxid(outpoint);
    byTx.set(txid, [...(byTx.get(txid) ?? []), outpoint]);
  }
  const coins: OwnerCoins[] = [];
  for (const [txid, only] of byTx) {
    coins.push({ raw: await fetchOk({ ...ask, url: `${url}/beef/${txid}/tx`, limits: TX_LIMITS }), only });
  }
  return coins;
}
