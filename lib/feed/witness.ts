import type { Txid } from '#lib/bytes/brand.ts';
import type { TxLookup } from '#lib/chain/sources/lookup.ts';
import { parseTx, txidOf } from '#lib/chain/tx.ts';
import type { HeaderChain } from '#lib/proof/header-chain.ts';
import { readFile } from '#lib/proof/read-file.ts';
import type { BlockPlace, Verdict } from '#lib/proof/verdict.ts';
import { checkClaim, type Claim } from '#lib/proof/verify-tx.ts';

export type WitnessOptions = {
  readonly at?: BlockPlace | undefined;
  /** Told that somebody names a block which we have no header of yet. */
  readonly onAhead?: () => void;
  readonly signal: AbortSignal;
};

/**
 * What services show of a transaction that no list names: our own payments. The best verdict of those that have its bytes,
 * by our own headers; `undefined` when nobody shows them. Whoever is asked learns of that transaction and nothing else. `at`
 * is the block where it was found before: it is `orphaned` once we hold another at that height and nobody proves it anew.
 */
export async function findWitness(
  txid: Txid,
  lookups: readonly TxLookup[],
  chain: HeaderChain,
  { at, onAhead, signal }: WitnessOptions,
): Promise<Verdict | undefined> {
  let held: Verdict | undefined;
  for (const lookup of lookups) {
    // One that is gone, or says what is no transaction, is no word about it: the next one is asked.
    const bytes = await lookup.find(txid, signal).catch(() => undefined);
    signal.throwIfAborted();
    const claim = bytes && claimOf(txid, bytes);
    if (claim === undefined) continue;
    const { verdict, height } = checkClaim(claim, chain);
    if (verdict.state === 'proven') return verdict;
    if (verdict.state !== 'held') continue;
    held = verdict;
    if (height !== undefined && height > (chain.tip?.height ?? 0)) onAhead?.();
  }
  const now = at && chain.at(at.height);
  return at !== undefined && now !== undefined && now.hash !== at.hash
    ? { state: 'orphaned', last: at }
    : held;
}

function claimOf(txid: Txid, bytes: Uint8Array): Claim | undefined {
  const file = readFile(bytes);
  if (!file.ok) return undefined;
  const contents = file.value;
  if (contents.kind === 'transaction')
    return contents.txid === txid ? { txid, bytes: contents.raw.length, bumps: [] } : undefined;
  if (contents.kind !== 'beef') return undefined;
  const found = contents.beef.txs.find((tx) => tx.txid === txid);
  const parsed = found && parseTx(found.raw);
  if (found === undefined || parsed?.ok !== true || txidOf(parsed.value) !== txid) return undefined;
  return { ...found, bytes: found.raw.length, bumps: contents.beef.bumps };
}
