import { t } from '#lib/language/t.ts';
import { once } from '../ui/once.ts';
import type { FeedName } from '../ui/place.ts';
import type { ListOf } from './use-post-list.ts';

type FeedWords = {
  readonly query: ListOf;
  /** What the list is called. */
  readonly label: string;
};

/** The timelines of the first screen. */
export const FEEDS = once((): Readonly<Record<FeedName, FeedWords>> => ({
  following: {
    query: { of: { kind: 'following' } },
    label: t('Posts of whom you follow'),
  },
  latest: {
    query: { of: { kind: 'latest' }, folds: true },
    label: t('Latest posts'),
  },
  neighbours: {
    query: { of: { kind: 'neighbours' } },
    label: t('Posts from neighbours'),
  },
  here: {
    query: { of: { kind: 'here' } },
    label: t('Posts on this device'),
  },
}));

/** Where the feed that was open last is remembered. */
export const CHOSEN = 'nabo:feed';

export const isFeedName = (name: string): name is FeedName => Object.hasOwn(FEEDS(), name);

/** The feed that was open last on this device; at first that of everybody. */
export function chosenFeed(): FeedName {
  try {
    const name = localStorage.getItem(CHOSEN) ?? '';
    return isFeedName(name) ? name : 'latest';
  } catch {
    return 'latest';
  }
}

export function rememberFeed(feed: FeedName): void {
  try {
    localStorage.setItem(CHOSEN, feed);
  } catch {
    // Storage may be full or forbidden: then the next visit begins with everybody.
  }
}
