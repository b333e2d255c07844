import type { Network } from '#lib/chain/network.ts';

/**
 * The Web Lock of whoever sends on a network, and the channel on which tabs tell each other that something changed. `space` is
 * where the keys of one identity lie, which sends for itself alone.
 */
export const outboxName = (network: Network, space?: string): string =>
  space === undefined ? `nabo-outbox:${network}` : `nabo-outbox:${network}:${space}`;
