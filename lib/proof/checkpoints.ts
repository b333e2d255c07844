import { asBlockHash, type BlockHash } from '#lib/bytes/brand.ts';
import type { Network } from '#lib/chain/network.ts';
import { BTC } from './checkpoints/btc.ts';
import { MAIN } from './checkpoints/main.ts';
import { TEST } from './checkpoints/test.ts';

/** A block that is known to be on the chain. */
export type Checkpoint = { readonly height: number; readonly hash: BlockHash };

/** What a chain of headers may begin at. Without a hash, the first header given is taken. */
export type Anchor = { readonly height: number; readonly hash?: BlockHash };

/**
 * Blocks that a chain must have above the one that it begins at before the last checkpoint: both rules of difficulty
 * look back no further, so that everything above the last checkpoint is judged in full.
 */
const LEAST_BELOW_LAST = 2016;

const GENESIS: Readonly<Record<Network, Checkpoint>> = {
  devnet: genesis('7162d1918f3cbc8c86bcf15d17a77dbc9eadda93d72382bbf76328089e7a151f'),
  test: genesis('000000000933ea01ad0ee984209779baaec3ced90fa3f408719526f8d77f4943'),
  main: genesis('000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f'),
  btc: genesis('000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f'),
};

/** The checkpoints that this build ships, lowest first: genesis and those of the network's list. */
export const CHECKPOINTS: Readonly<Record<Network, readonly Checkpoint[]>> = {
  devnet: [GENESIS.devnet],
  test: [GENESIS.test, ...readCheckpoints(TEST)],
  main: [GENESIS.main, ...readCheckpoints(MAIN)],
  btc: [GENESIS.btc, ...readCheckpoints(BTC)],
};

/** Where this build's header chain of each network begins. */
export const ANCHORS: Readonly<Record<Network, Checkpoint>> = {
  devnet: anchorOf(CHECKPOINTS.devnet),
  test: anchorOf(CHECKPOINTS.test),
  main: anchorOf(CHECKPOINTS.main),
  btc: anchorOf(CHECKPOINTS.btc),
};

/**
 * Reads a list: `height hash` a line, heights rising.
 *
 * @throws {TypeError} on any other line. Lists are part of the build, and the tests read them.
 */
export function readCheckpoints(text: string): Checkpoint[] {
  const list: Checkpoint[] = [];
  for (const line of text.trim().split('\n')) {
    const [digits = '', hash = '', ...rest] = line.split(' ');
    const height = Number(digits);
    const isNext = Number.isSafeInteger(height) && height > (list.at(-1)?.height ?? 0);
    if (!isNext || rest.length > 0) throw new TypeError(`not a checkpoint: ${line}`);
    list.push({ height, hash: asBlockHash(hash) });
  }
  return list;
}

/** A list as {@link readCheckpoints} reads it. */
export const writeCheckpoints = (list: readonly Checkpoint[]): string =>
  list.map(({ height, hash }) => `${height} ${hash}`).join('\n');

/** The highest checkpoint that leaves room for both rules of difficulty below the last; the first where none does. */
export function anchorOf(list: readonly [Checkpoint, ...Checkpoint[]] | readonly Checkpoint[]): Checkpoint {
  const last = list.at(-1);
  const first = list[0];
  if (first === undefined || last === undefined) throw new RangeError('no checkpoints');
  return list.findLast(({ height }) => height <= last.height - LEAST_BELOW_LAST) ?? first;
}

function genesis(hash: string): Checkpoint {
  return { height: 0, hash: asBlockHash(hash) };
}
