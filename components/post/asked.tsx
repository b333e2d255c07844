'use client';

import { t } from '#lib/language/t.ts';
import { useClient } from '../client-provider.tsx';
import { Button } from '../ui/button.tsx';
import { useOutboxActions } from '../use-outbox-actions.ts';
import type { OwnState } from './shown-post.ts';

/** The way out of waiting for oneself, in another wallet. */
export function Asked({ own }: { readonly own: OwnState }) {
  const client = useClient();
  const { act, busy } = useOutboxActions();
  const { state, waiting } = own.publication;
  if (state !== 'draft' || waiting?.code !== 'wallet-asks') return null;
  return (
    <Button
      small
      disabled={busy}
      onClick={() => act(async () => (await client?.outside())?.stopAsking(own.id))}
    >
      {t('Stop asking it')}
    </Button>
  );
}
