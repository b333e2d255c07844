import type { Txid } from '#lib/bytes/brand.ts';
import { toOutpoint } from '#lib/bytes/brand.ts';
import { isMined } from '#lib/ledger/position.ts';
import type { Verdict } from '#lib/proof/verdict.ts';
import { markName } from '#lib/protocols/name-marks.ts';
import { neighbourOf } from '#lib/store/held-tx.ts';
import type { FeedIndex, IndexedPost, IndexedTx } from './feed-index.ts';
import { clip } from './items.ts';
import type { AuthorView, MediaView, ParentView, PostView } from './post-view.ts';

const EXCERPT = 140;

/** What is known of a held transaction, `signed` when the record in output `vout` is. */
export function verdictOf({ proof, authors }: IndexedTx, vout?: number): Verdict {
  if (proof.state === 'proven') return { state: 'proven', place: proof.place };
  if (proof.state === 'orphaned') return { state: 'orphaned', last: proof.place };
  const isSigned = authors.some(
    (author) =>
      (vout === undefined || author.vout === vout) &&
      (author.signature === 'sigma' || author.signature === 'aip'),
  );
  return { state: isSigned ? 'signed' : 'held' };
}

/** The post that a txid stands for: its first. */
export const postOfTx = (index: FeedIndex, txid: Txid): IndexedPost | undefined => index.tx(txid)?.posts[0];

/** A post as screens show it. */
export function postView(index: FeedIndex, post: IndexedPost): PostView {
  const { id, tx, vout, text, parent, media, issues } = post;
  return {
    id,
    txid: tx.txid,
    chain: index.chain,
    author: authorView(index, post),
    text,
    ...(media === undefined ? {} : { media: mediaView(tx.txid, media) }),
    ...(parent === undefined ? {} : { replyTo: parentView(index, parent) }),
    counts: {
      replies: countReplies(index, post),
      reposts: index.reposts.countOf(tx.txid),
      likes: index.likes.countOf(tx.txid),
    },
    verdict: verdictOf(tx, vout),
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

function authorView(index: FeedIndex, { tx, vout, handle, position }: IndexedPost): AuthorView {
  const found = tx.authors.find((author) => author.vout === vout)?.signature ?? 'none';
  const key = index.authorKey(tx, vout);
  const signature = found === 'input' && key === undefined ? 'none' : found;
  const own = handle ?? (key === undefined ? undefined : heldHandle(index, key));
  if (own === undefined) return { signature, ...(key === undefined ? {} : { key }) };
  const standing =
    signature === 'wrong' ? 'not-verified' : index.handles.standingOf(own, key, position.height);
  return { signature, ...(key === undefined ? {} : { key }), handle: own, standing, ...marksOf(own) };
}

/** The marks of a name as a view carries them: plain names, nearly all, carry none. */
export function marksOf(name: string): Pick<AuthorView, 'nameMarks'> {
  const nameMarks = markName(name);
  return nameMarks.length === 0 ? {} : { nameMarks };
}

/** The oldest handle that a key holds by a claim in a block. */
function heldHandle(index: FeedIndex, key: string): string | undefined {
  const first = index.handles.heldBy(key)[0];
  return first !== undefined && isMined(first.position) ? first.name : undefined;
}

const mediaView = (
  txid: Txid,
  { vout, contentType, bytes }: NonNullable<IndexedPost['media']>,
): MediaView => ({
  kind: 'image',
  id: toOutpoint(txid, vout),
  contentType,
  bytes,
});

/** The held post that a reply names, by output where it says so. */
export function parentPost(
  index: FeedIndex,
  { txid, vout }: NonNullable<IndexedPost['parent']>,
): IndexedPost | undefined {
  const named = vout === undefined ? undefined : index.post(toOutpoint(txid, vout));
  return named ?? postOfTx(index, txid);
}

/** Whether a reply is to this post, of the several that its transaction may hold. */
export const answers = (index: FeedIndex, { parent }: IndexedPost, post: IndexedPost): boolean =>
  parent !== undefined && parentPost(index, parent) === post;

function countReplies(index: FeedIndex, post: IndexedPost): number {
  const { txid, posts } = post.tx;
  // Nearly always a transaction holds one post, and every reply to the transaction is to that.
  if (posts.length === 1) return index.threads.countOf(txid);
  return index.threads.repliesTo(txid).filter(({ id }) => {
    const reply = index.post(id);
    return reply !== undefined && answers(index, reply, post);
  }).length;
}

function parentView(index: FeedIndex, parent: NonNullable<IndexedPost['parent']>): ParentView {
  const { txid } = parent;
  const post = parentPost(index, parent);
  if (post === undefined) return { txid };
  return { txid, id: post.id, author: authorView(index, post), excerpt: clip(post.text, EXCERPT) };
}
