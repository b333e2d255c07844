import { comparePositions, positionText, type Position } from '#lib/ledger/position.ts';
import type { FeedIndex, IndexedPost } from './feed-index.ts';
import { keysOfPerson } from './people.ts';
import type { TimelinePage, TimelineQuery } from './post-view.ts';
import { cursorOf } from './timeline.ts';
import { postOfTx, postView } from './views.ts';

type Liked = { readonly post: IndexedPost; readonly position: Position };

/** The held posts that whoever writes by a key (hash160 in hex) likes now, by when they last said so, newest first. */
export function queryLikes(
  index: FeedIndex,
  key: string,
  { after, before, from, limit }: TimelineQuery,
): TimelinePage {
  const liked = likedBy(index, key);
  const below = cursorOf(after);
  const above = below === undefined ? cursorOf(before) : undefined;
  /** The first that is not newer than a place. */
  const at = (place: Position): number => {
    const found = liked.findIndex(({ position }) => comparePositions(position, place) <= 0);
    return found === -1 ? liked.length : found;
  };
  let start = Math.max(
    0,
    liked.findIndex(({ post }) => post.id === from),
  );
  if (below !== undefined) {
    start = at(below);
    const same = liked[start];
    if (same !== undefined && comparePositions(same.position, below) === 0) start += 1;
  }
  if (above !== undefined) start = Math.max(0, at(above) - limit);
  const end = above === undefined ? start + limit : at(above);
  const page = liked.slice(start, end);
  const [first, last] = [page.at(0), page.at(-1)];
  return {
    posts: page.map(({ post }) => postView(index, post)),
    ...(last !== undefined && end < liked.length && { next: positionText(last.position) }),
    ...(first !== undefined && start > 0 && { prev: positionText(first.position) }),
  };
}

function likedBy(index: FeedIndex, key: string): readonly Liked[] {
  const keys = new Set(keysOfPerson(index, key).keys);
  const liked = new Map<string, Liked>();
  for (const { author, target, position } of index.ledger.likes.all()) {
    const post = keys.has(author) ? postOfTx(index, target) : undefined;
    if (post === undefined) continue;
    const before = liked.get(post.id);
    // What they like on two devices they like once.
    if (before === undefined || comparePositions(before.position, position) < 0)
      liked.set(post.id, { post, position });
  }
  return [...liked.values()].sort((a, b) => comparePositions(b.position, a.position));
}
