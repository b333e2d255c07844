import type { Topic } from '#lib/client/client.ts';

/** First parts of all query keys. */
export type QueryName =
  | 'account'
  | 'activity'
  | 'btc-block'
  | 'btc-district'
  | 'catch-up'
  | 'district'
  | 'draft'
  | 'follows'
  | 'handle'
  | 'invites'
  | 'kept'
  | 'land'
  | 'keys'
  | 'latest'
  | 'lists'
  | 'media'
  | 'nearness'
  | 'neighbours'
  | 'profile'
  | 'publications'
  | 'search'
  | 'status'
  | 'wallet'
  | 'suggestions'
  | 'thread'
  | 'whole-id';

/** What has to be read again when something changed. The composer owns its draft. */
export const KEYS_OF_TOPIC: Readonly<Record<Topic, readonly QueryName[]>> = {
  feed: [
    // The name that one writes under comes with the feed.
    'account',
    'activity',
    'catch-up',
    'follows',
    'kept',
    'latest',
    'lists',
    'nearness',
    'suggestions',
    'search',
    'thread',
    'profile',
    'handle',
    'district',
    'land',
    'media',
    'status',
  ],
  outbox: ['invites', 'publications', 'status', 'wallet'],
  account: ['account', 'keys', 'wallet'],
  status: ['status'],
  neighbours: ['neighbours'],
};
