import { toOutpoint, type Txid } from '#lib/bytes/brand.ts';
import { isMined } from '#lib/ledger/position.ts';
import type { Verdict } from '#lib/proof/verdict.ts';
import { markName } from '#lib/protocols/name-marks.ts';
import { neighbourOf, type AuthorCheck } from '#lib/store/held-tx.ts';
import { chosenName } from './chosen-name.ts';
import type { FeedIndex, IndexedPost, IndexedTx } from './feed-index.ts';
import { clip } from './items.ts';
import type { AuthorView, EmbedView, MediaView, ParentView, PostView, QuoteView } from './post-view.ts';
import { namedIn, type Named } from './quotes.ts';
import { countReactors } from './reactor-count.ts';
import { versionsOf } from './versions.ts';

const EXCERPT = 140;
const QUOTED = 280;
/** Posts that are passed on the way to the first of a talk. */
const MAX_STEPS = 50;

/** What is known of a held transaction: `signed` when a record in it is, or when the one in output `vout` is. */
export function verdictOf(index: FeedIndex, { tx, proof }: IndexedTx, vout?: number): Verdict {
  if (proof.state === 'proven') return { state: 'proven', place: proof.place };
  if (proof.state === 'orphaned') return { state: 'orphaned', last: proof.place };
  const authors = vout === undefined ? index.authorsOf(tx) : [index.authorAt(tx, vout)];
  return { state: authors.some(isSigned) ? 'signed' : 'held' };
}

const isSigned = (author: AuthorCheck | undefined): boolean =>
  author?.signature === 'sigma' || author?.signature === 'aip';

/** The posts of a transaction, by output. */
export function postsOfTx(index: FeedIndex, tx: number | undefined): IndexedPost[] {
  const [first, end] = index.rowsOf(tx ?? -1);
  return Array.from({ length: end - first }, (_, at) => index.postAt(first + at));
}

/** The post that a txid stands for: its first. */
export function postOfTx(index: FeedIndex, txid: Txid): IndexedPost | undefined {
  const [first, end] = index.rowsOf(index.txs.find(txid));
  return first === end ? undefined : index.postAt(first);
}

/** A post as screens show it. */
export function postView(index: FeedIndex, post: IndexedPost): PostView {
  const { id, tx, vout, text, warning, parent, media, issues } = post;
  const quote = quoteView(index, post);
  const versions = versionsOf(index, post);
  return {
    id,
    txid: tx.txid,
    chain: index.chain,
    author: authorView(index, post),
    text,
    ...(warning === undefined ? {} : { warning }),
    ...(media === undefined ? {} : { media: mediaView(tx.txid, media) }),
    ...(parent === undefined ? {} : { replyTo: parentView(index, parent) }),
    ...(quote === undefined ? {} : { quote }),
    ...(versions === undefined ? {} : { versions }),
    counts: {
      replies: countReplies(index, post),
      reposts: countReactors(index, index.ledger.reposts, tx.txid),
      likes: countReactors(index, index.ledger.likes, tx.txid),
    },
    verdict: verdictOf(index, tx, vout),
    bytes: tx.bytes,
    heldSince: tx.heldSince,
    ...deliveryOf(tx),
    ...(issues === undefined ? {} : { issues }),
  };
}

/** Who gave the bytes, as a person reads it, and how that went. */
function deliveryOf({ from, heldSince, bytes, ms }: IndexedTx): Pick<PostView, 'from' | 'delivery'> {
  const peer = neighbourOf(from);
  const said = peer === undefined ? from : 'a neighbour';
  if (ms === undefined) return { from: said };
  const kind = peer === undefined ? 'source' : 'neighbour';
  return { from: said, delivery: { kind, name: peer ?? from, at: heldSince, bytes, ms } };
}

function authorView(index: FeedIndex, { row, tx, vout, handle, position }: IndexedPost): AuthorView {
  const { signature: found, fault } = index.posts.authorOf(row);
  const key = index.authorKey(tx.tx, vout);
  const signature = found === 'input' && key === undefined ? 'none' : found;
  const own = handle ?? (key === undefined ? undefined : heldHandle(index, key));
  const signed = { signature, ...(key !== undefined && { key }), ...(fault !== undefined && { fault }) };
  if (own === undefined) return { ...signed, ...(signature !== 'wrong' && nameOf(index, key)) };
  const standing =
    signature === 'wrong' ? 'not-verified' : index.ledger.handles.standingOf(own, key, position.height);
  return { ...signed, handle: own, standing, ...marksOf(own) };
}

/** The marks of a name as a view carries them: plain names, nearly all, carry none. */
export function marksOf(name: string): Pick<AuthorView, 'nameMarks'> {
  const nameMarks = markName(name);
  return nameMarks.length === 0 ? {} : { nameMarks };
}

/** Somebody who is known by a key alone. */
export function keyView(index: FeedIndex, key: string): AuthorView {
  const handle = heldHandle(index, key);
  const named =
    handle === undefined ? nameOf(index, key) : { handle, standing: 'verified' as const, ...marksOf(handle) };
  return { signature: 'none', key, ...named };
}

