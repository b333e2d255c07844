import { toOutpoint, type Outpoint, type Txid } from '#lib/bytes/brand.ts';
import type { Issue } from '#lib/bytes/issue.ts';
import type { Chain } from '#lib/chain/network.ts';
import { Districts } from '#lib/ledger/districts.ts';
import { Handles } from '#lib/ledger/handles.ts';
import { Identities } from '#lib/ledger/identities.ts';
import { OrderedList } from '#lib/ledger/ordered-list.ts';
import { Ordinals } from '#lib/ledger/ordinals.ts';
import { Parcels } from '#lib/ledger/parcels.ts';
import { positionOf, type Position } from '#lib/ledger/position.ts';
import { Reactions } from '#lib/ledger/reactions.ts';
import { Threads } from '#lib/ledger/threads.ts';
import type { AuthorCheck, HeldTx, ProofState } from '#lib/store/held-tx.ts';
import type { FeedItem, ItemMedia } from './items.ts';
import { readMovement, type ReadMovement } from './movement.ts';

/** A transaction as the index holds it: everything but its bytes. */
export type IndexedTx = {
  readonly txid: Txid;
  readonly arrival: number;
  readonly bytes: number;
  readonly heldSince: number;
  readonly from: string;
  readonly ms?: number;
  readonly items: readonly FeedItem[];
  readonly authors: readonly AuthorCheck[];
  readonly posts: readonly IndexedPost[];
  proof: ProofState;
};

/** A post as the index holds it. Its place in lists is its position, which moves with the proof. */
export type IndexedPost = {
  readonly id: Outpoint;
  readonly tx: IndexedTx;
  readonly vout: number;
  readonly text: string;
  readonly handle?: string;
  readonly parent?: { readonly txid: Txid; readonly vout?: number };
  readonly media?: ItemMedia;
  readonly issues?: readonly Issue[];
  position: Position;
  /** The key under whose posts it is listed. */
  listedKey?: string;
};

/**
 * The feed in memory: what is held, in the orders in which it is asked for. Adding a transaction or moving it to
 * another place in the chain costs a few list steps, whatever the feed's size. It never touches bytes or storage.
 */
export class FeedIndex {
  readonly chain: Chain;
  private readonly ordinals = new Ordinals();
  private readonly identities = new Identities();
  readonly handles = new Handles(this.ordinals, this.identities);
  readonly districts = new Districts(this.ordinals);
  readonly parcels = new Parcels(this.ordinals, this.districts);
  readonly threads = new Threads();
  readonly likes = new Reactions();
  readonly reposts = new Reactions();
  /** All posts in order, oldest first. */
  readonly posts = new OrderedList<IndexedPost>();
  private readonly byAuthor = new Map<string, OrderedList<IndexedPost>>();
  private readonly txs = new Map<Txid, IndexedTx>();
  private readonly byId = new Map<Outpoint, IndexedPost>();
  private readonly unproven = new Map<string, number>();
  /** How many posts are in a block of our chain. */
  provenPosts = 0;

  constructor(chain: Chain) {
    this.chain = chain;
  }

  get size(): number {
    return this.txs.size;
  }

  tx(txid: Txid): IndexedTx | undefined {
    return this.txs.get(txid);
  }

  all(): IterableIterator<IndexedTx> {
    return this.txs.values();
  }

  post(id: Outpoint): IndexedPost | undefined {
    return this.byId.get(id);
  }

  /** Posts of a key, oldest first. */
  postsOf(key: string): OrderedList<IndexedPost> {
    return this.byAuthor.get(key) ?? new OrderedList<IndexedPost>();
  }

  /** Adds a transaction with what it says. One that is held already is left as it is. */
  add(held: HeldTx, items: readonly FeedItem[]): void {
    const { txid, arrival, heldSince, from, ms, authors, proof } = held;
    if (this.txs.has(txid)) return;
    const posts: IndexedPost[] = [];
    const tx: IndexedTx = {
      txid,
      arrival,
      bytes: held.raw.length,
      heldSince,
      from,
      ...(ms === undefined ? {} : { ms }),
      items,
      authors,
      posts,
      proof,
    };
    for (const item of items) {
      if (item.kind !== 'post') continue;
      const { kind: _, ...content } = item;
      const post = { ...content, id: toOutpoint(txid, item.vout), tx, position: positionIn(tx, item.vout) };
      posts.push(post);
      this.byId.set(post.id, post);
    }
    this.txs.set(txid, tx);
    this.enter(tx);
    this.follow(held);
  }

