import { toOutpoint, type Outpoint } from '#lib/bytes/brand.ts';
import type { Position } from '#lib/ledger/position.ts';
import { nearnessOf } from './circle.ts';
import type { FeedIndex } from './feed-index.ts';
import { walk } from './merge-rows.ts';
import type { FoldView, TimelinePage, TimelineQuery } from './post-view.ts';
import { behind, cursorOf, pageOf, positionOf, queryTimeline, type TimelineContext } from './timeline.ts';

/** Posts of one fold. The one after is shown, so that a page looks at so many and no more. */
const MOST_FOLDED = 50_000;
/** People whose faces stand for a fold. */
const MOST_FACES = 3;

/**
 * The latest posts, of which those by people beyond two steps of whom the reader follows are folded: counted between the
 * posts that stay. Whoever follows nobody gets all of them, and so does any other timeline.
 */
export function queryFolded(index: FeedIndex, query: TimelineQuery, context: TimelineContext): TimelinePage {
  const isNear = query.of.kind === 'latest' ? nearnessOf(index, context) : undefined;
  if (isNear === undefined) return queryTimeline(index, query, context);
  const after = cursorOf(query.after);
  const before = after === undefined ? cursorOf(query.before) : undefined;
  if (before !== undefined) return newerPage(index, query, isNear, before);
  const from = query.from === undefined ? undefined : index.post(query.from);
  return olderPage(index, query, isNear, {
    place: after ?? (from && behind(from.position)),
    asked: after === undefined ? from?.row : undefined,
  });
}

type IsNear = (row: number) => boolean;
type OlderStart = { readonly place: Position | undefined; readonly asked: number | undefined };

function olderPage(
  index: FeedIndex,
  { limit }: TimelineQuery,
  isNear: IsNear,
  { place, asked }: OlderStart,
): TimelinePage {
  const { order } = index.lists;
  const rows: number[] = [];
  const folds: FoldView[] = [];
  const fold = new Fold(index);
  let isMore = false;
  for (const row of walk(order, place && index.sideOf(place), 'older')) {
    if (rows.length === limit) {
      isMore = true;
      break;
    }
    // A reader's place may be at a post that they opened out of a fold.
    if (isNear(row) || row === asked || fold.count === MOST_FOLDED) {
      fold.close(folds, row);
      rows.push(row);
    } else {
      fold.addOlder(row);
    }
  }
  fold.close(folds);
  const first = rows[0];
  const isTop = place === undefined || first === undefined || !hasNewer(index, first);
  const page = pageOf(index, rows, {
    newest: isTop ? undefined : first,
    oldest: isMore ? rows.at(-1) : undefined,
  });
  return { ...page, folds };
}

function newerPage(
  index: FeedIndex,
  { limit }: TimelineQuery,
  isNear: IsNear,
  before: Position,
): TimelinePage {
  const { order } = index.lists;
  const side = index.sideOf(behind(before));
  const rows: number[] = [];
  const folds: FoldView[] = [];
  const fold = new Fold(index);
  let [below] = walk(order, side, 'older');
  let isMore = false;
  for (const row of walk(order, side, 'newer')) {
    if (rows.length === limit) {
      isMore = true;
      break;
    }
    if (isNear(row) || fold.count === MOST_FOLDED) {
      fold.close(folds, below);
      rows.push(row);
      below = row;
    } else {
      fold.addNewer(row);
    }
  }
  fold.close(folds, below);
  rows.reverse();
  const page = pageOf(index, rows, { newest: isMore ? rows[0] : undefined, oldest: rows.at(-1) });
  return { ...page, folds: folds.reverse() };
}

const hasNewer = (index: FeedIndex, row: number): boolean =>
  walk(index.lists.order, index.sideOf(behind(positionOf(index, row))), 'newer').next().done !== true;

/** Rows that follow one another and are not shown. */
class Fold {
  count = 0;
  private readonly index: FeedIndex;
  private newest = -1;
  private authors: number[] = [];

  constructor(index: FeedIndex) {
    this.index = index;
  }

  addOlder(row: number): void {
    if (this.count === 0) this.newest = row;
    this.count += 1;
    const author = this.index.lists.listedAuthor(row);
    if (author >= 0 && this.authors.length < MOST_FACES && !this.authors.includes(author))
      this.authors.push(author);
  }

  addNewer(row: number): void {
    this.newest = row;
    this.count += 1;
    const author = this.index.lists.listedAuthor(row);
    if (author < 0 || this.authors[0] === author) return;
    this.authors = [author, ...this.authors.filter((other) => other !== author)].slice(0, MOST_FACES);
  }

  /** Ends the fold, above a post where there is one. */
  close(folds: FoldView[], above?: number): void {
    if (this.count === 0) return;
    folds.push({
      ...(above !== undefined && { above: idOf(this.index, above) }),
      first: idOf(this.index, this.newest),
      count: this.count,
      by: this.authors.map((author) => this.index.posts.keyOf(author)),
    });
    this.count = 0;
    this.authors = [];
  }
}

const idOf = ({ posts, txs }: FeedIndex, row: number): Outpoint =>
  toOutpoint(txs.txidOf(posts.txs.at(row)), posts.vouts.at(row));
