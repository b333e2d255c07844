'use client';

import { t } from '#lib/language/t.ts';
import { useClient } from '../client-provider.tsx';
import { Button } from '../ui/button.tsx';
import { sats } from '../ui/format.ts';
import { useOutboxActions } from '../use-outbox-actions.ts';
import type { OwnState } from './shown-post.ts';

const QUESTIONS = new Set<string | undefined>(['above-allowance', 'not-shown']);

/** The yes that the signer asks for: above one's own limit, or above what was shown. */
export function Approve({ own }: { readonly own: OwnState }) {
  const client = useClient();
  const { act, busy } = useOutboxActions();
  const { state, waiting } = own.publication;
  const cost = Number(waiting?.detail);
  if (state !== 'draft' || !QUESTIONS.has(waiting?.code) || !Number.isSafeInteger(cost)) return null;
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
