import type { ChainSource } from '#lib/chain/sources/source.ts';
import { HEADER_BYTES, splitHeaders } from '#lib/chain/header.ts';
import type { ShelfStore } from '#lib/store/shelf-store.ts';

export type NeighbourSourceOptions = {
  readonly store: ShelfStore;
  /** Calls back whenever neighbours gave something, until aborted. */
  readonly watch: ChainSource['watch'];
};

/** Transactions of one page; the largest are 16 KB. */
const PAGE = 100;

/**
 * What neighbours gave, as one more source: the service worker leaves it in the shelf's inbox, and the feed judges it as it
 * judges everybody's. Nothing of it is believed.
 */
export const createNeighbourSource = ({ store, watch }: NeighbourSourceOptions): ChainSource => ({
  name: 'neighbour',
  async changes(cursor, limit, signal) {
    const after = Number(cursor ?? 0);
    const size = Math.min(limit, PAGE);
    const rows = await store.inbox(Number.isSafeInteger(after) ? after : 0, size);
    signal.throwIfAborted();
    return {
      entries: rows.map(({ txid, raw, bump, peer, ms }) => ({
        txid,
        raw,
        ...(bump !== undefined && { bump }),
        neighbour: peer,
        ms,
      })),
      cursor: String(rows.at(-1)?.seq ?? after),
      more: rows.length === size,
    };
  },
  async headers(fromHeight, count, signal) {
    const received = await store.headers();
    signal.throwIfAborted();
    if (received === undefined || fromHeight < received.from) return [];
    const start = (fromHeight - received.from) * HEADER_BYTES;
    return splitHeaders(received.packed.subarray(start, start + count * HEADER_BYTES));
  },
  watch,
});
