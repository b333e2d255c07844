import type { Txid } from '#lib/bytes/brand.ts';
import { issue, type Issue } from '#lib/bytes/issue.ts';
import { fail, type Result } from '#lib/bytes/result.ts';
import { parseTx, txidOf, type Tx } from '#lib/chain/tx.ts';
import type { HeaderChain } from './header-chain.ts';
import { parseBump, rootOf, type MerklePath } from './merkle-path.ts';
import type { BlockPlace, Verdict } from './verdict.ts';

/** A pair of hashes has this length too, so bytes of it could be an inner node that poses as a transaction. */
const NODE_PAIR_BYTES = 64;

/** Reads `raw` and compares what it hashes to with the id that somebody gave it. */
export function checkTx(claimed: Txid, raw: Uint8Array): Result<Tx> {
  const tx = parseTx(raw);
  if (!tx.ok) return tx;
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
export function checkPath(txid: Txid, rawBytes: number, path: MerklePath, chain: HeaderChain): PathCheck {
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

/**
 * What can be said of a transaction from its bytes, an optional Merkle path and the headers that we checked. A path
 * to a height that we have no header for leaves it `held`. Signatures are not looked at.
 */
export function verifyTx(
  claim: { readonly txid: Txid; readonly raw: Uint8Array; readonly bump?: Uint8Array },
  chain: HeaderChain,
): Verdict {
  const tx = checkTx(claim.txid, claim.raw);
  if (!tx.ok) return { state: 'refuted', issue: tx.issue };
  if (claim.bump === undefined) return { state: 'held' };
  const path = parseBump(claim.bump);
  if (!path.ok) return { state: 'refuted', issue: path.issue };
  const checked = checkPath(claim.txid, claim.raw.length, path.value, chain);
  switch (checked.kind) {
    case 'proven':
      return { state: 'proven', place: checked.place };
    case 'ahead':
      return { state: 'held' };
    case 'elsewhere':
      return { state: 'refuted', issue: elsewhere(checked.height) };
    case 'refused':
      return { state: 'refuted', issue: checked.issue };
  }
}

/** The issue of a path that contradicts a header which we hold. */
export const elsewhere = (height: number): Issue =>
  issue('proof-other-block', `the path does not lead to the block that we hold at height ${height}`);
