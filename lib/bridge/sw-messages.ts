import * as z from 'zod/mini';
import { blockHash, txid } from './names.ts';

/** The longest that one page may keep the worker with one message: a hidden page's clock rings once a minute. */
export const MAX_STAY_MS = 75_000;

/** Posts that one question about who holds them may name. */
export const MOST_COUNTED = 100;

/** What a page tells the service worker. */
export const toServiceWorkerSchema = z.discriminatedUnion('type', [
  /** Take over now. Sent to the waiting worker by workbox-window, which fixes this spelling. */
  z.object({ type: z.literal('SKIP_WAITING') }),
  /**
   * This page is open and its first posts are shown: be a neighbour. Sent every 20 seconds, because a browser ends a
   * worker that hears nothing for 30. A page that is not on screen may speak more rarely: `forMs` is how long to stay on.
   */
  z.object({ type: z.literal('STAY'), forMs: z.int().check(z.nonnegative(), z.maximum(MAX_STAY_MS)) }),
  /** This page is in another language than English: hold the words of those languages from now on. */
  z.object({ type: z.literal('KEEP_WORDS') }),
  /** How it is going with neighbours. Starts nothing. Answered on the port that comes along. */
  z.object({ type: z.literal('SHOW_NEIGHBOURS') }),
  /** How many neighbours hold each of some posts, as far as they said so. Answered in the same way. */
  z.object({ type: z.literal('COUNT_HOLDERS'), txids: z.array(txid).check(z.maxLength(MOST_COUNTED)) }),
  /** Whether to be a neighbour at all; kept. Answered as `SHOW_NEIGHBOURS` is, once it is so. */
  z.object({ type: z.literal('SET_SHARING'), on: z.boolean() }),
  /** Somebody opened a post that is not on this device: ask neighbours. Answered on the port that comes along. */
  z.object({ type: z.literal('FETCH_POST'), txid }),
  /** Words of our own that left and that no server has taken yet: neighbours may hold them. Not answered. */
  z.object({
    type: z.literal('OFFER'),
    txid,
    raw: z.custom<Uint8Array>((value) => value instanceof Uint8Array),
  }),
  /** Somebody wants to see a district whose block no source gives: ask neighbours. Answered in the same way. */
  z.object({ type: z.literal('FETCH_BLOCK'), hash: blockHash }),
]);

export type ToServiceWorker = z.infer<typeof toServiceWorkerSchema>;

/** What the service worker tells every page. */
export const fromServiceWorkerSchema = z.discriminatedUnion('type', [
  /** The browser believes that the network is back: send what the outbox holds. */
  z.object({ type: z.literal('WAKE_OUTBOX') }),
  /** The host changed the headers of the shell (its policy follows its configuration); a reload brings them. */
  z.object({ type: z.literal('SHELL_CHANGED') }),
  /** Neighbours, or what went between us, are not what they were. */
  z.object({ type: z.literal('NEIGHBOURS_CHANGED') }),
]);

/** The channel on which a worker that takes over tells the one before it to let go. A worker with work left is not replaced. */
export const TAKE_OVER_CHANNEL = 'nabo-take-over';

export type FromServiceWorker = z.infer<typeof fromServiceWorkerSchema>;

/** The tag under which a page asks for Background Sync once something is queued. */
export const OUTBOX_SYNC_TAG = 'outbox';
