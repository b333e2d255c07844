import * as z from 'zod/mini';
import type { Network } from '#lib/chain/network.ts';
import type { NeighbourView } from '#lib/p2p/neighbours-view.ts';
import type { ChannelLike } from './feed-tabs.ts';
import { txid } from './names.ts';
import { neighbourSchema } from './neighbour-messages.ts';

/** The channel on which the tabs of a profile speak about the lines from browser to browser that one of them has. */
export const directChannel = (network: Network): string => `nabo-direct:${network}`;

/** What tabs tell one another. Every member says why it is sent. */
const directSchema = z.discriminatedUnion('type', [
  /** Somebody switched direct connections, or sharing: everybody looks again. */
  z.object({ type: z.literal('settle') }),
  /** A tab was opened: the one that has the lines says how it is going. */
  z.object({ type: z.literal('hello') }),
  /** How it is going, said by the tab that has the lines. */
  z.object({ type: z.literal('view'), isFound: z.boolean(), peers: z.array(neighbourSchema) }),
  /** Somebody opened a post in a tab without lines: ask those at their ends. */
  z.object({ type: z.literal('fetch'), id: z.string(), txid }),
  /** A tab without lines kept something large, opened or written (`own`): whoever asks may have it. */
  z.object({ type: z.literal('share'), txid, own: z.boolean() }),
  /** Whether one of them had it; then it waits for the feed. */
  z.object({ type: z.literal('fetched'), id: z.string(), found: z.boolean() }),
]);

export type DirectMessage = z.infer<typeof directSchema>;

/** How it is going with lines from browser to browser, as the tab that has them says it. */
export type DirectNews = { readonly isFound: boolean; readonly peers: readonly NeighbourView[] };

/** Calls `listener` with every message of a channel; whatever does not parse is dropped. */
export const listenDirect = (channel: ChannelLike, listener: (message: DirectMessage) => void): void =>
  channel.addEventListener('message', ({ data }) => {
    const message = directSchema.safeParse(data);
    if (message.success) listener(message.data);
  });
