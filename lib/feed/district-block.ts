import type { BlockAnswer } from '#lib/bridge/feed-views.ts';
import { isTxid, type BlockHash, type Txid } from '#lib/bytes/brand.ts';
import { issue, type Issue } from '#lib/bytes/issue.ts';
import { fail, type Result } from '#lib/bytes/result.ts';
import type { Block } from '#lib/chain/block.ts';
import { columnsOf, encodeKeptBlock, readKeptBlock, type BlockColumns } from '#lib/chain/block-columns.ts';
import { workOf, type Header } from '#lib/chain/header.ts';
import { SourceError } from '#lib/chain/source-error.ts';
import type { BlockProgress, BlockSource } from '#lib/chain/sources/source.ts';
import type { HeaderChain } from '#lib/proof/header-chain.ts';
import { readFile } from '#lib/proof/read-file.ts';
import { verifyBlock } from '#lib/proof/verify-block.ts';
import { blockName, type LandShelf } from '#lib/store/land-store.ts';

/** What one district may cost to read and to draw: the largest blocks of BSV, whose small parcels share squares. */
const LIMITS = { maxBytes: 256 * 1024 * 1024, maxTransactions: 1_000_000 };
/** Bytes of larger blocks are not kept to be handed on; their columns are. */
const MOST_HANDED_ON = 8 * 1024 * 1024;

const columnsName = (hash: BlockHash): string => `columns ${hash}`;

type Chain = Pick<HeaderChain, 'at' | 'heightOf'>;
type Checked = {
  readonly header: Header;
  readonly bytes: number;
  readonly columns: BlockColumns;
  readonly from: string;
};

/** Who gives blocks, and what keeps them. Without a shelf nothing is kept. */
export type BlockOrigin = {
  readonly sources: readonly BlockSource[];
  readonly shelf?: LandShelf;
  /** Under which a block is kept of a chain that is not followed here, when its own work is hard enough. */
  readonly name?: string;
};

/** For a chain of which this device has no headers: every block stands for itself. */
export const NO_CHAIN: Chain = { at: () => undefined, heightOf: () => undefined };

/** A header that took as many hashes as two to the power of this was not made to fool one reader. */
const HARD_BITS = 60;

/**
 * The block at a height: as this device keeps it, else from the first source that has it. Its transactions always hash to
 * its own header; whether that header is on our checked chain is `rootChecked`. A source with another block than our
 * chain's is passed over. One that was checked is kept.
 */
export async function loadDistrictBlock(
  height: number,
  { sources, shelf, name }: BlockOrigin,
  chain: Chain,
  signal: AbortSignal,
  onProgress?: BlockProgress,
): Promise<BlockAnswer> {
  const wanted = chain.at(height)?.hash;
  const label = wanted === undefined ? name : columnsName(wanted);
  const kept = label === undefined ? undefined : await keptBlock(label, wanted, shelf);
  if (kept !== undefined) return { block: describe(kept, height, chain) };
  let problem = issue('block-no-source', 'no source of blocks is known');
  for (const source of sources) {
    try {
      const given = await source.block(height, signal, onProgress);
      if (given === undefined) {
        problem = issue('block-missing', `${source.name} has no block at height ${height}`);
        continue;
      }
      const block = checkBlock(given.raw, source.name, wanted, given.hash);
      if (block.ok) {
        const { header } = block.value;
        if (label !== undefined && (wanted !== undefined || workBits(header) >= HARD_BITS))
          await keep(block.value, given.raw, shelf, label);
        return { block: describe(block.value, height, chain) };
      }
      problem = block.issue;
    } catch (error) {
      if (!(error instanceof SourceError)) throw error;
      problem = issue(`block-${error.kind}`, `${source.name}: ${error.message}`);
    }
  }
  return { issue: problem, ...(wanted !== undefined && { wanted }) };
}

/**
 * Takes a block that a person or a neighbour gave, whatever it is called: checked like any other, and kept when our chain
 * has it. Gives its height.
 */
