'use client';

import { type ReactNode, useEffect, useRef } from 'react';
import type { PostView } from '#lib/feed/post-view.ts';
import { PostCard } from '../post/post-card.tsx';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import { PostSkeletons } from '../ui/skeleton.tsx';
import type { OwnPost } from './own-posts.ts';
import styles from './timeline.module.css';

type Props = {
  readonly label: string;
  readonly posts: readonly PostView[];
  readonly own?: readonly OwnPost[];
  readonly isPending: boolean;
  /** Who is being asked while there is nothing to show. */
  readonly pendingNote?: ReactNode;
  readonly error: Error | null;
  readonly hasMore: boolean;
  readonly isFetchingMore: boolean;
  readonly onMore: () => unknown;
  readonly onRetry: () => unknown;
  /** What is said when there is nothing. */
  readonly empty: ReactNode;
};

const NO_OWN: readonly OwnPost[] = [];

/** A feed in the sense of WAI-ARIA: articles that know their place, more of them as the end comes near. */
export function Timeline(props: Props) {
  const { label, posts, own = NO_OWN, isPending, pendingNote, error, empty } = props;
  const { hasMore, isFetchingMore, onMore, onRetry } = props;
  const ownIds = new Set(own.map((view) => view.post.id));
  const others = posts.filter((post) => !ownIds.has(post.id));
  const total = hasMore ? -1 : own.length + others.length;

  if (isPending && own.length === 0) return <PostSkeletons note={pendingNote} />;
  return (
    <>
      {error !== null && (
        <Notice
          icon="warn"
          action={
            <Button look="quiet" onClick={onRetry}>
              Try again
            </Button>
          }
        >
          <b>The posts could not be read.</b> {error.message}
        </Notice>
      )}
      {own.length + others.length === 0 && error === null && !isPending ? (
        empty
      ) : (
        <div role="feed" aria-label={label} aria-busy={isPending || isFetchingMore}>
          {own.map((view, index) => (
            <PostCard key={view.id} post={view.post} own={view} at={index + 1} of={total} />
          ))}
          {others.map((post, index) => (
            <PostCard key={post.id} post={post} at={own.length + index + 1} of={total} />
          ))}
        </div>
      )}
      {hasMore && <Sentinel onReach={onMore} busy={isFetchingMore} />}
      {!hasMore && others.length > 0 && <p className={styles.end}>That is all there is so far.</p>}
    </>
  );
}

/** Asks for more well before the reader gets there. */
function Sentinel({ onReach, busy }: { readonly onReach: () => unknown; readonly busy: boolean }) {
  const ref = useRef<HTMLDivElement>(null);
  const reach = useRef(onReach);
  useEffect(() => {
    reach.current = onReach;
  }, [onReach]);

  useEffect(() => {
    const element = ref.current;
    if (element === null || busy) return undefined;
    const observer = new IntersectionObserver(
      ([entry]) => {
        if (entry?.isIntersecting === true) reach.current();
      },
      { rootMargin: '1500px 0px' },
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, [busy]);

  return (
    <div ref={ref} className={styles.sentinel}>
      {busy && <PostSkeletons count={2} />}
    </div>
  );
}
