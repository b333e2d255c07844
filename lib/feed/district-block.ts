import type { BlockAnswer } from '#lib/bridge/feed-views.ts';
import { issue, type Issue } from '#lib/bytes/issue.ts';
import { fail, type Result } from '#lib/bytes/result.ts';
import type { Block } from '#lib/chain/block.ts';
import { SourceError } from '#lib/chain/source-error.ts';
import type { BlockSource } from '#lib/chain/sources/source.ts';
import type { HeaderChain } from '#lib/proof/header-chain.ts';
import { verifyBlock } from '#lib/proof/verify-block.ts';

/** What one district may cost to read and to draw. */
const LIMITS = { maxBytes: 32 * 1024 * 1024, maxTransactions: 200_000 };

/**
 * The block at a height from the first source that has it. Its transactions always hash to its own header; whether that
 * header is on our checked chain is `rootChecked`. A source with another block than our chain's is passed over.
 */
export async function loadDistrictBlock(
  height: number,
  sources: readonly BlockSource[],
  chain: HeaderChain,
  signal: AbortSignal,
): Promise<BlockAnswer> {
  let problem = issue('block-no-source', 'no source of blocks is known');
  for (const source of sources) {
    try {
      const given = await source.block(height, signal);
      if (given === undefined) {
        problem = issue('block-missing', `${source.name} has no block at height ${height}`);
        continue;
      }
      const block = checkBlock(given.raw, given.hash, chain.at(height)?.hash);
      if (block.ok) return { block: describe(block.value, height, given.raw.length, source.name, chain) };
      problem = block.issue;
    } catch (error) {
      if (!(error instanceof SourceError)) throw error;
      problem = issue(`block-${error.kind}`, `${source.name}: ${error.message}`);
    }
  }
  return { issue: problem };
}

function checkBlock(raw: Uint8Array, claimed: string, ours: string | undefined): Result<Block, Issue> {
  const block = verifyBlock(raw, LIMITS);
  if (!block.ok) return block;
  const { hash } = block.value.header;
  if (hash !== claimed) return fail(issue('block-hash', 'the bytes are of another block'));
  if (ours !== undefined && ours !== hash)
    return fail(issue('block-other', 'our chain has another block at this height'));
  return block;
}

function describe(
  { header, transactions }: Block,
  height: number,
  bytes: number,
  from: string,
  chain: HeaderChain,
): NonNullable<BlockAnswer['block']> {
  const { hash, time } = header;
  return {
    place: { height, hash, time },
    rootChecked: chain.at(height)?.hash === hash,
    bytes,
    transactions: transactions.map(({ txid, outputSats, bytes: size, vbytes }) => ({
      txid,
      outputSats,
      bytes: size,
      vbytes,
    })),
    from,
  };
}
