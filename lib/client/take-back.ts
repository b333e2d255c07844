import { outpointOf } from '#lib/publish/thread.ts';
import type { Outbox } from '#lib/publish/outbox.ts';
import type { Draft, DraftPart, StoredIntent } from '#lib/publish/publication.ts';
import type { CoreStore } from '#lib/store/core-store.ts';

type Parts = {
  readonly outbox: Pick<Outbox, 'discard'>;
  readonly store: Pick<CoreStore, 'publication' | 'draft' | 'saveDraft'>;
  readonly now: () => number;
};

/**
 * Forgets a failed or unsent publication, with all of its thread that has not left, and puts its words back to where they
 * were written. Answers that place; `undefined` where there were no words, or nothing could be taken back.
 */
export async function takeBack(id: string, { outbox, store, now }: Parts): Promise<string | undefined> {
  const intents = await outbox.discard(id);
  const parts = (intents ?? []).flatMap(partOf);
  const [intent] = intents ?? [];
  const [first, ...more] = parts;
  if (intent === undefined || first === undefined) return undefined;
  const place = await placeOf(intent, store);
  const unsent = await store.draft(place);
  // Words that were begun since then are put aside.
  if (unsent !== undefined) await store.saveDraft(`${place}#${unsent.savedAt}`, unsent, unsent.savedAt);
  const draft: Draft = { ...first, ...(more.length > 0 && { more }) };
  await store.saveDraft(place, draft, now());
  return place;
}

function partOf(intent: StoredIntent): readonly DraftPart[] {
  if (intent.kind !== 'post' && intent.kind !== 'reply' && intent.kind !== 'continue') return [];
  const { text, picture, warning } = intent;
  return [{ text, ...(picture !== undefined && { picture }), ...(warning !== undefined && { warning }) }];
}

async function placeOf(intent: StoredIntent, store: Parts['store']): Promise<string> {
  // As components/compose/draft-place.ts reads it.
  if ('replaces' in intent && intent.replaces !== undefined)
    return `version:${intent.replaces}${intent.kind === 'reply' ? ` ${intent.to}` : ''}`;
  if (intent.kind === 'reply') return intent.to;
  if (intent.kind !== 'continue') return 'new';
  const before = await store.publication(intent.after);
  return (before && outpointOf(before)) ?? 'new';
}
