import type { BlockHash, Txid } from '#lib/bytes/brand.ts';

export { SourceError } from '#lib/chain/source-error.ts';

/** A transaction as a source gave it: bytes that nothing has checked yet. */
export type SourcedTx = {
  /** What the source calls it. The caller compares it with the hash of `raw`. */
  readonly txid: Txid;
  readonly raw: Uint8Array;
  /** BUMP (BRC-74) when the source says that it is mined. Unchecked. */
  readonly bump?: Uint8Array;
  /** PeerId of the neighbour that gave it, where one did. */
  readonly neighbour?: string;
  /** How long the answer took that it came in, in milliseconds. */
  readonly ms?: number;
};

/** Transactions that came or changed (mined, moved by a reorg) since a cursor, oldest change first. */
export type ChangePage = {
  readonly entries: readonly SourcedTx[];
  /** Opaque; hand it back to go on. */
  readonly cursor: string;
  readonly more: boolean;
};

/**
 * An indexer that we read. Every request is a range or a height: none names a post, so a source never learns
 * what a person reads (promise 3 of docs/architecture.md). Each method rejects with {@link SourceError} when the
 * source is down, slow, too large or talks nonsense, and with the signal's reason when it is aborted.
 */
export interface ChainSource {
  readonly name: string;
  /** It lists no posts, only headers: what it does not list is no word about what there is. */
  readonly headersOnly?: boolean;
  /** Records of the feed since `cursor` (from the beginning when absent), at most `limit`. */
  changes(cursor: string | undefined, limit: number, signal: AbortSignal): Promise<ChangePage>;
  /** Raw 80-byte headers from `fromHeight` on, at most `count`; fewer at the tip. Unchecked. */
  headers(fromHeight: number, count: number, signal: AbortSignal): Promise<readonly Uint8Array[]>;
  /** Calls `onNews` (without detail) whenever the source has news, until aborted. Reconnects by itself. */
  watch(onNews: () => void, signal: AbortSignal): void;
}

/** Hears how many transactions of a block have come, where it comes in parts. */
export type BlockProgress = (done: number, of: number) => void;

/** Whole blocks by height, for districts. */
export interface BlockSource {
  readonly name: string;
  /** Hash and raw bytes of the block at `height`, or `undefined` when the source has no such block. Unchecked. */
  block(
    height: number,
    signal: AbortSignal,
    onProgress?: BlockProgress,
  ): Promise<{ hash: BlockHash; raw: Uint8Array<ArrayBuffer> } | undefined>;
}