  /** Whether a transaction that says nothing is worth holding: it carries an ordinal, of ours or of a claim to come. */
  mayCarry({ carries, inputs }: ReadMovement): boolean {
    return carries || inputs.some((input) => this.ordinals.isTracked(input));
  }

  /** Whether an output holds what a claim made, or held it until it was spent. */
  isTracked(output: Outpoint): boolean {
    return this.ordinals.isTracked(output);
  }

  /** Follows what a held transaction does with ordinals, unless that is known. */
  follow({ txid, raw }: Pick<HeldTx, 'txid' | 'raw'>): void {
    const tx = this.txs.get(txid);
    if (tx === undefined || this.ordinals.knows(txid)) return;
    const movement = readMovement(raw, txid, this.chain);
    if (movement !== undefined) this.ordinals.put({ ...movement, position: positionIn(tx, 0) });
  }

  /** Moves a held transaction to where its proof puts it. */
  setProof(txid: Txid, proof: ProofState): void {
    const tx = this.txs.get(txid);
    if (tx === undefined) return;
    this.leave(tx);
    tx.proof = proof;
    this.enter(tx);
  }

  /**
   * Hash160 of the key that wrote an output's record. That of the first input counts only once a block has held the
   * transaction: until then nobody has checked its signature.
   */
  authorKey({ authors, proof }: IndexedTx, vout: number): string | undefined {
    const check = authors.find((author) => author.vout === vout);
    return check?.signature === 'input' && proof.state === 'none' ? undefined : check?.key;
  }

  /** How many transactions that a source gave never had a proof. */
  unprovenFrom(source: string): number {
    return this.unproven.get(source) ?? 0;
  }

  private countUnproven({ from, proof }: IndexedTx, change: 1 | -1): void {
    if (proof.state === 'none') this.unproven.set(from, this.unprovenFrom(from) + change);
  }

  private enter(tx: IndexedTx): void {
    this.countUnproven(tx, 1);
    for (const post of tx.posts) this.enterPost(post);
    for (const item of tx.items) if (item.kind !== 'post') this.enterItem(tx, item);
    this.ordinals.move(tx.txid, positionIn(tx, 0));
  }

  private enterPost(post: IndexedPost): void {
    const { tx, id, vout } = post;
    post.position = positionIn(tx, vout);
    const key = this.authorKey(tx, vout);
    this.posts.add(post);
    if (key !== undefined) {
      post.listedKey = key;
      const list = this.byAuthor.get(key) ?? new OrderedList<IndexedPost>();
      this.byAuthor.set(key, list);
      list.add(post);
    }
    if (post.parent !== undefined) {
      this.threads.put({ id, parent: post.parent.txid, position: post.position });
    }
    if (tx.proof.state === 'proven') this.provenPosts += 1;
  }

  private leave(tx: IndexedTx): void {
    this.countUnproven(tx, -1);
    for (const post of tx.posts) {
      this.posts.remove(post.position);
      if (post.listedKey !== undefined) this.byAuthor.get(post.listedKey)?.remove(post.position);
      delete post.listedKey;
      if (tx.proof.state === 'proven') this.provenPosts -= 1;
    }
  }

  private enterItem(tx: IndexedTx, item: Exclude<FeedItem, { kind: 'post' }>): void {
    const id = toOutpoint(tx.txid, item.vout);
    const position = positionIn(tx, item.vout);
    switch (item.kind) {
      case 'handle':
        this.handles.put({ name: item.name, id, holder: item.holder, position });
        break;
      case 'district':
        this.districts.put({ name: item.height, id, holder: item.holder, position });
        break;
      case 'parcel':
        this.parcels.put({ index: item.index, height: item.height, id, holder: item.holder, position });
        break;
      case 'identity': {
        const signed = tx.authors.find(({ vout }) => vout === item.vout);
        // The network checks who spends, not who speaks: only a signature over the record itself names its signer.
        if (signed?.key === undefined || signed.signature === 'input') break;
        const named = item.key === undefined ? {} : { key: item.key };
        this.identities.put({ id, bapId: item.bapId, signer: signed.key, ...named, position });
        break;
      }
      case 'like':
      case 'repost': {
        const reactions = item.kind === 'like' ? this.likes : this.reposts;
        const author = this.authorKey(tx, item.vout);
        if (author === undefined) reactions.remove(id);
        else reactions.put({ id, target: item.target, author, on: item.on, position });
        break;
      }
      case 'other':
        break;
    }
  }
}

const positionIn = ({ proof, arrival }: Pick<IndexedTx, 'proof' | 'arrival'>, vout: number): Position =>
  positionOf(proof.state === 'proven' ? proof.place : undefined, arrival, vout);
