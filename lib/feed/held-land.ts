import { isBlockHash } from '#lib/bytes/brand.ts';
import { readKeptBlock, type BlockColumns } from '#lib/chain/block-columns.ts';
import type { HeaderChain } from '#lib/proof/header-chain.ts';
import type { LandStore } from '#lib/store/land-store.ts';
import type { HeldLand } from './land-view.ts';

/** An answer has so many blocks, or fewer where their transactions are more than that. */
const MOST_BLOCKS = 64;
const MOST_TRANSACTIONS = 250_000;

/** Of which chain: the one that is followed here, by its headers, or BTC, whose blocks are kept under their heights. */
export type HeldChain = Pick<HeaderChain, 'heightOf'> | 'btc';

/**
 * Amounts of the transactions of blocks that this device keeps, however it came to them: read from a source, given by a
 * neighbour, or out of a file. `from` counts them, from 0. Blocks that are on another chain are left out.
 */
export async function heldLand(
  shelf: Pick<LandStore, 'names' | 'find'> | undefined,
  chain: HeldChain,
  from: number,
): Promise<HeldLand> {
  const names = (await shelf?.names().catch(() => [])) ?? [];
  const kept = names
    .flatMap((name) => {
      const height = heightIn(name, chain);
      return height === undefined ? [] : [{ name, height }];
    })
    .toSorted((a, b) => a.height - b.height);
  const blocks: { readonly height: number; readonly sats: BlockColumns['sats'] }[] = [];
  let [at, transactions] = [from, 0];
  for (; at < kept.length && blocks.length < MOST_BLOCKS && transactions < MOST_TRANSACTIONS; at += 1) {
    const { name, height } = kept[at] ?? { name: '', height: 0 };
    const bytes = await shelf?.find(name).catch(() => undefined);
    const block = bytes && readKeptBlock(bytes);
    if (block?.ok !== true) continue;
    const { sats } = block.value.columns;
    transactions += sats.length;
    blocks.push({ height, sats });
  }
  const sats = new Float64Array(transactions);
  const ends = new Uint32Array(blocks.length);
  let end = 0;
  for (const [index, block] of blocks.entries()) {
    sats.set(block.sats, end);
    end += block.sats.length;
    ends[index] = end;
  }
  return {
    heights: Uint32Array.from(blocks, ({ height }) => height),
    ends,
    sats,
    ...(at < kept.length && { next: at }),
  };
}

/** The height of a block by the name under which its columns are kept; `undefined` for anything else that is kept. */
function heightIn(name: string, chain: HeldChain): number | undefined {
  if (chain === 'btc') {
    const height = /^btc (0|[1-9]\d{0,8})$/.exec(name)?.[1];
    return height === undefined ? undefined : Number(height);
  }
  const hash = /^columns (.+)$/.exec(name)?.[1];
  return hash === undefined || !isBlockHash(hash) ? undefined : chain.heightOf(hash);
}
