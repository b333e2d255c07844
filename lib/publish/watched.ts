import type { BlockHash, Txid } from '#lib/bytes/brand.ts';
import type { OutboxStore } from './platform.ts';
import type { Publication } from './publication.ts';

/** A transaction that evidence is wanted about. */
export type Watched = {
  readonly id: string;
  readonly txid: Txid;
  /** The block that the outbox says it lies in; evidence for the same changes nothing. */
  readonly hash?: BlockHash;
};

/** What a device has to watch, without reading all that it ever wrote at each look. */
export interface WatchList {
  read(): Promise<readonly Watched[]>;
  /** Evidence came that differs from what is known of this one: read it anew. */
  drop(id: string): void;
}

/**
 * Of each publication the present transaction, those that were refused before it, and those of publications that were given
 * up. Those in a block are most of them by far and change only by evidence, so they are read once and then known by their
 * ids.
 */
export function createWatchList(
  store: Pick<OutboxStore, 'ids' | 'publication' | 'publications' | 'forgotten'>,
): WatchList {
  const buried = new Map<string, readonly Watched[]>();
  return {
    async read() {
      const open = await store.publications('draft', 'queued', 'sent', 'seen', 'failed');
      const ids = await store.ids('in-block');
      const present = new Set(ids);
      for (const id of buried.keys()) if (!present.has(id)) buried.delete(id);
      const fresh = ids.filter((id) => !buried.has(id));
      // All at once where none is known yet: a start reads the books as a whole.
      const rows =
        fresh.length === ids.length
          ? await store.publications('in-block')
          : await Promise.all(fresh.map((id) => store.publication(id)));
      for (const row of rows) if (row?.state === 'in-block') buried.set(row.id, watchedOf(row));
      return [...[...open, ...(await store.forgotten())].flatMap(watchedOf), ...[...buried.values()].flat()];
    },
    drop: (id) => void buried.delete(id),
  };
}

function watchedOf({ id, tx, earlier = [], state, place }: Publication): readonly Watched[] {
  const before = earlier.map(({ txid }) => ({ id, txid }));
  if (tx === undefined) return before;
  const hash = state === 'in-block' && place !== undefined ? { hash: place.hash } : {};
  return [...before, { id, txid: tx.txid, ...hash }];
}
