import * as z from 'zod/mini';
import { isTxid, outpointTxid, outpointVout, type Outpoint, type Txid } from '#lib/bytes/brand.ts';
import type { SourceEntry } from '#lib/chain/source-entry.ts';
import { parseTx, txidOf } from '#lib/chain/tx.ts';
import { fetchJson, fetchOk, type Fetch, type FetchLimits } from './bounded-fetch.ts';
import { SourceError } from './source.ts';

const WORD_LIMITS: FetchLimits = { maxBytes: 4_096, timeoutMs: 8_000 };
const TX_LIMITS: FetchLimits = { maxBytes: 2_000_000, timeoutMs: 20_000 };

const spendSchema = z.object({
  spendTxid: z.nullish(z.custom<Txid>((name) => typeof name === 'string' && isTxid(name))),
});

/**
 * The txid of the transaction that spends an output, by a 1sat-stack that has to show its bytes; `undefined` when it says
 * that none does. That its signature holds is not checked: the network does when ours is sent.
 *
 * @throws {SourceError} as `fetchOk` does, and `malformed` when the bytes are of something else.
 */
export async function findSpender(
  { name, url }: SourceEntry,
  at: Outpoint,
  signal: AbortSignal,
  fetch: Fetch,
): Promise<Txid | undefined> {
  const ask = { source: name, why: 'coins', signal, fetch } as const;
  const { spendTxid } = await fetchJson(
    { ...ask, url: `${url}/txo/${at}/spend`, limits: WORD_LIMITS },
    spendSchema,
  );
  if (spendTxid == null) return undefined;
  const raw = await fetchOk({ ...ask, url: `${url}/beef/${spendTxid}/tx`, limits: TX_LIMITS });
  const tx = parseTx(raw);
  const spends =
    tx.ok &&
    txidOf(tx.value) === spendTxid &&
    tx.value.inputs.some(
      ({ prevTxid, prevVout }) => prevTxid === outpointTxid(at) && prevVout === outpointVout(at),
    );
  if (!spends) throw new SourceError(name, 'malformed', 'it names a transaction that does not spend it');
  return spendTxid;
}
