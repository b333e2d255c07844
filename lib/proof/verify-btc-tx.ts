import type { Txid } from '#lib/bytes/brand.ts';
import { issue } from '#lib/bytes/issue.ts';
import { fail, ok, type Result } from '#lib/bytes/result.ts';
import { parseTx, txidOf, type Tx } from '#lib/chain/tx.ts';
import { readInscriptions } from '#lib/envelopes/index.ts';
import type { HeaderChain } from './header-chain.ts';
import { checkTapscript, isTaproot } from './taproot-commitment.ts';
import type { Verdict } from './verdict.ts';
import { elsewhere } from './verify-tx.ts';
import { checkWitnessProof, type WitnessProof } from './witness-commitment.ts';

/** A transaction of BTC and what is there to prove it. All of it is bytes from anybody. */
export type BtcClaim = {
  readonly txid: Txid;
  readonly raw: Uint8Array;
  /** The transactions whose outputs the inputs with content spend, in any order. Others among them are passed over. */
  readonly commits?: readonly Uint8Array[];
  readonly proof?: WitnessProof;
};

/** Whether all inputs with content are committed to; `held` when a transaction that would show it is missing. */
function checkCommits(tx: Tx, raw: Uint8Array, commits: readonly Uint8Array[]): Result<'committed' | 'held'> {
  const spent = new Map<Txid, Tx>();
  for (const bytes of commits) {
    const commit = parseTx(bytes);
    if (!commit.ok) return commit;
    spent.set(txidOf(commit.value), commit.value);
  }
  const inputs = new Set(readInscriptions(raw, 'btc').map(({ input }) => input ?? 0));
  let state: 'committed' | 'held' = inputs.size === 0 ? 'held' : 'committed';
  for (const at of inputs) {
    const input = tx.inputs[at];
    const output = input && spent.get(input.prevTxid)?.outputs[input.prevVout];
    // Content in the arguments of another kind of output is read like any, but nothing commits to it.
    if (output === undefined || !isTaproot(output.script)) {
      state = 'held';
      continue;
    }
    const checked = checkTapscript(input?.witness ?? [], output.script);
    if (!checked.ok) return fail({ ...checked.issue, path: `inputs/${at}` });
  }
  return ok(state);
}

/** Whether the content of a transaction is what the outputs that it spends were made for: `held` without those. */
export function isCommitted(raw: Uint8Array, commits: readonly Uint8Array[]): Result<'committed' | 'held'> {
  const tx = parseTx(raw);
  return tx.ok ? checkCommits(tx.value, raw, commits) : tx;
}

/**
 * What can be said of a transaction of BTC and the content in its witnesses, which its txid does not cover.
 *
 * - `proven` by a witness proof: the block that we checked commits to these very bytes.
 * - `committed` by the transactions that it spends from: each script with content is one that the spent output was made
 *   for. A stranger cannot change it. Whoever made the output could have made it for several, so that two
 *   transactions of one txid are both `committed` and one of them is `proven`.
 * - `held` without either, and `refuted` when anything that is said to prove it contradicts it.
 */
export function verifyBtcTx(claim: BtcClaim, chain: HeaderChain): Verdict {
  const tx = parseTx(claim.raw);
  if (!tx.ok) return { state: 'refuted', issue: tx.issue };
  if (txidOf(tx.value) !== claim.txid)
    return { state: 'refuted', issue: issue('txid-mismatch', 'the bytes hash to another txid') };
  if (claim.proof !== undefined) {
    const checked = checkWitnessProof(claim.raw, claim.proof, chain);
    if (checked.kind === 'proven') return { state: 'proven', place: checked.place };
    if (checked.kind === 'refused') return { state: 'refuted', issue: checked.issue };
    if (checked.kind === 'elsewhere') return { state: 'refuted', issue: elsewhere(checked.height) };
  }
  const committed = checkCommits(tx.value, claim.raw, claim.commits ?? []);
  return committed.ok ? { state: committed.value } : { state: 'refuted', issue: committed.issue };
}