const nameOf = (index: FeedIndex, key: string | undefined): Pick<AuthorView, 'name'> => {
  const name = key === undefined ? undefined : chosenName(index, key);
  return name === undefined ? {} : { name };
};

/** The oldest handle that a key holds by a claim in a block. */
function heldHandle(index: FeedIndex, key: string): string | undefined {
  const first = index.ledger.handles.heldBy(key)[0];
  return first !== undefined && isMined(first.position) ? first.name : undefined;
}

const mediaView = (
  txid: Txid,
  { vout, contentType, bytes, alt }: NonNullable<IndexedPost['media']>,
): MediaView => ({
  kind: 'image',
  id: toOutpoint(txid, vout),
  contentType,
  bytes,
  ...(alt !== undefined && { alt }),
});

/** The held post that a reply names, by output where it says so. */
export function parentPost(
  index: FeedIndex,
  { txid, vout }: NonNullable<IndexedPost['parent']>,
): IndexedPost | undefined {
  const named = vout === undefined ? undefined : index.post(toOutpoint(txid, vout));
  return named ?? postOfTx(index, txid);
}

/** What of a post is shown to whoever did not open it: of one that warns, the warning. */
export const unasked = ({ text, warning }: Pick<IndexedPost, 'text' | 'warning'>): string =>
  warning === undefined ? text : warning || '…';

/** The post that another quotes. A name that is no link counts only where its post is held. */
function quoteView(index: FeedIndex, { row, text }: IndexedPost): QuoteView | undefined {
  const named = namedIn(text);
  if (named === undefined) return undefined;
  const { said, txid, isLink } = named;
  const post = parentPost(index, named);
  if (post === undefined) {
    const file = isLink ? undefined : embedView(index, named);
    return file === undefined && !isLink ? undefined : { said, txid, ...(file !== undefined && { file }) };
  }
  if (post.row === row) return undefined;
  return {
    said,
    txid: post.tx.txid,
    id: post.id,
    author: authorView(index, post),
    text: clip(unasked(post), QUOTED),
    at: momentOf(post.tx),
    ...(post.media !== undefined &&
      post.warning === undefined && { media: mediaView(post.tx.txid, post.media) }),
  };
}

/** Records that are files, and shown as what they are. */
const FILES: ReadonlySet<string> = new Set(['image', 'audio', 'video', 'model', 'page', 'text', 'json']);

/** The file that a name is of, where this device holds it; of a link to the viewer also where it does not. */
function embedView(index: FeedIndex, { txid, vout, isInscription }: Named): EmbedView | undefined {
  const tx = index.tx(txid);
  if (tx === undefined) return isInscription && { id: toOutpoint(txid, vout ?? 0) };
  for (const item of index.itemsOf(tx.tx)) {
    const isNamed = vout === undefined || item.vout === vout;
    if (isNamed && item.kind === 'other' && FILES.has(item.record))
      return { id: toOutpoint(txid, item.vout), record: item.record, bytes: tx.bytes };
  }
  return undefined;
}

/** Milliseconds since 1970: the block's time, or when this device got it. */
export const momentOf = ({ proof, heldSince }: IndexedTx): number =>
  proof.state === 'proven' ? proof.place.time * 1000 : heldSince;

/** Whether a reply in `row` is to the post in `to`, of the several that a transaction may hold. */
export function answers(index: FeedIndex, row: number, to: number): boolean {
  const parent = index.posts.parents.at(row) - 1;
  const vout = index.posts.extras.get(row)?.parentVout;
  const named = vout === undefined ? -1 : index.rowAt(parent, vout);
  const [first, end] = index.rowsOf(parent);
  return first < end && (named < 0 ? first : named) === to;
}

function countReplies(index: FeedIndex, { row, tx: { tx } }: IndexedPost): number {
  const [first, end] = index.rowsOf(tx);
  // Nearly always a transaction holds one post, and every reply to the transaction is to that.
  if (end - first === 1) return index.txs.replyCounts.at(tx);
  let count = 0;
  for (const reply of index.repliesTo(tx)) if (answers(index, reply, row)) count += 1;
  return count;
}

/** One line of a post, whether or not it is held. */
export function parentView(index: FeedIndex, parent: NonNullable<IndexedPost['parent']>): ParentView {
  const { txid, vout = 0 } = parent;
  const post = parentPost(index, parent);
  if (post === undefined) {
    const district = index.ledger.districts.madeBy(toOutpoint(txid, vout));
    return district === undefined ? { txid } : { txid, district };
  }
  const root = rootOf(index, post);
  return {
    txid,
    ...(root !== txid && { root }),
    id: post.id,
    author: authorView(index, post),
    excerpt: clip(unasked(post), EXCERPT),
  };
}

/** The first transaction of the talk that a post is part of, as far as it is held. */
function rootOf({ posts, txs }: FeedIndex, { row, tx }: IndexedPost): Txid {
  let parent = posts.parents.at(row) - 1;
  let root = tx.tx;
  for (let steps = 0; parent >= 0 && steps < MAX_STEPS; steps += 1) {
    root = parent;
    if (!txs.isHeld(parent) || txs.postCounts.at(parent) === 0) break;
    parent = posts.parents.at(txs.firstPosts.at(parent)) - 1;
  }
  return txs.txidOf(root);
}
