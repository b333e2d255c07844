'use client';

import { lazy, Suspense, useEffect, useState } from 'react';
import { t } from '#lib/language/t.ts';
import { NearLink } from '../neighbours/near-link.tsx';
import { useConnection } from '../client-provider.tsx';
import { Screen } from '../shell/screen.tsx';
import { useStatus } from '../use-answers.ts';
import { iconButtonClass } from '../ui/button.tsx';
import { plural } from '../ui/format.ts';
import { useFragment } from '../ui/fragment.ts';
import { Icon } from '../ui/icon.tsx';
import { Link } from '../ui/link.tsx';
import { Notice } from '../ui/notice.tsx';
import type { FeedName } from '../ui/place.ts';
import { dropLastView } from './drop-view.ts';
import { FeedTabs } from './feed-tabs.tsx';
import { chosenFeed, FEEDS, isFeedName } from './feeds.ts';
import { NewPostsPill } from './new-posts-pill.tsx';
import { Timeline } from './timeline.tsx';
import type { PlaceKeeper } from './place-keeper.ts';
import type { PostList } from './post-list.ts';
import { useOwnPosts } from './use-own-posts.ts';
import { usePostList } from './use-post-list.ts';

/** A narrow window has no room for it and never fetches it. */
const FeedPane = lazy(async () => ({ default: (await import('./feed-pane.tsx')).FeedPane }));

/** What is said once has time until the first posts are there. */
const FeedNotices = lazy(async () => ({ default: (await import('./feed-notices.tsx')).FeedNotices }));
/** What is said when there is nothing. */
const NothingHere = lazy(async () => ({ default: (await import('./nothing-here.tsx')).NothingHere }));

/** The feed that the fragment names, else the one that was open last. */
export function FeedScreen() {
  const name = useFragment();
  const feed = name === undefined ? undefined : isFeedName(name) ? name : chosenFeed();
  useEffect(() => (feed === undefined ? undefined : dropLastView), [feed]);
  return <Feed key={feed ?? ''} feed={feed} />;
}

function Feed({ feed }: { readonly feed: FeedName | undefined }) {
  const { data: status } = useStatus();
  const own = useOwnPosts();
  const { query, label } = FEEDS()[feed ?? 'latest'];
  const shown = usePostList(feed === undefined ? undefined : query, feed ?? '', 'visits');
  const [keeper, setKeeper] = useState<PlaceKeeper>();
  const list = shown?.list;
  useLastView(feed, list, keeper);
  const asking = (status?.feed.sources ?? []).filter((source) => source.state === 'asking');
  const isEmpty = list === undefined || list.length === 0;
  // Before the first answers an empty feed says nothing about the street.
  const isFirstSync = isEmpty && (status == null || asking.length > 0);
  const isOwnHere = feed === 'latest' || feed === 'following';

  return (
    <Screen
      title={t('Feed')}
      noticesBelow
      pane={
        <Suspense fallback={null}>
          <FeedPane feed={feed ?? 'latest'} />
        </Suspense>
      }
      paneLabel={t('About this feed')}
      actions={
        <>
          <Link to={{ screen: 'search' }} className={iconButtonClass} aria-label={t('Search')}>
            <Icon name="search" />
          </Link>
          <NearLink />
        </>
      }
    >
      <FeedTabs current={feed ?? 'latest'} onAgain={() => keeper?.goToTop()}>
        {list !== undefined && <NewPostsPill list={list} keeper={keeper} />}
      </FeedTabs>
      <Suspense fallback={null}>
        <FeedNotices feed={feed} hasPosts={!isEmpty || own.length > 0} />
      </Suspense>
      <Timeline
        label={label}
        shown={shown}
        {...(isOwnHere && { own })}
        onKeeper={setKeeper}
        isPending={isFirstSync}
        pendingNote={
          asking.length > 0 && (
            <Notice icon="tower">
              {t('Asking {sources}', { sources: plural(asking.length, 'source', 'sources') })}
            </Notice>
          )
        }
        empty={
          <Suspense fallback={null}>
            <NothingHere feed={feed ?? 'latest'} />
          </Suspense>
        }
      />
    </Screen>
  );
}

/** Leaves the posts on screen for the next visit, and lets go of the last one's where none will take their place. */
function useLastView(
  feed: FeedName | undefined,
  list: PostList | undefined,
  keeper: PlaceKeeper | undefined,
): void {
  const connection = useConnection();
  const client = connection.state === 'ready' ? connection.client : undefined;
  const isEmpty = list?.state === 'ready' && list.length === 0;
  const isLost = isEmpty || connection.state === 'failed' || list?.state === 'failed';
  useEffect(() => {
    if (isLost) dropLastView();
    if (isEmpty) void client?.keepLastView(undefined);
  }, [client, isLost, isEmpty]);
  useEffect(() => {
    if (client === undefined || feed === undefined || list === undefined || keeper === undefined)
      return undefined;
    let stop: (() => void) | undefined;
    let isWanted = true;
    void import('./keep-view.ts').then(({ watchView }) => {
      if (isWanted) stop = watchView({ client, feed, list, keeper });
    });
    return () => {
      isWanted = false;
      stop?.();
    };
  }, [client, feed, list, keeper]);
}
