import type { FeedIndex } from './feed-index.ts';
import { personView } from './person-view.ts';
import type { AuthorView } from './post-view.ts';
import type { TimelineContext } from './timeline.ts';
import { followedKeys } from './timeline.ts';

/** Most people of a circle. Whoever is beyond that counts as a stranger. */
const MOST_NEAR = 50_000;

/** How near somebody is: 0 is the reader, 1 whom they follow, 2 whom those follow by records that are held. */
export type Steps = 0 | 1 | 2;

/** What is said about somebody's nearness. Absent steps: a stranger, as far as this device can know. */
export type NearnessView = {
  /** How many the reader follows. Nobody is near to, or far from, whoever follows nobody. */
  readonly following: number;
  readonly steps?: Steps;
  /** At two steps: one of those between. */
  readonly through?: AuthorView;
};

type Near = { readonly steps: Steps; readonly through?: string };

/** Everybody within two steps of whom a reader follows. The first step is private; the second is what others published. */
class Circle {
  readonly near = new Map<string, Near>();
  readonly following: number;
  /** By the number of a key in the index: 1 for near, 2 for far; asked once for each. */
  private readonly known: (1 | 2 | undefined)[] = [];

  constructor(index: FeedIndex, context: TimelineContext) {
    for (const key of context.own) this.near.set(key, { steps: 0 });
    const first = followedKeys(index, context).filter((key) => !this.near.has(key));
    this.following = first.length;
    for (const key of first) this.near.set(key, { steps: 1 });
    for (const through of first) {
      for (const key of index.ledger.followedBy(through)) {
        if (this.near.size >= MOST_NEAR) return;
        if (!this.near.has(key)) this.near.set(key, { steps: 2, through });
      }
    }
  }

  /** Whether the author of a post is near; one whom nobody can name is not. */
  isNear(index: FeedIndex, row: number): boolean {
    const author = index.lists.listedAuthor(row);
    if (author < 0) return false;
    this.known[author] ??= this.near.has(index.posts.keyOf(author)) ? 1 : 2;
    return this.known[author] === 1;
  }
}

type Made = {
  readonly circle: Circle;
  readonly follows: unknown;
  readonly own: unknown;
  readonly changes: number;
};
const made = new WeakMap<FeedIndex, Made>();

/** The circle of a reader, made anew when whom anybody follows has changed. */
function circleAround(index: FeedIndex, context: TimelineContext): Circle {
  const now = {
    follows: context.kept.list('follow'),
    own: context.own,
    changes: index.ledger.circleChanges,
  };
  const before = made.get(index);
  if (before?.follows === now.follows && before.own === now.own && before.changes === now.changes)
    return before.circle;
  const circle = new Circle(index, context);
  made.set(index, { circle, ...now });
  return circle;
}

/** Tells near from far; `undefined` for whoever follows nobody, to whom nobody is far. */
export function nearnessOf(
  index: FeedIndex,
  context: TimelineContext,
): ((row: number) => boolean) | undefined {
  const circle = circleAround(index, context);
  return circle.following === 0 ? undefined : (row) => circle.isNear(index, row);
}

/** How near a key (hash160 in hex) is to the reader, and through whom. */
export function queryNearness(index: FeedIndex, key: string, context: TimelineContext): NearnessView {
  const { near, following } = circleAround(index, context);
  const found = near.get(key);
  return {
    following,
    ...(found !== undefined && { steps: found.steps }),
    ...(found?.through !== undefined && { through: personView(index, found.through) }),
  };
}
