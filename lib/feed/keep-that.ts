import type { Keep } from '#lib/bridge/feed-views.ts';
import { listedId } from '#lib/store/kept-store.ts';
import type { FeedIndex } from './feed-index.ts';
import type { Kept } from './kept.ts';
import { keysOfPerson } from './people.ts';

/**
 * Keeps what a person wants kept, or no longer; whoever is no longer followed, muted or blocked is so by none of their keys.
 *
 * @throws {StoreError} when it could not be stored.
 */
export async function keepThat(kept: Kept, what: Keep, index: FeedIndex, now = Date.now()): Promise<void> {
  if (what.kind === 'list-name') return kept.renameList(what.id, what.to);
  if (what.kind === 'block-list')
    return what.keys.length === 0
      ? kept.set('block-list', what.id, false, now)
      : kept.setBlockList(what.id, what.keys, now);
  if ((what.kind === 'follow' || what.kind === 'mute' || what.kind === 'block') && !what.on) {
    const { keys, ended } = keysOfPerson(index, what.id);
    const known = new Set(kept.list(what.kind).map(({ id }) => id));
    for (const id of [...keys, ...ended.keys()])
      if (id !== what.id && known.has(id)) await kept.set(what.kind, id, false, now);
  }
  return kept.set(what.kind, what.kind === 'listed' ? listedId(what.id, what.list) : what.id, what.on, now);
}
