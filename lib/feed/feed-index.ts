import { outpointTxid, outpointVout, toOutpoint, type Outpoint, type Txid } from '#lib/bytes/brand.ts';
import type { Issue } from '#lib/bytes/issue.ts';
import type { Chain } from '#lib/chain/network.ts';
import type { Position } from '#lib/ledger/position.ts';
import { CHUNK_ENTRIES, formOf } from '#lib/store/fact-chunk.ts';
import type { AuthorCheck, HeldTx, ProofState } from '#lib/store/held-tx.ts';
import type { MoveRow } from '#lib/store/move-row.ts';
import { wordsColumn } from './columns/column.ts';
import { PostTable, type PostExtra } from './columns/post-table.ts';
import { TxTable } from './columns/tx-table.ts';
import { IndexLedger } from './index-ledger.ts';
import type { FeedItem, ItemMedia, OtherItem } from './items.ts';
import { readMovement, type ReadMovement } from './movement.ts';
import { PostLists } from './post-lists.ts';
import { TermIndex } from './term-index.ts';

/** A transaction as the index holds it: everything but its bytes. */
export type IndexedTx = {
  /** Its number in the index. */
  readonly tx: number;
  readonly txid: Txid;
  readonly arrival: number;
  readonly bytes: number;
  readonly heldSince: number;
  readonly from: string;
  readonly ms?: number;
  readonly proof: ProofState;
};

/** New versions of one post that are looked at. */
const MOST_VERSIONS = 16;

/** A post as the index holds it. */
export type IndexedPost = {
  /** Its number in the index. */
  readonly row: number;
  readonly id: Outpoint;
  readonly tx: IndexedTx;
  readonly vout: number;
  readonly text: string;
  readonly handle?: string;
  readonly parent?: { readonly txid: Txid; readonly vout?: number };
  readonly media?: ItemMedia;
  readonly issues?: readonly Issue[];
  /** Why a reader should be asked before its words are shown; empty when no reason is given. */
  readonly warning?: string;
  /** The output of the post that it says it is a new version of. */
  readonly replaces?: Outpoint;
  readonly position: Position;
};

/** What a transaction says besides posts, and who says it. */
export type OtherItems = { readonly items: readonly OtherItem[]; readonly authors: readonly AuthorCheck[] };

/**
 * The feed in memory: what is held, in the orders in which it is asked for. Posts and transactions are rows of typed
 * columns, some sixty bytes for a post and its words; claims and reactions are the ledger's. Adding a transaction or moving
 * it to another place in the chain costs a few steps, whatever the feed's size. It never touches bytes or storage.
 */
export class FeedIndex {
  readonly chain: Chain;
  readonly txs = new TxTable();
  readonly posts = new PostTable();
  /** Posts by the words in them, and by what else they are searched by. */
  readonly terms: TermIndex;
  readonly lists: PostLists;
  /** Posts that say that they are a new version, by their author and what they name: strangers cannot crowd one out. */
  private readonly versions = new Map<string, number[]>();
  readonly ledger: IndexLedger;
  private readonly others = new Map<number, OtherItems>();
  private readonly unproven = new Map<string, number>();
  /** The transactions in the order of their arrival, as far as no arrival is missing. */
  private readonly arrived = wordsColumn();
  /** How many words were known when the first transaction of each chunk arrived. */
  private readonly wordMarks: number[] = [];
  private moved: MoveRow[] = [];
  /** How many posts are in a block of our chain. */
  provenPosts = 0;

  constructor(chain: Chain) {
    this.chain = chain;
    this.terms = new TermIndex(this.posts);
    this.lists = new PostLists(this.posts, this.txs, this.compare);
    this.ledger = new IndexLedger(({ txid, inputs, outputs, carries }) => {
      const held = this.tx(txid);
      if (held !== undefined) this.moved.push({ txid, inputs, outputs, carries, arrival: held.arrival });
    });
  }

  /** How many transactions are held. */
  get size(): number {
    return this.txs.held;
  }

  tx(txid: Txid): IndexedTx | undefined {
    const tx = this.txs.find(txid);
    return this.txs.isHeld(tx) ? this.txAt(tx) : undefined;
  }

  txAt(tx: number): IndexedTx {
    const { txs } = this;
    return { tx, txid: txs.txidOf(tx), ...txs.factsOf(tx), proof: txs.proofOf(tx) };
  }

  /** Every transaction in the order of arrival. */
  *all(): Generator<IndexedTx, void> {
    for (let arrival = 0; arrival < this.arrived.length; arrival += 1) yield this.txAt(this.heldAt(arrival));
  }

