import type { Network } from '#lib/chain/network.ts';

/** The Web Lock of whoever sends on a network, and the channel on which tabs tell each other that something changed. */
export const outboxName = (network: Network): string => `nabo-outbox:${network}`;
