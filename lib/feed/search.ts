import { wordsOf } from './columns/segments.ts';
import { foldText } from './columns/word-table.ts';
import type { FeedIndex } from './feed-index.ts';
import type { PostView, SearchQuery, TimelinePage } from './post-view.ts';
import { postView } from './views.ts';

/** Posts that are looked at for one page, where words alone do not tell whether they fit. */
const MAX_LOOKED_AT = 2000;

/**
 * Posts that hold every word of a text, whatever its case and accents, in the order in which they came to this device,
 * newest first. A cursor is the number of the last post that was given.
 */
export function querySearch(index: FeedIndex, { text, after, limit }: SearchQuery): TimelinePage {
  const wanted = index.posts.search(text);
  if (wanted === undefined || wanted.terms.length === 0) return { posts: [] };
  const { terms, isSure } = wanted;
  const words = isSure ? [] : wordsOf(text).map(foldText);
  const posts: PostView[] = [];
  let looked = 0;
  let last = rowOf(after) ?? index.posts.length;
  for (const row of rowsWithAll(index, terms, last - 1)) {
    if (posts.length === limit || looked === MAX_LOOKED_AT) return { posts, next: String(last) };
    last = row;
    looked += isSure ? 0 : 1;
    const fold = isSure ? '' : foldText(index.posts.textOf(row));
    if (words.every((word) => fold.includes(word))) posts.push(postView(index, index.postAt(row)));
  }
  return { posts };
}

const rowOf = (cursor: string | undefined): number | undefined =>
  cursor !== undefined && /^\d{1,10}$/.test(cursor) ? Number(cursor) : undefined;

/** Posts that every term stands in, from the highest of at most `from` down. */
function* rowsWithAll(index: FeedIndex, terms: readonly number[], from: number): Generator<number, void> {
  const { postings } = index;
  const walks = [...terms]
    .sort((a, b) => postings.countOf(a) - postings.countOf(b))
    .map((term) => postings.walk(term));
  for (let most = from; most >= 0;) {
    let lowest = most;
    for (const walk of walks) {
      lowest = walk.atMost(lowest);
      if (lowest < 0) return;
    }
    // The first of them may have been asked for a number that another does not have.
    if (walks.every((walk) => walk.atMost(lowest) === lowest)) {
      yield lowest;
      most = lowest - 1;
    } else {
      most = lowest;
    }
  }
}
