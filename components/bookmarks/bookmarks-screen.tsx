'use client';

import { Timeline } from '../feed/timeline.tsx';
import { usePostList } from '../feed/use-post-list.ts';
import { Screen } from '../shell/screen.tsx';
import { EmptyState } from '../ui/empty-state.tsx';

const BOOKMARKS = { of: { kind: 'bookmarks' } } as const;

/** Posts that the reader kept, newest first by when they kept them. Nobody else hears of it. */
export function BookmarksScreen() {
  const shown = usePostList(BOOKMARKS, 'bookmarks', 'tab');
  return (
    <Screen title="Bookmarks" withBack>
      <Timeline
        label="Bookmarked posts"
        shown={shown}
        showsAll
        empty={
          <EmptyState title="Nothing kept yet">
            What you bookmark stands here. It is written on this device alone.
          </EmptyState>
        }
      />
    </Screen>
  );
}
