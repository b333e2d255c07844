import * as z from 'zod/mini';
import type { Network } from '#lib/chain/network.ts';
import type { ChannelLike } from './feed-tabs.ts';
import type { FilmQuestion } from './film-address.ts';
import { txid } from './names.ts';

// Sound and film that come in parts: between the page that plays one, the tab that has lines to neighbours, and the service
// worker by which the player asks. Parts themselves go through the store.

/** Between the pages of a profile. */
export const filmChannel = (network: Network): string => `nabo-films:${network}`;

/**
 * What became of a part that somebody waits for: it is in the store; nobody who said to hold it gave it; or this device has no
 * room for it.
 */
const outcome = z.enum(['here', 'left', 'full']);
export type FilmOutcome = z.infer<typeof outcome>;

const id = z.string().check(z.maxLength(64));

const filmSchema = z.discriminatedUnion('type', [
  /** A page asks whether a neighbour holds it and it can be played while it comes; then its row stands in the store. */
  z.object({ type: z.literal('look'), id, txid }),
  z.object({ type: z.literal('looked'), id, isThere: z.boolean() }),
  /** A page wants a part, and takes those behind it that come along: `most` parts in all. */
  z.object({
    type: z.literal('take'),
    id,
    txid,
    part: z.int().check(z.nonnegative()),
    most: z.int().check(z.positive()),
  }),
  z.object({ type: z.literal('took'), id, outcome }),
  /** All parts are here and are not that transaction: whoever said so is not believed again. */
  z.object({ type: z.literal('false'), txid, root: z.string().check(z.maxLength(64)) }),
  /** All parts are here and are that transaction: neighbours may have them. */
  z.object({ type: z.literal('whole'), txid }),
  /** A neighbour says to hold what somebody looked for in vain. */
  z.object({ type: z.literal('heard'), txid }),
]);

export type FilmMessage = z.infer<typeof filmSchema>;

/** Calls `listener` with every message of a channel; whatever does not parse is dropped. */
export const listenFilms = (channel: ChannelLike, listener: (message: FilmMessage) => void): void =>
  channel.addEventListener('message', ({ data }) => {
    const message = filmSchema.safeParse(data);
    if (message.success) listener(message.data);
  });

/** What the service worker asks a page. */
export const filmQuestionSchema: z.ZodMiniType<FilmQuestion> = z.object({
  type: z.literal('FILM'),
  path: z.string(),
  range: z.nullable(z.string()),
});
