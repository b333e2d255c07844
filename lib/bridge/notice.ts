import * as z from 'zod/mini';

/** The tag of Periodic Background Sync, and the cache in which the page leaves what to look for. */
export const NOTICE_TAG = 'look-around';
export const NOTICE_CACHE = 'nabo-notice';
/** The one entry of that cache. */
export const NOTICE_URL = '/notice.json';

/** Names that are looked for, and writers that are passed over, at most. */
export const MOST_NAMES = 500;

const names = z.array(z.string().check(z.minLength(2), z.maxLength(80))).check(z.maxLength(MOST_NAMES));

/**
 * What the service worker looks for while no page is open, left by the page in the reader's language: the worker has
 * neither the index nor any words of its own.
 */
export const noticeSchema = z.object({
  /** As they stand in transactions: txids of own posts, `@handle`. */
  names,
  /** Addresses of writers who are not heard: the reader's own, and whom they mute or block. */
  unheard: names,
  title: z.string(),
  body: z.string(),
  lang: z.string(),
  /** What came before (milliseconds since 1970) was seen, or told. */
  since: z.number(),
});

export type Notice = z.infer<typeof noticeSchema>;
