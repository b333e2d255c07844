'use client';

import { t } from '#lib/language/t.ts';
import { useClient } from '../client-provider.tsx';
import { Button } from '../ui/button.tsx';
import { sats } from '../ui/format.ts';
import { useOutboxActions } from '../use-outbox-actions.ts';
import type { OwnState } from './shown-post.ts';

/** The yes that one's own limit asks for. */
export function Approve({ own }: { readonly own: OwnState }) {
  const client = useClient();
  const { act, busy } = useOutboxActions();
  const { state, waiting } = own.publication;
  const cost = Number(waiting?.detail);
  if (state !== 'draft' || waiting?.code !== 'above-allowance' || !Number.isSafeInteger(cost)) return null;
  return (
    <Button
      small
      disabled={busy}
      onClick={() => act(async () => (await client?.wallet())?.approve(own.id, cost))}
    >
      {t('Spend {cost}', { cost: sats(cost) })}
    </Button>
  );
}