  post(id: Outpoint): IndexedPost | undefined {
    const tx = this.txs.find(outpointTxid(id));
    const row = this.rowAt(tx, outpointVout(id));
    return row < 0 ? undefined : this.postAt(row);
  }

  /** The post in an output of a transaction, or -1. */
  rowAt(tx: number, vout: number): number {
    const [first, end] = this.rowsOf(tx);
    for (let row = first; row < end; row += 1) if (this.posts.vouts.at(row) === vout) return row;
    return -1;
  }

  /** The posts of a transaction: from the first up to the second. */
  rowsOf(tx: number): readonly [number, number] {
    if (tx < 0) return [0, 0];
    const first = this.txs.firstPosts.at(tx);
    return [first, first + this.txs.postCounts.at(tx)];
  }

  postAt(row: number): IndexedPost {
    const { posts } = this;
    const tx = this.txAt(posts.txs.at(row));
    const vout = posts.vouts.at(row);
    const handle = posts.handleNumbers.at(row);
    const parent = posts.parents.at(row);
    const { parentVout, media, issues, warning, replaces } = posts.extras.get(row) ?? {};
    return {
      row,
      id: toOutpoint(tx.txid, vout),
      tx,
      vout,
      text: posts.textOf(row),
      ...(handle === 0 ? {} : { handle: posts.handles.at(handle - 1) }),
      ...(parent === 0
        ? {}
        : {
            parent: {
              txid: this.txs.txidOf(parent - 1),
              ...(parentVout === undefined ? {} : { vout: parentVout }),
            },
          }),
      ...(media === undefined ? {} : { media }),
      ...(issues === undefined ? {} : { issues }),
      ...(warning === undefined ? {} : { warning }),
      ...(replaces === undefined ? {} : { replaces }),
      position: this.placeOf(tx.tx, vout),
    };
  }

  /** Posts by the author of a post that say that they are a new version of it: the last {@link MOST_VERSIONS} that came. */
  replacing({ row, id }: Pick<IndexedPost, 'row' | 'id'>): readonly number[] {
    if (this.versions.size === 0) return [];
    return this.versions.get(versionKey(this.posts.authors.at(row), id)) ?? [];
  }

  /** Replies to a transaction, in no order. */
  *repliesTo(tx: number): Generator<number, void> {
    const older = this.posts.olderReplies;
    for (let next = this.txs.replies.at(tx); next !== 0; next = older.at(next - 1)) yield next - 1;
  }

  /** Orders posts by their places in the chain. */
  readonly compare = (a: number, b: number): number => {
    const { posts, txs } = this;
    const [one, other] = [posts.txs.at(a), posts.txs.at(b)];
    if (one === other) return posts.vouts.at(a) - posts.vouts.at(b);
    return txs.heightOf(one) - txs.heightOf(other) || txs.indexOf(one) - txs.indexOf(other);
  };

  /** Where posts stand beside a position: negative when before it. */
  sideOf({ height, index, vout }: Position): (row: number) => number {
    const { posts, txs } = this;
    const level = Math.min(height, 0xffff_ffff);
    return (row) => {
      const tx = posts.txs.at(row);
      return txs.heightOf(tx) - level || txs.indexOf(tx) - index || posts.vouts.at(row) - vout;
    };
  }

  /** Adds a transaction with what it says. One that is held already is left as it is. */
  add(held: HeldTx, items: readonly FeedItem[]): void {
    const tx = this.txs.intern(held.txid);
    if (this.txs.isHeld(tx)) return;
    this.arrive(tx, held.arrival);
    const first = this.posts.length;
    this.txs.hold(tx, { ...held, bytes: held.raw.length }, first);
    this.txs.setProof(tx, held.proof);
    const others: OtherItem[] = [];
    const authors = new Map(held.authors.map((author) => [author.vout, author]));
    for (const item of items) {
      if (item.kind === 'post') this.addPost(tx, item, authors.get(item.vout));
      else others.push(item);
    }
    if (others.length > 0) this.others.set(tx, { items: others, authors: othersOf(held.authors, others) });
    this.link(tx, first);
    this.enter(tx);
    this.follow(held);
  }

  /** Notes that a transaction arrives; its posts come right after, {@link link} finds what they answer, and {@link enter} ends it. */
  arrive(tx: number, arrival: number): void {
    if (arrival !== this.arrived.length) return;
    this.arrived.push(tx);
    if (arrival % CHUNK_ENTRIES === 0) this.wordMarks.push(this.posts.words.size);
  }

  /** The transaction of an arrival, or -1. */
  heldAt(arrival: number): number {
    return arrival < this.arrived.length ? this.arrived.at(arrival) : -1;
  }

