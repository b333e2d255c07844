import type { Network } from '#lib/chain/network.ts';

/**
 * The heights at which this build's header chains begin: those of `ANCHORS`, to which a test holds them, for a script that
 * only has to count headers. The lists of checkpoints, from which anchors are chosen, are larger than the rest of it.
 */
export const ANCHOR_HEIGHTS: Readonly<Record<Network, number>> = {
  devnet: 0,
  test: 1_699_999,
  main: 907_629,
  btc: 745_919,
};
