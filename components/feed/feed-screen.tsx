'use client';

import { lazy, Suspense } from 'react';
import { useComposer } from '../compose/composer-provider.tsx';
import { NearLink } from '../neighbours/near-link.tsx';
import { SharingNotice } from '../neighbours/sharing-notice.tsx';
import { Screen } from '../shell/screen.tsx';
import { useStatus } from '../use-answers.ts';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { plural } from '../ui/format.ts';
import { Link } from '../ui/link.tsx';
import { Notice } from '../ui/notice.tsx';
import styles from './feed-screen.module.css';
import { NewPostsPill } from './new-posts-pill.tsx';
import { Timeline } from './timeline.tsx';
import { useHeldTimeline } from './use-held-timeline.ts';
import { useOwnPosts } from './use-own-posts.ts';
import { useReturn } from './use-return.ts';

/** A narrow window has no room for it and never fetches it. */
const FeedPane = lazy(async () => ({ default: (await import('./feed-pane.tsx')).FeedPane }));

const LATEST = { kind: 'latest' } as const;

export function FeedScreen() {
  const composer = useComposer();
  const { data: status } = useStatus();
  const own = useOwnPosts();
  const timeline = useHeldTimeline(LATEST);
  const asking = (status?.feed.sources ?? []).filter((source) => source.state === 'asking');
  // Before the first answers an empty feed says nothing about the street.
  const isFirstSync =
    timeline.posts.length === 0 && timeline.error === null && (status == null || asking.length > 0);
  const ready = useReturn('feed', timeline);
  const ownIds = new Set(own.map((view) => view.post.id));
  const waiting = timeline.waiting.filter((post) => !ownIds.has(post.id));

  return (
    <Screen
      title="Feed"
      position="feed"
      ready={ready}
      pane={
        <Suspense fallback={null}>
          <FeedPane />
        </Suspense>
      }
      paneLabel="About this feed"
      actions={<NearLink />}
    >
      <nav className={styles.tabs} aria-label="Feeds">
        <Link to={{ screen: 'feed' }} aria-current="page">
          Latest
        </Link>
        <NewPostsPill waiting={waiting} onShow={timeline.showWaiting} />
      </nav>
      <SharingNotice hasPosts={timeline.posts.length + own.length > 0} />
      <Timeline
        label="Latest posts"
        posts={timeline.posts}
        own={own}
        isPending={timeline.isPending || isFirstSync}
        pendingNote={
          asking.length > 0 && (
            <Notice icon="tower">Asking {plural(asking.length, 'source', 'sources')}</Notice>
          )
        }
        error={timeline.error}
        hasMore={timeline.hasNextPage}
        isFetchingMore={timeline.isFetchingNextPage}
        onMore={timeline.fetchNextPage}
        onRetry={timeline.refetch}
        empty={
          <EmptyState
            title="Nobody here yet"
            action={<Button onClick={() => composer.open()}>Write the first post</Button>}
          >
            Posts appear here in the order of the chain, as soon as a source or a neighbour has one.
          </EmptyState>
        }
      />
    </Screen>
  );
}
