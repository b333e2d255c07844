'use client';

import { buttonClass } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Link } from '../ui/link.tsx';
import { Screen } from './screen.tsx';

export function NotFoundScreen() {
  return (
    <Screen title="Not found" position="not-found" ready withBack>
      <EmptyState
        title="No house at this number"
        action={
          <Link to={{ screen: 'feed' }} className={buttonClass('plain')}>
            To the feed
          </Link>
        }
      >
        The address leads nowhere. Nothing was lost; it was never there.
      </EmptyState>
    </Screen>
  );
}
