import type { Keep } from '#lib/bridge/feed-views.ts';
import { listedId } from '#lib/store/kept-store.ts';
import type { Kept } from './kept.ts';

/** Keeps what a person wants kept, or no longer. @throws {StoreError} when it could not be stored. */
export function keepThat(kept: Kept, what: Keep, now = Date.now()): Promise<void> {
  if (what.kind === 'list-name') return kept.renameList(what.id, what.to);
  if (what.kind === 'block-list')
    return what.keys.length === 0
      ? kept.set('block-list', what.id, false, now)
      : kept.setBlockList(what.id, what.keys, now);
  return kept.set(what.kind, what.kind === 'listed' ? listedId(what.id, what.list) : what.id, what.on, now);
}
