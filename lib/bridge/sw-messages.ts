import * as z from 'zod/mini';

/** What a page tells the service worker. */
export const toServiceWorkerSchema = z.discriminatedUnion('type', [
  /** Take over now. Sent to the waiting worker by workbox-window, which fixes this spelling. */
  z.object({ type: z.literal('SKIP_WAITING') }),
]);

/** What the service worker tells every page. */
export const fromServiceWorkerSchema = z.discriminatedUnion('type', [
  /** The browser believes that the network is back: send what the outbox holds. */
  z.object({ type: z.literal('WAKE_OUTBOX') }),
  /** The host changed the headers of the shell (its policy follows its configuration); a reload brings them. */
  z.object({ type: z.literal('SHELL_CHANGED') }),
]);

export type FromServiceWorker = z.infer<typeof fromServiceWorkerSchema>;

/** The tag under which a page asks for Background Sync once something is queued. */
export const OUTBOX_SYNC_TAG = 'outbox';
