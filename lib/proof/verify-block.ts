import { issue } from '#lib/bytes/issue.ts';
import { fail, ok, type Result } from '#lib/bytes/result.ts';
import { parseBlock, type Block, type BlockLimits } from '#lib/chain/block.ts';
import { meetsTarget } from '#lib/chain/header.ts';
import { merkleRoot } from '#lib/chain/merkle.ts';
import { NODE_PAIR_BYTES } from './verify-tx.ts';

/**
 * Reads a block whose transactions are those that its header names, and whose header has the work that it claims. Whether
 * that header is on the chain with most work is for the caller.
 *
 * Refused are lists that share their root with another: one that names a transaction twice (CVE-2012-2459), and one with a
 * transaction of 64 bytes, which could be two nodes of the tree that pose as one.
 */
export function verifyBlock(raw: Uint8Array, limits: BlockLimits): Result<Block> {
  const block = parseBlock(raw, limits);
  if (!block.ok) return block;
  const { header, transactions } = block.value;
  const txids = transactions.map(({ txid }) => txid);
  if (new Set(txids).size < txids.length)
    return fail(issue('block-repeats', 'a transaction is listed twice'));
  if (transactions.some(({ bytes }) => bytes === NODE_PAIR_BYTES))
    return fail(issue('block-node-pair', 'a transaction of 64 bytes cannot be told from a tree node'));
  if (merkleRoot(txids) !== header.merkleRoot)
    return fail(issue('block-root', 'the transactions are not those of the header'));
  return meetsTarget(header)
    ? ok(block.value)
    : fail(issue('block-work', 'the header lacks the work that it claims'));
}