  /** The numbers of the words that came with the transactions of a chunk: from the first up to the second. */
  wordsOf(id: number): readonly [number, number] {
    return [this.wordMarks[id] ?? 0, this.wordMarks[id + 1] ?? this.posts.words.size];
  }

  private addPost(
    tx: number,
    item: Extract<FeedItem, { kind: 'post' }>,
    author: AuthorCheck | undefined,
  ): void {
    const { posts } = this;
    const { vout, text, handle, parent } = item;
    posts.add(
      {
        tx,
        vout,
        author: author?.key === undefined ? 0 : posts.internKey(author.key) + 1,
        form: author === undefined ? 0 : formOf(author),
        handle: handle === undefined ? 0 : posts.handles.intern(handle) + 1,
        parent: parent === undefined ? 0 : this.txs.intern(parent.txid) + 1,
      },
      text,
      extraOf(item),
    );
  }

  /** Makes the newest posts, those of one transaction from `first` on, be found by what they answer. */
  link(tx: number, first: number): void {
    const { posts, txs } = this;
    txs.postCounts.set(tx, posts.length - first);
    for (let row = first; row < posts.length; row += 1) {
      const replaces = posts.extras.get(row)?.replaces;
      if (replaces !== undefined) this.noteVersion(row, replaces);
      const parent = posts.parents.at(row) - 1;
      if (parent < 0) continue;
      posts.olderReplies.set(row, txs.replies.at(parent));
      txs.replies.set(parent, row + 1);
      txs.replyCounts.set(parent, txs.replyCounts.at(parent) + 1);
    }
  }

  private noteVersion(row: number, replaces: Outpoint): void {
    const key = versionKey(this.posts.authors.at(row), replaces);
    const rows = this.versions.get(key) ?? [];
    this.versions.set(key, rows);
    rows.push(row);
    if (rows.length > MOST_VERSIONS) rows.shift();
  }

  /** Whether a transaction that says nothing is worth holding: it carries an ordinal, of ours or of a claim to come. */
  mayCarry({ carries, inputs }: ReadMovement): boolean {
    return carries || inputs.some((input) => this.ledger.ordinals.isTracked(input));
  }

  /** Whether an output holds what a claim made, or held it until it was spent. */
  isTracked(output: Outpoint): boolean {
    return this.ledger.ordinals.isTracked(output);
  }

  /** Follows what a held transaction does with ordinals, unless that is known. */
  follow({ txid, raw }: Pick<HeldTx, 'txid' | 'raw'>): void {
    const tx = this.txs.find(txid);
    if (!this.txs.isHeld(tx) || this.ledger.ordinals.knows(txid)) return;
    const movement = readMovement(raw, txid, this.chain);
    if (movement !== undefined) this.ledger.ordinals.put({ ...movement, position: this.placeOf(tx, 0) });
  }

  /** Follows movements that were stored, as {@link takeMoves} gave them. */
  restoreMoves(rows: readonly MoveRow[]): void {
    for (const { arrival: _, ...movement } of rows) {
      const tx = this.txs.find(movement.txid);
      if (this.txs.isHeld(tx)) this.ledger.ordinals.put({ ...movement, position: this.placeOf(tx, 0) });
    }
    this.moved = [];
  }

  /** Movements that matter to an ordinal and were not given before: whoever starts from storage needs them. */
  takeMoves(): readonly MoveRow[] {
    const rows = this.moved;
    this.moved = [];
    return rows;
  }

  /** Gives back what {@link takeMoves} gave and could not be stored. */
  returnMoves(rows: readonly MoveRow[]): void {
    this.moved = [...rows, ...this.moved];
  }

  /** Moves a held transaction to where its proof puts it. */
  setProof(txid: Txid, proof: ProofState): void {
    const tx = this.txs.find(txid);
    if (!this.txs.isHeld(tx)) return;
    this.leave(tx);
    this.txs.setProof(tx, proof);
    this.enter(tx);
  }

  /** Who wrote each record of a transaction, as their signatures say. */
  authorsOf(tx: number): readonly AuthorCheck[] {
    const [first, end] = this.rowsOf(tx);
    const ofPosts = Array.from({ length: end - first }, (_, at) => this.posts.authorOf(first + at));
    return [...ofPosts, ...(this.others.get(tx)?.authors ?? [])];
  }

  /** Who wrote the record in an output, as its signatures say. */
  authorAt(tx: number, vout: number): AuthorCheck | undefined {
    const row = this.rowAt(tx, vout);
    if (row >= 0) return this.posts.authorOf(row);
    return this.others.get(tx)?.authors.find((author) => author.vout === vout);
  }

