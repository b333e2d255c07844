import { useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import type { Client, ReadingPlace } from '#lib/client/client.ts';
import type { TimelineQuery } from '#lib/feed/post-view.ts';
import { useClient } from '../client-provider.tsx';
import { lastArrival } from '../ui/arrival.ts';
import { keepPlace, placeOfTab, type Keeping } from './kept-place.ts';
import { isAtTop } from './place-keeper.ts';
import { PostList } from './post-list.ts';

/** Changes of the feed are gathered before a list looks again, and longer while they go on: each look costs frames. */
const GATHER_MS = 50;
const GATHER_MORE_MS = 1_000;
/** Lists that are kept when their screens are left, so that a step back finds them as they were. */
const MOST_KEPT = 8;

/** A timeline, or a part of it. */
export type ListOf = Pick<TimelineQuery, 'of' | 'only' | 'folds'>;

/** A list that a screen shows, and the place in it to begin at. */
export type ShownList = {
  readonly list: PostList;
  readonly place: ReadingPlace | undefined;
  readonly onPlace: (place: ReadingPlace | undefined) => void;
};

const kept = new WeakMap<Client, Map<string, PostList>>();

/** Where this tab was; `undefined` when only the last visit knows. In the prerendered page nobody was anywhere. */
function placeNow(name: string, keeping: Keeping): ReadingPlace | 'top' | undefined {
  if (typeof window === 'undefined') return undefined;
  if (keeping === 'visits') return placeOfTab(name);
  return lastArrival() === 'return' ? (placeOfTab(name) ?? 'top') : 'top';
}

function listOf(
  client: Client,
  query: ListOf,
  key: string,
  isFresh: boolean,
  place?: ReadingPlace,
): PostList {
  const lists = kept.get(client) ?? new Map<string, PostList>();
  kept.set(client, lists);
  const list =
    (isFresh ? undefined : lists.get(key)) ??
    new PostList({
      ask: (part, signal) => client.timeline({ ...query, ...part }, signal),
      read: (ids, signal) => client.heldPosts(ids, signal),
      ...(place !== undefined && { seen: place.newest }),
    });
  lists.delete(key);
  lists.set(key, list);
  for (const old of lists.keys()) {
    if (lists.size <= MOST_KEPT) break;
    lists.delete(old);
  }
  return list;
}

/**
 * A timeline as a list that never moves under its reader. `undefined` while there is no client, no query to ask, or the
 * place to begin at is still looked up.
 *
 * A list that is kept for visits goes on where it was left; any other does only on a way back.
 */
export function usePostList(
  query: ListOf | undefined,
  name: string,
  keeping: Keeping,
): ShownList | undefined {
  const client = useClient();
  const words = JSON.stringify(query);
  const key = `${name} ${words}`;
  // oxlint-disable-next-line react/exhaustive-deps -- looked up once for each list
  const ofTab = useMemo(() => placeNow(name, keeping), [key, name, keeping]);
  const [ofVisit, setOfVisit] = useState<{
    readonly key: string;
    readonly client: Client;
    readonly place: ReadingPlace | undefined;
  }>();

  useEffect(() => {
    if (client === undefined || words === undefined || ofTab !== undefined) return undefined;
    let isWanted = true;
    void client.readPlace(name).then((place) => {
      if (isWanted) setOfVisit({ key, client, place });
    });
    return () => {
      isWanted = false;
    };
  }, [client, key, words, name, ofTab]);

  const shown = useMemo<ShownList | undefined>(() => {
    if (client === undefined || words === undefined) return undefined;
    if (ofTab === undefined && (ofVisit?.key !== key || ofVisit.client !== client)) return undefined;
    const place = ofTab === undefined ? ofVisit?.place : ofTab === 'top' ? undefined : ofTab;
    const isFresh = keeping === 'tab' && place === undefined;
    const list = listOf(client, JSON.parse(words) as ListOf, key, isFresh, place);
    return { list, place, onPlace: (now) => keepPlace(client, name, keeping, now) };
  }, [client, words, ofTab, ofVisit, key, name, keeping]);
  const list = shown?.list;

  // Rows come and go many times a second; the screen around them has no part in that.
  useSyncExternalStore(list?.subscribe ?? noSubscription, list?.getOutline ?? nothing, nothing);

  useEffect(() => {
    if (shown === undefined || client === undefined) return undefined;
    const { list, place } = shown;
    if (list.state === 'ready') void list.renew(false);
    else void list.open(place?.id);
    let timer: ReturnType<typeof setTimeout> | undefined;
    let lookedAt = Number.NEGATIVE_INFINITY;
    const unsubscribe = client.subscribe((topic) => {
      if (topic !== 'feed') return;
      const rest = lookedAt + GATHER_MORE_MS - performance.now();
      timer ??= setTimeout(
        () => {
          timer = undefined;
          lookedAt = performance.now();
          void list.renew(isAtTop());
        },
        Math.max(GATHER_MS, rest),
      );
    });
    return () => {
      clearTimeout(timer);
      unsubscribe();
      list.close();
    };
  }, [client, shown]);

  return shown;
}

/** Draws whoever shows rows anew whenever the list changed. */
export function useRows(list: PostList | undefined): void {
  useSyncExternalStore(list?.subscribe ?? noSubscription, list?.getVersion ?? zero, zero);
}

const noSubscription = () => () => undefined;
const nothing = (): string => '';
const zero = (): number => 0;
