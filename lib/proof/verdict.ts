import type { BlockHash } from '#lib/bytes/brand.ts';
import type { Issue } from '#lib/bytes/issue.ts';

/** Where a proven transaction is: a block on the chain with most work that we checked. */
export type BlockPlace = {
  readonly height: number;
  readonly hash: BlockHash;
  /** Position in the block, from the Merkle path. */
  readonly index: number;
  /** The header's time, in seconds since 1970. */
  readonly time: number;
};

/**
 * What we know of a transaction by our own checks, never by anybody's word. Store, peers and screens use this one type.
 *
 * - `held`: the bytes hash to the txid. Nothing says it is in a block.
 * - `signed`: held, and the author's signature over the content was checked.
 * - `committed` (BTC): the content lies under the taproot output that the input spends.
 * - `proven`: a Merkle path leads to a header whose work and linkage we checked.
 * - `orphaned`: was proven; that block is no longer on the chain with most work.
 * - `refuted`: the bytes or the path contradict the claim. Never shown as content.
 */
export type Verdict =
  | { readonly state: 'held' }
  | { readonly state: 'signed' }
  | { readonly state: 'committed' }
  | { readonly state: 'proven'; readonly place: BlockPlace }
  | { readonly state: 'orphaned'; readonly last: BlockPlace }
  | { readonly state: 'refuted'; readonly issue: Issue };
