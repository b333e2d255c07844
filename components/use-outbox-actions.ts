'use client';

import type { PublicationView } from '#lib/client/client.ts';
import type { Intent } from '#lib/publish/publication.ts';
import { useClient } from './client-provider.tsx';
import { useMutation } from './query-hooks.ts';
import { saveFile } from './ui/save-file.ts';
import { useComposer } from './compose/composer-provider.tsx';
import { openingOf } from './compose/draft-place.ts';
import { shownCosts } from './shown-costs.ts';
import type { Estimate } from './use-estimate.ts';

type Own = Pick<PublicationView, 'id' | 'publication' | 'post'>;

/** What can be done with one's own publications from any card. The outbox's own news renew the screens. */
export function useOutboxActions() {
  const client = useClient();
  const composer = useComposer();
  const { mutate, isPending } = useMutation({
    networkMode: 'always',
    mutationFn: async (act: () => Promise<unknown> | undefined) => act(),
  });

  return {
    busy: client === undefined || isPending,
    act: (work: () => Promise<unknown>) => mutate(work),
    /** `estimate` is what the screen says that it costs. */
    publish: (intent: Intent, estimate: Estimate | undefined) =>
      mutate(() => client?.publish(intent, [], shownCosts(estimate))),
    retry: (id: string, avoid?: string) => mutate(() => client?.retry(id, avoid)),
    /** Gives the bytes of a transaction to whoever wants to send them by other means. */
    saveRaw: (id: string) =>
      mutate(async () => {
        const data = await client?.rawTransaction(id);
        if (data !== undefined) saveFile({ name: 'transaction.hex', data, type: 'text/plain' });
      }),
    /** Takes a failed publication back. The client moves its words to the draft, and the composer opens on them. */
    edit: (own: Own) =>
      mutate(async () => {
        const place = await client?.discard(own.id);
        if (place !== undefined) composer.openWith(openingOf(place));
      }),
  };
}
