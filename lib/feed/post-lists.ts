import { formOf } from '#lib/store/fact-chunk.ts';
import { OrderedRows, type CompareRows } from './columns/ordered-rows.ts';
import type { PostTable } from './columns/post-table.ts';
import type { TxTable } from './columns/tx-table.ts';
import { BUCKETS } from './columns/word-table.ts';

const INPUT = formOf({ signature: 'input' });

/** Posts in the orders in which they are asked for: all, by author, by tag, and by whom they name. */
export class PostLists {
  /** All posts in chain order. */
  readonly order: OrderedRows;
  /** Those that a neighbour gave. */
  readonly handedOn: OrderedRows;
  private readonly posts: PostTable;
  private readonly txs: TxTable;
  private readonly compare: CompareRows;
  private readonly byAuthor: (OrderedRows | undefined)[] = [];
  private readonly byTag = new Map<number, OrderedRows>();
  private readonly byName = new Map<number, OrderedRows>();

  constructor(posts: PostTable, txs: TxTable, compare: CompareRows) {
    this.posts = posts;
    this.txs = txs;
    this.compare = compare;
    this.order = new OrderedRows(compare);
    this.handedOn = new OrderedRows(compare);
  }

  /** Posts of a key. */
  of(key: string): OrderedRows {
    return this.byAuthor[this.posts.findKey(key)] ?? this.none();
  }

  /** Posts with a tag, without `#`. */
  tagged(tag: string): OrderedRows {
    const term = this.posts.findTerm(tag);
    return (term !== undefined && this.byTag.get(term)) || this.none();
  }

  /** Posts that name somebody, without `@`. */
  naming(name: string): OrderedRows {
    const term = this.posts.findTerm(name);
    return (term !== undefined && this.byName.get(term)) || this.none();
  }

  /** Whether a post is filed under a tag, by its number as a word. */
  isTagged(row: number, tag: number): boolean {
    return this.byTag.get(tag)?.has(row) === true;
  }

  /** The number of the key under whose posts a post stands, as its proof is now, or -1. */
  listedAuthor(row: number): number {
    const isGuess = this.posts.forms.at(row) === INPUT && !this.txs.wasMined(this.posts.txs.at(row));
    return isGuess ? -1 : this.posts.authors.at(row) - 1;
  }

  /** Adds the posts of one transaction: the rows from `first` up to `end`. */
  addRun(first: number, end: number): void {
    const { vouts } = this.posts;
    for (let row = first; row < end;) {
      const author = this.listedAuthor(row);
      let next = row + 1;
      while (next < end && vouts.at(next - 1) < vouts.at(next) && this.listedAuthor(next) === author)
        next += 1;
      this.order.addRun(row, next);
      if (this.txs.isHandedOn(this.posts.txs.at(row))) this.handedOn.addRun(row, next);
      if (author >= 0) (this.byAuthor[author] ??= this.none()).addRun(row, next);
      row = next;
    }
    for (let row = first; row < end; row += 1) {
      this.eachLabel(row, (lists, term) => {
        const list = lists.get(term) ?? this.none();
        lists.set(term, list);
        list.add(row);
      });
    }
  }

  /** Takes a post out of all lists. Its place must still be that at which it was added. */
  remove(row: number): void {
    this.order.remove(row);
    this.handedOn.remove(row);
    this.byAuthor[this.listedAuthor(row)]?.remove(row);
    this.eachLabel(row, (lists, term) => lists.get(term)?.remove(row));
  }

  private none(): OrderedRows {
    return new OrderedRows(this.compare);
  }

  /** Calls back with each tag and each name of a post, once. */
  private eachLabel(row: number, each: (lists: Map<number, OrderedRows>, term: number) => void): void {
    const { posts } = this;
    const tags = posts.extras.get(row)?.tags;
    if (tags === undefined && !posts.mayBeLabelled(row)) return;
    const found: Record<'tag' | 'name', number[]> = { tag: [], name: [] };
    posts.visitTerms(row, (term, mark) => {
      // Words that share a number are no tag of their own.
      if (mark !== 'plain' && term >= BUCKETS) found[mark].push(term);
    });
    for (const tag of tags ?? []) found.tag.push(posts.internTerm(tag));
    for (const term of found.tag.length > 1 ? new Set(found.tag) : found.tag) each(this.byTag, term);
    for (const term of found.name.length > 1 ? new Set(found.name) : found.name) each(this.byName, term);
  }
}
