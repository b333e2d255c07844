import { toOutpoint } from '#lib/bytes/brand.ts';
import type { FeedIndex } from './feed-index.ts';
import { personView } from './person-view.ts';
import type { AuthorView } from './post-view.ts';
import { rowsOf, type TimelineContext } from './timeline.ts';
import { momentOf } from './views.ts';

/** Posts that one answer looks at; beyond them it is cut off, and says so. */
const MOST_LOOKED = 20_000;
/** Authors of an answer; the rest are a number. */
const MOST_GROUPS = 200;
/** What a picture weighs, in letters. */
const PICTURE_LETTERS = 140;
/** Parts of the time that is looked back at, in each of which posts are counted. */
export const CATCH_UP_PARTS = 12;
/** Block times may go back a little from one block to the next: so far beyond the beginning is looked (milliseconds). */
const SLACK = 2 * 3_600_000;

/** What was written in some time: from `since` to before `until`, in milliseconds since 1970. */
export type CatchUpQuery = {
  readonly since: number;
  readonly until: number;
  readonly whose: 'following' | 'everybody';
};

/** What one author wrote in that time. */
export type CatchUpGroup = {
  readonly author: AuthorView;
  /** Answers and posts with a picture are among them. */
  readonly posts: number;
  readonly replies: number;
  readonly pictures: number;
  /** How much there is in a post of theirs on average: its letters (UTF-16 units), and {@link PICTURE_LETTERS} for a picture. */
  readonly density: number;
  /** When the newest was written, in milliseconds since 1970. */
  readonly newest: number;
  /** Posts in each twelfth of the time, oldest first. */
  readonly parts: readonly number[];
};

export type CatchUpView = {
  readonly posts: number;
  /** By the most posts first. */
  readonly groups: readonly CatchUpGroup[];
  /** Authors beyond {@link MOST_GROUPS}. */
  readonly others: number;
  /** When the oldest post was written that was looked at, where more than {@link MOST_LOOKED} would have been. */
  readonly cutAt?: number;
};

type Tally = {
  posts: number;
  replies: number;
  pictures: number;
  letters: number;
  newest: number;
  readonly parts: number[];
};

/**
 * What was written in a time, by author, out of what is held. A post's time is that of its block, or when it came here
 * while it is in none. Whom the reader muted or blocked, what they hid, their own posts, and posts that name no key are
 * left out.
 */
export function queryCatchUp(
  index: FeedIndex,
  { since, until, whose }: CatchUpQuery,
  context: TimelineContext,
): CatchUpView {
  const left = new Set([
    ...context.own,
    ...(['mute', 'block'] as const).flatMap((kind) => context.kept.list(kind).map(({ id }) => id)),
  ]);
  const hidden = new Set(context.kept.list('hide').map(({ id }) => id));
  const tallies = new Map<number, Tally | undefined>();
  const part = (until - since) / CATCH_UP_PARTS;
  const of = { kind: whose === 'following' ? 'following' : 'latest' } as const;
  let looked = 0;
  let cutAt: number | undefined;
  for (const row of rowsOf(index, of, context, { way: 'older', side: undefined })) {
    const tx = index.txAt(index.posts.txs.at(row));
    const at = momentOf(tx);
    // What waits for a block comes first, however long ago it came here.
    if (tx.proof.state === 'proven' && at < since - SLACK) break;
    if (looked === MOST_LOOKED) {
      cutAt = at;
      break;
    }
    looked += 1;
    const author = index.lists.listedAuthor(row);
    if (at < since || at >= until || author < 0) continue;
    if (hidden.size > 0 && hidden.has(toOutpoint(tx.txid, index.posts.vouts.at(row)))) continue;
    if (!tallies.has(author))
      tallies.set(author, left.has(index.posts.keyOf(author)) ? undefined : emptyTally());
    const tally = tallies.get(author);
    if (tally === undefined) continue;
    const hasPicture = index.posts.extras.get(row)?.media !== undefined;
    tally.posts += 1;
    tally.replies += index.posts.parents.at(row) === 0 ? 0 : 1;
    tally.pictures += hasPicture ? 1 : 0;
    tally.letters += index.posts.textOf(row).length + (hasPicture ? PICTURE_LETTERS : 0);
    tally.newest = Math.max(tally.newest, at);
    const slot = Math.min(CATCH_UP_PARTS - 1, Math.floor((at - since) / part));
    tally.parts[slot] = (tally.parts[slot] ?? 0) + 1;
  }
  const groups = [...tallies].flatMap(([author, tally]) => (tally === undefined ? [] : [{ author, tally }]));
  groups.sort((a, b) => b.tally.posts - a.tally.posts || b.tally.newest - a.tally.newest);
  return {
    posts: groups.reduce((sum, { tally }) => sum + tally.posts, 0),
    groups: groups.slice(0, MOST_GROUPS).map(({ author, tally: { letters, ...counts } }) => ({
      author: personView(index, index.posts.keyOf(author)),
      ...counts,
      density: Math.round(letters / counts.posts),
    })),
    others: Math.max(0, groups.length - MOST_GROUPS),
    ...(cutAt !== undefined && { cutAt }),
  };
}

const emptyTally = (): Tally => ({
  posts: 0,
  replies: 0,
  pictures: 0,
  letters: 0,
  newest: 0,
  parts: Array.from({ length: CATCH_UP_PARTS }, () => 0),
});
