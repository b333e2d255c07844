import type { FeedIndex } from './feed-index.ts';
import { wroteAs } from './people.ts';
import type { AuthorView } from './post-view.ts';
import { keyView } from './views.ts';

/**
 * Somebody who is known by a key alone, with the handle of whoever gave that key their word where it took that up: the
 * name that their posts carry.
 */
export function personView(index: FeedIndex, key: string): AuthorView {
  const own = keyView(index, key);
  if (own.handle !== undefined) return own;
  for (const holder of index.ledger.holdersBehind(key)) {
    const behind = keyView(index, holder);
    if (behind.handle !== undefined && wroteAs(index, key, holder)) return { ...behind, key };
  }
  return own;
}
