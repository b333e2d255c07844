'use client';

import { lazy, Suspense, useEffect, useState } from 'react';
import { useSharingNews } from '../neighbours/sharing-news.ts';
import { useAccount } from '../use-answers.ts';
import type { FeedName } from '../ui/place.ts';
import { rememberFeed } from './feeds.ts';
import { isNewcomer, meetNewcomer } from './newcomer.ts';

/** Loaded where there is something to say. */
const SharingChoice = lazy(async () => ({
  default: (await import('../neighbours/sharing-choice.tsx')).SharingChoice,
}));
const Welcome = lazy(async () => ({ default: (await import('./welcome.tsx')).Welcome }));

type Props = { readonly feed: FeedName | undefined; readonly hasPosts: boolean };

/** What is said once, in front of the feed and moving nothing in it: what this is to whoever is new, and that it shares. */
export function FeedNotices({ feed, hasPosts }: Props) {
  const { data: account } = useAccount();
  const [isNew, setIsNew] = useState(isNewcomer);
  useEffect(() => {
    if (feed !== undefined) rememberFeed(feed);
  }, [feed]);
  const sharing = useSharingNews(hasPosts);
  const settle = (): void => {
    meetNewcomer();
    setIsNew(false);
    sharing.settle();
    // The button that had the focus is gone with the notice.
    document.querySelector('main')?.focus({ preventScroll: true });
  };
  // Whoever writes knows what this is.
  const isWelcome = isNew && account === null;
  return (
    // Always there, so that what comes into it is read out.
    <div aria-live="polite">
      <Suspense fallback={null}>
        {isWelcome ? (
          <Welcome shares={sharing.isNews} onSettled={settle} />
        ) : (
          sharing.isNews && <SharingChoice onSettled={settle} />
        )}
      </Suspense>
    </div>
  );
}
