import type { Client } from '#lib/client/client.ts';
import type { Draft } from '#lib/publish/publication.ts';

/** Unsent words in memory. */
export function createFakeDrafts(now: number) {
  const unsent = new Map<string, Draft>();
  const methods: Pick<Client, 'loadDraft' | 'saveDraft' | 'holdDraft' | 'drafts'> = {
    loadDraft: async (place) => unsent.get(place) ?? { text: '' },
    saveDraft: async (place, draft) => {
      if (draft.text === '' && draft.picture === undefined) unsent.delete(place);
      else unsent.set(place, draft);
    },
    holdDraft: async () => undefined,
    drafts: async () => [...unsent].map(([place, draft]) => ({ ...draft, place, savedAt: now })),
  };
  return { unsent, methods };
}
