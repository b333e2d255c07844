import { useCallback, useMemo, useState } from 'react';
import type { PostView, TimelineQuery } from '#lib/feed/post-view.ts';
import { useTimeline } from '../use-answers.ts';
import { NOTHING_SHOWN, type Shown, takeLatest } from './held-back.ts';

/** A few pixels: a finger that rests is not a reader who scrolled. */
const AT_TOP = 8;

const isAtTop = (): boolean => window.scrollY <= AT_TOP;

/** A timeline that never moves under the reader. */
export function useHeldTimeline(of: TimelineQuery['of'] | undefined) {
  const { data, error, isPending, hasNextPage, isFetchingNextPage, fetchNextPage, refetch } = useTimeline(of);
  const latest = useMemo<readonly PostView[] | undefined>(() => data && distinct(data.pages), [data]);
  const [{ from, shown }, setHeld] = useState<{ from: readonly PostView[] | undefined; shown: Shown }>({
    from: undefined,
    shown: NOTHING_SHOWN,
  });

  if (latest !== undefined && latest !== from) {
    setHeld({ from: latest, shown: takeLatest(shown, latest, isAtTop()) });
  }

  const showWaiting = useCallback(() => {
    if (latest !== undefined) setHeld({ from: latest, shown: takeLatest(NOTHING_SHOWN, latest, true) });
    window.scrollTo({ top: 0, behavior: 'instant' });
  }, [latest]);

  return { ...shown, showWaiting, error, isPending, hasNextPage, isFetchingNextPage, fetchNextPage, refetch };
}

/** Pages overlap when posts arrived between two of them. */
function distinct(pages: readonly { readonly posts: readonly PostView[] }[]): readonly PostView[] {
  return [...new Map(pages.flatMap((page) => page.posts).map((post) => [post.id, post])).values()];
}
