import * as z from 'zod/mini';
import type { Network } from '#lib/chain/network.ts';
import type { NeighbourView } from '#lib/p2p/neighbours-view.ts';
import type { ChannelLike } from './feed-tabs.ts';
import { txid } from './names.ts';
import { neighbourSchema } from './neighbour-messages.ts';

/** Longest text that is looked at as a code, white space in it included. */
export const MAX_MEET_TEXT = 1_400;

/** The channel on which the tabs of a profile speak about the lines from browser to browser that one of them has. */
export const directChannel = (network: Network): string => `nabo-direct:${network}`;

/** The Web Lock that the one tab with lines holds. */
export const directLock = (network: Network): string => `nabo-direct:${network}`;

/**
 * Why two do not meet: no tab has lines; what was given is no code; it is of the other kind than is waited for; it is one's
 * own; it is of another network; it answers a code that is shown no more; there are lines enough; or no line came about.
 */
const meetProblem = z.enum(['off', 'unreadable', 'kind', 'own', 'network', 'late', 'full', 'unreached']);

/**
 * One step of meeting somebody who is next to this device: their code, where they have shown one, or a look whether they
 * have read the answer to it.
 */
const meetStep = z.discriminatedUnion('step', [
  z.object({ step: z.literal('invite') }),
  z.object({ step: z.literal('answer'), code: z.string().check(z.maxLength(MAX_MEET_TEXT)) }),
  z.object({ step: z.literal('accept'), code: z.string().check(z.maxLength(MAX_MEET_TEXT)) }),
  z.object({ step: z.literal('look') }),
  z.object({ step: z.literal('stop') }),
]);

/** What comes of a step: the code to show, where there is one, whether there is a line, or why it went no further. */
const met = z.object({
  code: z.optional(z.string()),
  isThere: z.optional(z.boolean()),
  problem: z.optional(meetProblem),
});

export type MeetProblem = z.infer<typeof meetProblem>;
export type MeetStep = z.infer<typeof meetStep>;
export type Met = z.infer<typeof met>;

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
  /** Somebody meets a device that is next to this one, in a tab without lines. */
  z.object({ type: z.literal('meet'), id: z.string(), step: meetStep }),
  /** What came of it. */
  z.object({ type: z.literal('met'), id: z.string(), met }),
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
