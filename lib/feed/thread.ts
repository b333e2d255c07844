import { isOutpoint, isTxid, type Outpoint, type Txid } from '#lib/bytes/brand.ts';
import type { FeedIndex, IndexedPost } from './feed-index.ts';
import type { CountsView, PostView, ThreadView } from './post-view.ts';
import { countReactors } from './reactor-count.ts';
import { answers, parentPost, postOfTx, postView } from './views.ts';

/** Most posts of one thread in an answer, above and below the one that was asked for. */
const MAX_ANCESTORS = 50;
const MAX_REPLIES = 500;
/** Posts with the name of one in them that are looked at. */
const MOST_QUOTERS = 100;

/** The post that an outpoint or a txid names. */
export const namedPost = (index: FeedIndex, id: string): IndexedPost | undefined =>
  isOutpoint(id) ? index.post(id) : isTxid(id) ? postOfTx(index, id) : undefined;

/** A post among its ancestors, root first, and everything below it: each reply followed by its own, oldest first. */
export function queryThread(index: FeedIndex, id: string): ThreadView | undefined {
  const post = namedPost(index, id);
  if (post === undefined) return undefined;
  return {
    post: withQuotes(index, post),
    ancestors: ancestorsOf(index, post).map((ancestor) => postView(index, ancestor)),
    replies: repliesBelow(index, post.row).map((row) => postView(index, index.postAt(row))),
  };
}

function withQuotes(index: FeedIndex, post: IndexedPost): PostView {
  const view = postView(index, post);
  const quotes = countQuotes(index, post);
  return quotes === 0 ? view : { ...view, counts: { ...view.counts, quotes } };
}

/** How many held posts quote a post, of those that name it last; none before searches find them. */
function countQuotes(index: FeedIndex, { id, tx }: IndexedPost): number {
  if (!index.terms.isComplete) return 0;
  let quotes = 0;
  for (const row of index.terms.rowsNaming(tx.txid).slice(-MOST_QUOTERS))
    if (postView(index, index.postAt(row)).quote?.id === id) quotes += 1;
  return quotes;
}

/** Those posts of the named ones that are held, in the order asked. */
export const queryPosts = (index: FeedIndex, ids: readonly Outpoint[]): PostView[] =>
  ids.flatMap((id) => {
    const post = index.post(id);
    return post === undefined ? [] : [postView(index, post)];
  });

/** What others did about transactions, in the order asked; zeros for what nobody did anything about. */
export function queryCounts(index: FeedIndex, txids: readonly Txid[]): CountsView[] {
  return txids.map((txid) => {
    const tx = index.txs.find(txid);
    return {
      replies: tx < 0 ? 0 : index.txs.replyCounts.at(tx),
      reposts: countReactors(index, index.ledger.reposts, txid),
      likes: countReactors(index, index.ledger.likes, txid),
    };
  });
}

function ancestorsOf(index: FeedIndex, post: IndexedPost): IndexedPost[] {
  const ancestors: IndexedPost[] = [];
  const seen = new Set([post.row]);
  let { parent } = post;
  while (parent !== undefined && ancestors.length < MAX_ANCESTORS) {
    const next = parentPost(index, parent);
    if (next === undefined || seen.has(next.row)) break;
    seen.add(next.row);
    ancestors.unshift(next);
    parent = next.parent;
  }
  return ancestors;
}

function repliesBelow(index: FeedIndex, post: number): number[] {
  const found: number[] = [];
  const seen = new Set([post]);
  const open = [post];
  // A stack of its own, so that a thread of any depth cannot exhaust the engine's.
  for (let next = open.pop(); next !== undefined && found.length <= MAX_REPLIES; next = open.pop()) {
    if (next !== post) found.push(next);
    const replies = [...index.repliesTo(index.posts.txs.at(next))].sort(index.compare);
    for (let at = replies.length - 1; at >= 0; at -= 1) {
      const reply = replies[at];
      if (reply === undefined || seen.has(reply) || !answers(index, reply, next)) continue;
      seen.add(reply);
      open.push(reply);
    }
  }
  return found.slice(0, MAX_REPLIES);
}
