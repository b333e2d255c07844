import type { Txid } from '#lib/bytes/brand.ts';
import { issue, type Issue } from '#lib/bytes/issue.ts';
import { fail, type Result } from '#lib/bytes/result.ts';
import { parseTx, txidOf, type Tx } from '#lib/chain/tx.ts';
import type { HeaderChain } from './header-chain.ts';
import { parseBump, rootOf, type MerklePath } from './merkle-path.ts';
import type { BlockPlace, Verdict } from './verdict.ts';

/** A pair of hashes has this length too, so bytes of it could be an inner node that poses as a transaction. */
export const NODE_PAIR_BYTES = 64;

/**
 * Reads `raw` and compares what it hashes to with the id that somebody gave it. Witnesses are refused: BSV has none, and
 * no txid covers them, so that anybody could put some there. Transactions of BTC are for verify-btc-tx.ts.
 */
export function checkTx(claimed: Txid, raw: Uint8Array): Result<Tx> {
  const tx = parseTx(raw);
  if (!tx.ok) return tx;
  if (tx.value.inputs.some(({ witness }) => witness !== undefined))
    return fail(issue('tx-witness', 'a transaction with witnesses, which its txid does not cover'));
  if (txidOf(tx.value) !== claimed) return fail(issue('txid-mismatch', 'the bytes hash to another txid'));
  return tx;
}

/** Where a path puts a transaction, judged against the header chain. */
export type PathCheck =
  | { readonly kind: 'proven'; readonly place: BlockPlace }
  /** The path leads to a root at a height whose header we do not hold yet. */
  | { readonly kind: 'ahead'; readonly height: number }
  /** We hold another header at that height. */
  | { readonly kind: 'elsewhere'; readonly height: number }
  | { readonly kind: 'refused'; readonly issue: Issue };

/** Follows `path` from `txid` and compares its root with the checked header of that height. `rawBytes` is the size of the transaction. */
export function checkPath(
  txid: Txid,
  rawBytes: number,
  path: MerklePath,
  chain: Pick<HeaderChain, 'at'>,
): PathCheck {
  if (rawBytes === NODE_PAIR_BYTES) {
    return {
      kind: 'refused',
      issue: issue('proof-node-pair', 'a transaction of 64 bytes cannot be told from a tree node'),
    };
  }
  const led = rootOf(path, txid);
  if (!led.ok) return { kind: 'refused', issue: led.issue };
  const header = chain.at(path.height);
  if (header === undefined) return { kind: 'ahead', height: path.height };
  if (header.merkleRoot !== led.value.root) return { kind: 'elsewhere', height: path.height };
  const { height, hash, time } = header;
  return { kind: 'proven', place: { height, hash, index: led.value.index, time } };
}

/** A transaction whose bytes hash to `txid`, and the paths that came with it. */
export type Claim = {
  readonly txid: Txid;
  /** Size of the transaction. */
  readonly bytes: number;
  /** BUMPs, of this or of other transactions. */
  readonly bumps: readonly Uint8Array[];
  /** Which of them is said to be its own. */
  readonly bumpIndex?: number;
};

export type ClaimCheck = {
  readonly verdict: Verdict;
  /** The height that its path names, where one holds it. */
  readonly height?: number;
};

/**
 * Judges a claim by whichever of its paths holds the transaction; a producer's word on which one does counts only against
 * it. Without such a path, or with one to a height that we have no header for, the transaction is `held`. Signatures are
 * not looked at.
 */
export function checkClaim({ txid, bytes, bumps, bumpIndex }: Claim, chain: HeaderChain): ClaimCheck {
  let path: MerklePath | undefined;
  let problem: Issue | undefined;
  for (const [at, bump] of bumps.entries()) {
    const read = parseBump(bump);
    if (read.ok && read.value.indexes.has(txid)) path ??= read.value;
    else if (at === bumpIndex) problem = read.ok ? OTHER_TRANSACTION : read.issue;
  }
  if (path === undefined)
    return { verdict: problem === undefined ? { state: 'held' } : { state: 'refuted', issue: problem } };
  return { height: path.height, verdict: verdictOf(checkPath(txid, bytes, path, chain)) };
}

function verdictOf(check: PathCheck): Verdict {
  switch (check.kind) {
    case 'proven':
      return { state: 'proven', place: check.place };
    case 'ahead':
      return { state: 'held' };
    case 'elsewhere':
      return { state: 'refuted', issue: elsewhere(check.height) };
    case 'refused':
      return { state: 'refuted', issue: check.issue };
  }
}

const OTHER_TRANSACTION = issue('bump-other-transaction', 'the Merkle path is not of this transaction');

/** The issue of a path that contradicts a header which we hold. */
export const elsewhere = (height: number): Issue =>
  issue('proof-other-block', `the path does not lead to the block that we hold at height ${height}`);
