import type { PublicationView } from '#lib/client/client.ts';

/** A publication that has words to show. */
export type OwnPost = PublicationView & Required<Pick<PublicationView, 'post'>>;

/**
 * One's own posts that stand at the top of a feed: all that are not in a block yet, and those of `watched` (seen on
 * their way on this visit) until the reader moves on, so that the end of the way is seen as well.
 */
export function ownPostsOnTop(
  publications: readonly PublicationView[],
  watched: ReadonlySet<string>,
): readonly OwnPost[] {
  return publications.filter(
    (view): view is OwnPost =>
      view.post !== undefined && (view.publication.state !== 'in-block' || watched.has(view.id)),
  );
}