  /**
   * Hash160 of the key that wrote an output's record. That of the first input counts only once a block has held the
   * transaction: until then nobody has checked its signature.
   */
  authorKey(tx: number, vout: number): string | undefined {
    const check = this.authorAt(tx, vout);
    return check?.signature === 'input' && !this.txs.wasMined(tx) ? undefined : check?.key;
  }

  /** Whether a record of a transaction is by one of some keys, or gives one of them something. */
  isBy(tx: number, keys: ReadonlySet<string>): boolean {
    const isOwn = (key: string | undefined): boolean => key !== undefined && keys.has(key);
    return (
      this.authorsOf(tx).some(({ key }) => isOwn(key)) ||
      (this.others.get(tx)?.items ?? []).some((item) => 'holder' in item && isOwn(item.holder))
    );
  }

  /** What a transaction says, by output. */
  itemsOf(tx: number): readonly FeedItem[] {
    const [first, end] = this.rowsOf(tx);
    const items: FeedItem[] = [...(this.others.get(tx)?.items ?? [])];
    for (let row = first; row < end; row += 1) {
      const { id: _id, row: _row, tx: _tx, position: _position, ...said } = this.postAt(row);
      const tags = this.posts.extras.get(row)?.tags;
      items.push({ kind: 'post', ...said, ...(tags !== undefined && { tags }) });
    }
    return items.sort((a, b) => a.vout - b.vout);
  }

  /** What a transaction says besides posts. */
  othersOf(tx: number): OtherItems | undefined {
    return this.others.get(tx);
  }

  setOthers(tx: number, others: OtherItems): void {
    this.others.set(tx, others);
  }

  /** How many transactions that a source gave never had a proof. */
  unprovenFrom(source: string): number {
    return this.unproven.get(source) ?? 0;
  }

  /** Where an output of a transaction stands in the chain. */
  placeOf(tx: number, vout: number): Position {
    const height = this.txs.isProven(tx) ? this.txs.heightOf(tx) : Infinity;
    return { height, index: this.txs.indexOf(tx), vout };
  }

  private countUnproven(tx: number, change: 1 | -1): void {
    if (this.txs.wasMined(tx)) return;
    const from = this.txs.sourceOf(tx);
    this.unproven.set(from, this.unprovenFrom(from) + change);
  }

  /** Puts what a transaction says where its proof puts it. */
  enter(tx: number): void {
    this.countUnproven(tx, 1);
    const [first, end] = this.rowsOf(tx);
    this.lists.addRun(first, end);
    if (this.txs.isProven(tx)) this.provenPosts += end - first;
    const { ordinals } = this.ledger;
    if (ordinals.size === 0 && !this.others.has(tx)) return;
    const txid = this.txs.txidOf(tx);
    for (const item of this.others.get(tx)?.items ?? []) {
      this.ledger.enter(item, {
        id: toOutpoint(txid, item.vout),
        position: this.placeOf(tx, item.vout),
        check: this.authorAt(tx, item.vout),
        author: this.authorKey(tx, item.vout),
      });
    }
    ordinals.move(txid, this.placeOf(tx, 0));
  }

  private leave(tx: number): void {
    this.countUnproven(tx, -1);
    const [first, end] = this.rowsOf(tx);
    for (let row = first; row < end; row += 1) this.lists.remove(row);
    if (this.txs.isProven(tx)) this.provenPosts -= end - first;
  }
}

const versionKey = (author: number, id: Outpoint): string => `${author} ${id}`;

/** What most posts have not; `undefined` for those. */
function extraOf({
  parent,
  media,
  tags,
  issues,
  warning,
  replaces,
}: Extract<FeedItem, { kind: 'post' }>): PostExtra | undefined {
  const parentVout = parent?.vout;
  const isPlain =
    parentVout === undefined &&
    media === undefined &&
    tags === undefined &&
    issues === undefined &&
    warning === undefined &&
    replaces === undefined;
  if (isPlain) return undefined;
  return {
    ...(parentVout === undefined ? {} : { parentVout }),
    ...(media === undefined ? {} : { media }),
    ...(tags === undefined ? {} : { tags }),
    ...(issues === undefined ? {} : { issues }),
    ...(warning === undefined ? {} : { warning }),
    ...(replaces === undefined ? {} : { replaces }),
  };
}

const othersOf = (authors: readonly AuthorCheck[], items: readonly OtherItem[]): readonly AuthorCheck[] =>
  authors.filter(({ vout }) => items.some((item) => item.vout === vout));
