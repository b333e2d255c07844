'use client';

import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Screen } from './screen.tsx';

/** A screen that broke while it was drawn. The rest of the app, the outbox and the drafts are untouched. */
export function BrokenScreen({ reason, onRetry }: { readonly reason: string; readonly onRetry: () => void }) {
  return (
    <Screen title="Stumbled" position="broken" ready withBack>
      <EmptyState title="This screen stumbled" action={<Button onClick={onRetry}>Try again</Button>}>
        Your posts and drafts are not affected. What it said: {reason}
      </EmptyState>
    </Screen>
  );
}
