'use client';

import { t } from '#lib/language/t.ts';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { PlainScreen } from './plain-screen.tsx';

/** A screen that broke while it was drawn. The rest of the app, the outbox and the drafts are untouched. */
export function BrokenScreen({ reason, onRetry }: { readonly reason: string; readonly onRetry: () => void }) {
  return (
    <PlainScreen title={t('Stumbled')}>
      <EmptyState
        title={t('This screen stumbled')}
        action={<Button onClick={onRetry}>{t('Try again')}</Button>}
      >
        {t('Your posts and drafts are not affected. What it said: {reason}', { reason })}
      </EmptyState>
    </PlainScreen>
  );
}
