import * as z from 'zod/mini';
import type { Network } from '#lib/chain/network.ts';
import { importViewSchema } from './file-views.ts';
import { sourceStatusesSchema } from './source-views.ts';

/**
 * What the feed workers of several tabs tell one another. One of them writes the index; the others read what it has
 * written. Every member says why it is sent.
 */
const feedTabsSchema = z.discriminatedUnion('type', [
  /** The writer stored something: these transactions, all headers from this height on, and these single ones. */
  z.object({
    type: z.literal('stored'),
    revision: z.number(),
    arrivals: z.array(z.number()),
    headersFrom: z.exactOptional(z.number()),
    singles: z.exactOptional(z.array(z.number())),
  }),
  /** The writer forgot everything: a devnet that was started anew has another chain. */
  z.object({ type: z.literal('anew') }),
  /** How the writer's sources are doing. */
  z.object({
    type: z.literal('status'),
    refused: z.number(),
    sources: sourceStatusesSchema,
  }),
  /** What a person keeps is not what it was: read it again. */
  z.object({ type: z.literal('kept') }),
  /** A new tab asks the writer for its status. */
  z.object({ type: z.literal('hello') }),
  /** Somebody has just published in a tab that does not write: ask the sources now. */
  z.object({ type: z.literal('nudge') }),
  /** A part of a file that was given to a tab that does not write: take it. */
  z.object({
    type: z.literal('import'),
    id: z.string(),
    bytes: z.instanceof(Uint8Array),
    at: z.enum(['start', 'middle', 'end']),
  }),
  /** What became of that file so far. */
  z.object({ type: z.literal('imported'), id: z.string(), view: importViewSchema }),
  /** A screen of a tab that does not write needs an old header: read it. */
  z.object({ type: z.literal('want'), height: z.number() }),
]);

export type FeedTabsMessage = z.infer<typeof feedTabsSchema>;

/** The channel on which they speak. */
export const feedTabsChannel = (network: Network): string => `nabo-index:${network}`;

/** The line between the feed workers of all tabs: what one sends, every other hears. */
export interface FeedTabs {
  send(message: FeedTabsMessage): void;
  listen(listener: (message: FeedTabsMessage) => void): void;
  close(): void;
}

/** The part of a `BroadcastChannel` that is needed: it reaches every other tab, not this one. */
export interface ChannelLike {
  postMessage(message: unknown): void;
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
  close(): void;
}

/** Speaks over `channel`; whatever does not parse is dropped. */
export function openFeedTabs(channel: ChannelLike): FeedTabs {
  return {
    send: (message) => channel.postMessage(message),
    listen: (listener) =>
      channel.addEventListener('message', ({ data }) => {
        const message = feedTabsSchema.safeParse(data);
        if (message.success) listener(message.data);
      }),
    close: () => channel.close(),
  };
}