export async function takeDistrictBlock(
  raw: Uint8Array<ArrayBuffer>,
  chain: Chain,
  shelf: LandShelf | undefined,
  from: string,
): Promise<Result<number>> {
  const block = checkBlock(raw, from);
  if (!block.ok) return block;
  const height = chain.heightOf(block.value.header.hash);
  if (height === undefined) return fail(issue('block-other', 'our chain does not have this block'));
  await keep(block.value, raw, shelf);
  return { ok: true, value: height };
}

/** Keeps the block that is in a file, where there is one and our chain has it. */
export async function keepBlockOf(
  file: Uint8Array,
  chain: Chain,
  shelf: LandShelf | undefined,
): Promise<boolean> {
  const contents = readFile(file);
  if (!contents.ok || contents.value.kind !== 'block') return false;
  return (await takeDistrictBlock(contents.value.raw.slice(), chain, shelf, 'a file')).ok;
}

/**
 * The whole id of a transaction in a block that is kept, whose columns have the beginning of it: out of the block's bytes
 * where those are kept too, else from a source that gives the whole block, so that nobody learns which one is meant.
 */
export async function wholeId(
  hash: BlockHash,
  index: number,
  { sources, shelf }: BlockOrigin,
  chain: Chain,
  signal: AbortSignal,
): Promise<Txid | undefined> {
  const idIn = (raw: Uint8Array): Txid | undefined => {
    const block = verifyBlock(raw, LIMITS);
    return block.ok && block.value.header.hash === hash ? block.value.transactions[index]?.txid : undefined;
  };
  const raw = await shelf?.find(blockName(hash)).catch(() => undefined);
  const known = raw && idIn(raw);
  if (known !== undefined) return known;
  const height = chain.heightOf(hash);
  for (const source of height === undefined ? [] : sources) {
    const given = await source.block(height ?? 0, signal).catch((error: unknown) => {
      if (error instanceof SourceError) return undefined;
      throw error;
    });
    const id = given && idIn(given.raw);
    if (id !== undefined && isTxid(id)) return id;
  }
  return undefined;
}

async function keptBlock(
  label: string,
  hash: BlockHash | undefined,
  shelf: LandShelf | undefined,
): Promise<Checked | undefined> {
  // A store that fails costs a request, not the land.
  const bytes = await shelf?.find(label).catch(() => undefined);
  const kept = bytes && readKeptBlock(bytes);
  if (kept?.ok !== true || (hash !== undefined && kept.value.header.hash !== hash)) return undefined;
  const { header, rawBytes, columns } = kept.value;
  return { header, columns, bytes: rawBytes, from: 'this device' };
}

async function keep(
  { header, bytes, columns }: Checked,
  raw: Uint8Array<ArrayBuffer>,
  shelf: LandShelf | undefined,
  label = columnsName(header.hash),
): Promise<void> {
  if (shelf === undefined) return;
  try {
    if (raw.length <= MOST_HANDED_ON) await shelf.keep(blockName(header.hash), raw);
    await shelf.keep(label, encodeKeptBlock({ header, rawBytes: bytes, columns }));
  } catch {
    // Storage is full or forbidden: the block is read again the next time.
  }
}

function checkBlock(
  raw: Uint8Array,
  from: string,
  ours?: BlockHash,
  claimed?: BlockHash,
): Result<Checked, Issue> {
  const block: Result<Block> = verifyBlock(raw, LIMITS);
  if (!block.ok) return block;
  const { header, transactions } = block.value;
  if (claimed !== undefined && header.hash !== claimed)
    return fail(issue('block-hash', 'the bytes are of another block'));
  if (ours !== undefined && ours !== header.hash)
    return fail(issue('block-other', 'our chain has another block at this height'));
  const columns = columnsOf(transactions);
  if (!columns.ok) return columns;
  return { ok: true, value: { header, bytes: raw.length, columns: columns.value, from } };
}

const workBits = ({ bits }: Header): number => workOf(bits).toString(2).length - 1;

function describe(
  { header, bytes, columns, from }: Checked,
  height: number,
  chain: Chain,
): NonNullable<BlockAnswer['block']> {
  const { hash, time } = header;
  return {
    place: { height, hash, time },
    rootChecked: chain.at(height)?.hash === hash,
    bytes,
    workBits: workBits(header),
    columns,
    from,
  };
}
