import type { PublicationView } from '#lib/client/client.ts';
import type { Txid } from '#lib/bytes/brand.ts';

/** What the reader already did to a post, as far as their own outbox says. */
export type MyMarks = { readonly liked: boolean; readonly reposted: boolean };

/** Likes and reposts that went out or wait to; those that failed can be tried again. */
export function myMarksOn(txid: Txid | undefined, publications: readonly PublicationView[]): MyMarks {
  const did = (kind: 'like' | 'repost'): boolean =>
    publications.some(
      ({ publication: { intent, state } }) =>
        intent.kind === kind && intent.to === txid && state !== 'failed',
    );
  return { liked: did('like'), reposted: did('repost') };
}
