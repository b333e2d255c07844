import type { PublicationView } from '#lib/client/client.ts';
import type { PostView } from '#lib/feed/post-view.ts';

/** A post on screen. One's own may have no id yet: that comes with its first transaction. */
export type ShownPost = Omit<PostView, 'id' | 'txid'> & Partial<Pick<PostView, 'id' | 'txid'>>;

/** Its moment: the block's time once a proof says which block, until then when this device first held it. */
export function timeOf(post: ShownPost): number {
  return post.verdict.state === 'proven' ? post.verdict.place.time * 1000 : post.heldSince;
}

export type OwnState = Pick<PublicationView, 'id' | 'publication' | 'sentence' | 'saving'>;
