import type { Topic } from '#lib/client/client.ts';

/** First parts of all query keys. */
export type QueryName =
  | 'account'
  | 'btc-district'
  | 'district'
  | 'draft'
  | 'handle'
  | 'land'
  | 'keys'
  | 'media'
  | 'neighbours'
  | 'profile'
  | 'publications'
  | 'status'
  | 'thread'
  | 'timeline';

/** What has to be read again when something changed. Pictures never change, and the composer owns its draft. */
export const KEYS_OF_TOPIC: Readonly<Record<Topic, readonly QueryName[]>> = {
  feed: ['timeline', 'thread', 'profile', 'handle', 'district', 'land', 'status'],
  outbox: ['publications', 'status'],
  account: ['account', 'keys'],
  status: ['status'],
  neighbours: ['neighbours'],
};
