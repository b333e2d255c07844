import type { Txid } from '#lib/bytes/brand.ts';
import { Postings, type PostingWalk } from './columns/postings.ts';
import type { PostTable } from './columns/post-table.ts';
import { namedIn } from './quotes.ts';

/** What a post is searched by besides words: it has a picture, answers another, is by a key, says that it is by a handle. */
export const FACET = {
  media: 0,
  reply: 1,
  by: (key: number): number => 2 + 2 * key,
  says: (handle: number): number => 3 + 2 * handle,
} as const;

/** Posts that are entered between two looks at the clock. */
const STEP = 64;

/** Rows with a term, newest first, and how many there are. */
export type TermRows = { readonly size: number; readonly walk: PostingWalk };

/**
 * Posts by what they are searched by. To enter them takes longer than all else that is done with a post, and nobody needs it
 * before somebody searches: so they wait until then, or until there is time.
 */
export class TermIndex {
  private readonly posts: PostTable;
  private readonly words = new Postings();
  private readonly facets = new Postings();
  private readonly naming = new Map<Txid, number[]>();
  private entered = 0;

  constructor(posts: PostTable) {
    this.posts = posts;
  }

  /** Whether every post is entered. */
  get isComplete(): boolean {
    return this.entered === this.posts.length;
  }

  /** Enters posts that wait, all of them or, with `ms`, for about so many milliseconds. */
  enter(ms = Infinity): void {
    const end = performance.now() + ms;
    while (!this.isComplete) {
      const next = Math.min(this.posts.length, this.entered + STEP);
      for (let row = this.entered; row < next; row += 1) this.enterRow(row);
      this.entered = next;
      if (performance.now() > end) return;
    }
  }

  /** Posts with a word or a tag, by its number. Ask after {@link enter}. */
  withWord(term: number): TermRows {
    return { size: this.words.countOf(term), walk: this.words.walk(term) };
  }

  /** Posts with a {@link FACET}. Ask after {@link enter}. */
  withFacet(facet: number): TermRows {
    return { size: this.facets.countOf(facet), walk: this.facets.walk(facet) };
  }

  /** Posts whose last words of that kind name a transaction, oldest first. Ask after {@link enter}. */
  rowsNaming(txid: Txid): readonly number[] {
    return this.naming.get(txid) ?? [];
  }

  private enterRow(row: number): void {
    const { posts, words, facets } = this;
    const author = posts.authors.at(row);
    const handle = posts.handleNumbers.at(row);
    const extra = posts.extras.get(row);
    if (author > 0) facets.add(FACET.by(author - 1), row);
    if (handle > 0) facets.add(FACET.says(handle - 1), row);
    if (posts.parents.at(row) > 0) facets.add(FACET.reply, row);
    if (extra?.media !== undefined) facets.add(FACET.media, row);
    posts.visitTerms(row, (term) => words.add(term, row));
    const named = posts.mayNameTx(row) ? namedIn(posts.textOf(row)) : undefined;
    if (named !== undefined) {
      const rows = this.naming.get(named.txid);
      if (rows === undefined) this.naming.set(named.txid, [row]);
      else rows.push(row);
    }
    for (const tag of extra?.tags ?? []) words.add(posts.internTerm(tag), row);
  }
}
