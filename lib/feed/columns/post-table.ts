import type { Outpoint } from '#lib/bytes/brand.ts';
import type { Issue } from '#lib/bytes/issue.ts';
import { fromHex, toHex } from '#lib/bytes/hex.ts';
import { KEY_BYTES, signatureOf } from '#lib/store/fact-chunk.ts';
import type { AuthorCheck } from '#lib/store/held-tx.ts';
import type { ItemMedia } from '../items.ts';
import { ByteTable } from './byte-table.ts';
import { bytesColumn, wordsColumn, type Column } from './column.ts';
import { NameTable } from './name-table.ts';
import { TextCoder, type WordMark } from './text-coder.ts';
import { WordTable } from './word-table.ts';

const TXID_LETTERS = 64;

/** What a post is made of, besides its text. */
export type PostRow = {
  readonly tx: number;
  readonly vout: number;
  /** The number of its author's key plus one, zero when nothing names one. */
  readonly author: number;
  /** How it is signed: see `formOf`. */
  readonly form: number;
  /** The number of the handle that it says plus one, zero when it says none. */
  readonly handle: number;
  /** The number of the transaction that it answers plus one, zero when it answers none. */
  readonly parent: number;
};

/** What few posts have. */
export type PostExtra = {
  /** The output that is answered, where the post names it. */
  readonly parentVout?: number;
  readonly media?: ItemMedia;
  /** Words that it is filed under besides those in its text. */
  readonly tags?: readonly string[];
  /** Why a reader should be asked before its words are shown. */
  readonly warning?: string;
  /** The output of the post that it says it is a new version of. */
  readonly replaces?: Outpoint;
  /** What was odd in it. */
  readonly issues?: readonly Issue[];
};

/** All posts as columns, in the order in which their transactions arrived. */
export class PostTable {
  readonly words = new WordTable();
  readonly keys = new ByteTable(KEY_BYTES);
  readonly handles = new NameTable();
  readonly extras = new Map<number, PostExtra>();
  readonly txs = wordsColumn();
  readonly vouts = wordsColumn();
  readonly authors = wordsColumn();
  readonly forms = bytesColumn();
  readonly handleNumbers = wordsColumn();
  readonly parents = wordsColumn();
  /** The reply to the same transaction that was entered before, plus one. */
  readonly olderReplies = wordsColumn();
  readonly codes = bytesColumn();
  readonly ends = wordsColumn();
  private readonly coder = new TextCoder(this.words);
  /** The key that was interned last: often the next post is by the same. */
  private lastKey = '';
  private lastNumber = -1;

  get length(): number {
    return this.txs.length;
  }

  add(post: PostRow, text: string, extra?: PostExtra): number {
    const row = this.length;
    this.codes.append(this.coder.encode(text));
    this.push(post, this.codes.length);
    if (extra !== undefined) this.extras.set(row, extra);
    return row;
  }

  private columns(): readonly Pick<Column<Uint8Array<ArrayBuffer>>, 'reserve' | 'trim'>[] {
    const { txs, vouts, authors, forms, handleNumbers, parents, olderReplies, ends, codes } = this;
    return [txs, vouts, authors, forms, handleNumbers, parents, olderReplies, ends, codes];
  }

  /** Makes room for `more` posts, after which still more come. */
  reserve(more: number): void {
    for (const column of this.columns()) if (column !== this.codes) column.reserve(more, true);
  }

  /** Gives back room that was made for more than came. */
  trim(): void {
    for (const column of this.columns()) column.trim();
  }

  /** Adds a post whose text is coded already and ends at `codeEnd` of {@link codes}. */
  push({ tx, vout, author, form, handle, parent }: PostRow, codeEnd: number): void {
    this.txs.push(tx);
    this.vouts.push(vout);
    this.authors.push(author);
    this.forms.push(form);
    this.handleNumbers.push(handle);
    this.parents.push(parent);
    this.olderReplies.push(0);
    this.ends.push(codeEnd);
  }

  /** What few posts have, of those from `first` up to `end`. */
  extrasBetween(first: number, end: number): readonly (readonly [number, PostExtra])[] {
    const found: (readonly [number, PostExtra])[] = [];
    for (let row = first; row < end; row += 1) {
      const extra = this.extras.get(row);
      if (extra !== undefined) found.push([row, extra]);
    }
    return found;
  }

  textOf(row: number): string {
    return this.coder.decode(this.codes.data, this.startOf(row), this.ends.at(row));
  }

  /** Whether a post's text may have a tag or name somebody. */
  mayBeLabelled(row: number): boolean {
    return this.coder.mayBeMarked(this.codes.data, this.startOf(row), this.ends.at(row));
  }

  /** Whether a post's text may hold a txid: a quick look, which errs on one side only. */
  mayNameTx(row: number): boolean {
    return this.coder.hasRun(this.codes.data, this.startOf(row), this.ends.at(row), TXID_LETTERS);
  }

  /** Calls back with everything that a post's text is found by. */
  visitTerms(row: number, each: (term: number, mark: WordMark) => void): void {
    this.coder.visit(this.codes.data, this.startOf(row), this.ends.at(row), each);
  }

  /** What a text is searched by: see {@link TextCoder.search}. */
  search(text: string): ReturnType<TextCoder['search']> {
    return this.coder.search(text);
  }

  /** The number of a tag or a name, without its sign. */
  findTerm(word: string): number | undefined {
    return this.coder.find(word);
  }

  /** The number of a tag that a post is filed under; words are learned by it. */
  internTerm(word: string): number {
    return this.coder.intern(word);
  }

  startOf(row: number): number {
    return row === 0 ? 0 : this.ends.at(row - 1);
  }

  /** Who wrote a post, as its signatures say. */
  authorOf(row: number): AuthorCheck {
    const author = this.authors.at(row);
    return {
      vout: this.vouts.at(row),
      ...signatureOf(this.forms.at(row)),
      ...(author === 0 ? {} : { key: this.keyOf(author - 1) }),
    };
  }

  /** Hash160 in hex. */
  keyOf(number: number): string {
    return toHex(this.keys.view(number));
  }

  /** The number of a key, or -1. */
  findKey(key: string): number {
    const bytes = fromHex(key);
    return bytes?.length === KEY_BYTES ? this.keys.find(bytes) : -1;
  }

  /** The number of a key, or -1 for what is none. */
  internKey(key: string): number {
    if (key !== this.lastKey) {
      const bytes = fromHex(key);
      this.lastKey = key;
      this.lastNumber = bytes?.length === KEY_BYTES ? this.keys.intern(bytes) : -1;
    }
    return this.lastNumber;
  }
}
