import type { Network } from '#lib/chain/network.ts';
import type { ChainStore } from './chain-store.ts';
import type { FeedLog } from './feed-log.ts';
import type { OutputIndex } from './output-index.ts';
import type { Proofs } from './proofs.ts';

/** All that the reading faces need of a chain: the devnet's own, or an archive of real blocks and transactions. */
export type ChainView = {
  readonly network: Network;
  readonly store: ChainStore;
  readonly outputs: OutputIndex;
  readonly feed: FeedLog;
  readonly proofs: Proofs;
};

/** Names of the event streams of a chain. */
export const tipChannel = ({ network }: Pick<ChainView, 'network'>): string => `${network}/tip`;
export const feedChannel = ({ network }: Pick<ChainView, 'network'>): string => `${network}/feed`;
