import type { PublicationView } from '#lib/client/client.ts';
import type { Intent } from '#lib/publish/publication.ts';

/** What moves a plot: the cut of a parcel out of it, a picture on it, or handing it on. */
export type Moving = Extract<Intent, { readonly kind: 'cut-parcel' | 'hand-on' | 'adorn' }>;

/** The reader's own publication that moves a plot from where it lies, on its way or failed; `undefined` when none does. */
export function movingFrom(
  publications: readonly PublicationView[] | null | undefined,
  at: string | undefined,
): PublicationView | undefined {
  return publications?.find(({ publication: { intent } }) => isMoving(intent) && intent.from === at);
}

const isMoving = (intent: { readonly kind: string }): intent is Moving =>
  intent.kind === 'cut-parcel' || intent.kind === 'hand-on' || intent.kind === 'adorn';
