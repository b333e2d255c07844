'use client';

import { t } from '#lib/language/t.ts';
import { Timeline } from '../feed/timeline.tsx';
import { usePostList } from '../feed/use-post-list.ts';
import { Screen } from '../shell/screen.tsx';
import { EmptyState } from '../ui/empty-state.tsx';

const BOOKMARKS = { of: { kind: 'bookmarks' } } as const;

/** Posts that the reader kept, newest first by when they kept them. Nobody else hears of it. */
export function BookmarksScreen() {
  const shown = usePostList(BOOKMARKS, 'bookmarks', 'tab');
  return (
    <Screen title={t('Bookmarks')} withBack>
      <Timeline
        label={t('Bookmarked posts')}
        shown={shown}
        showsAll
        empty={
          <EmptyState title={t('Nothing kept yet')}>
            {t('What you bookmark stands here. It is written on this device alone.')}
          </EmptyState>
        }
      />
    </Screen>
  );
}
