import { isOutpoint, isTxid, outpointTxid } from '#lib/bytes/brand.ts';
import type { Claim, ClaimOrder } from '#lib/ledger/claims.ts';
import type { Ending } from '#lib/ledger/ordinals.ts';
import { parsePosition, positionText } from '#lib/ledger/position.ts';
import type { FeedIndex, IndexedPost } from './feed-index.ts';
import type {
  ClaimStanding,
  HandleView,
  PostView,
  ProfileView,
  ThreadView,
  TimelinePage,
  TimelineQuery,
} from './post-view.ts';
import { answers, marksOf, parentPost, postOfTx, postView, verdictOf } from './views.ts';

/** Most posts of one thread in an answer, above and below the one that was asked for. */
const MAX_ANCESTORS = 50;
const MAX_REPLIES = 500;
const KEY = /^[0-9a-f]{40}$/;
const HANDLE_SUFFIX = '.bitter';

/** A page of a timeline, newest first. A cursor that is not one of ours gives the first page. */
export function queryTimeline(index: FeedIndex, { of, after, limit }: TimelineQuery): TimelinePage {
  const ordered = of.kind === 'latest' ? index.posts : index.postsOf(of.key);
  const before = after === undefined ? undefined : parsePosition(after);
  const list = ordered.all();
  const posts: PostView[] = [];
  let at = before === undefined ? list.length : ordered.countBefore(before);
  for (; at > 0 && posts.length < limit; at -= 1) {
    const post = list[at - 1];
    if (post !== undefined) posts.push(postView(index, post));
  }
  const last = list[at];
  return at > 0 && last !== undefined ? { posts, next: positionText(last.position) } : { posts };
}

/** A post among its ancestors, root first, and everything below it: each reply followed by its own, oldest first. */
export function queryThread(index: FeedIndex, id: string): ThreadView | undefined {
  const post = isOutpoint(id) ? (index.post(id) ?? undefined) : isTxid(id) ? postOfTx(index, id) : undefined;
  if (post === undefined) return undefined;
  return {
    post: postView(index, post),
    ancestors: ancestorsOf(index, post).map((ancestor) => postView(index, ancestor)),
    replies: repliesBelow(index, post).map((reply) => postView(index, reply)),
  };
}

function ancestorsOf(index: FeedIndex, post: IndexedPost): IndexedPost[] {
  const ancestors: IndexedPost[] = [];
  const seen = new Set([post]);
  let { parent } = post;
  while (parent !== undefined && ancestors.length < MAX_ANCESTORS) {
    const next = parentPost(index, parent);
    if (next === undefined || seen.has(next)) break;
    seen.add(next);
    ancestors.unshift(next);
    parent = next.parent;
  }
  return ancestors;
}

function repliesBelow(index: FeedIndex, post: IndexedPost): IndexedPost[] {
  const found: IndexedPost[] = [];
  const seen = new Set([post]);
  const open = [post];
  // A stack of its own, so that a thread of any depth cannot exhaust the engine's.
  for (let next = open.pop(); next !== undefined && found.length <= MAX_REPLIES; next = open.pop()) {
    if (next !== post) found.push(next);
    const replies = index.threads.repliesTo(next.tx.txid);
    for (let at = replies.length - 1; at >= 0; at -= 1) {
      const id = replies[at]?.id;
      const reply = id === undefined ? undefined : index.post(id);
      if (reply === undefined || seen.has(reply) || !answers(index, reply, next)) continue;
      seen.add(reply);
      open.push(reply);
    }
  }
  return found.slice(0, MAX_REPLIES);
}

/** A key's page, by the key (hash160 in hex) or by a handle (`name.bitter`). A handle that nobody claims has none. */
export function queryProfile(index: FeedIndex, who: string): ProfileView | undefined {
  const key = KEY.test(who) ? who : holderOf(index, who);
  if (key === undefined) return undefined;
  const handles = index.handles.heldBy(key).map(({ name, id }): HandleView => ({
    name,
    holder: key,
    id,
    verdict: claimVerdict(index, { id }),
    ...marksOf(name),
  }));
  return { key, handles, districts: [...index.districts.heldBy(key)], posts: index.postsOf(key).length };
}

function holderOf(index: FeedIndex, who: string): string | undefined {
  if (!who.endsWith(HANDLE_SUFFIX)) return undefined;
  const { first } = index.handles.claimsOf(who.slice(0, -HANDLE_SUFFIX.length));
  const holder = first === undefined ? '' : index.handles.holderOf(first);
  return holder === '' ? undefined : holder;
}

/** What is said of absence: as of which height, and by whose lists. */
export type AsOf = { readonly height: number; readonly sources: readonly string[] };

/** The standing of a handle, by its name without `.bitter`. */
export const queryHandle = (index: FeedIndex, name: string, asOf: AsOf): ClaimStanding =>
  standing(index, index.handles, index.handles.claimsOf(name), asOf);

/** The standing of the district of a block. */
export const queryDistrict = (index: FeedIndex, height: number, asOf: AsOf): ClaimStanding =>
  standing(index, index.districts, index.districts.claimsOf(height, asOf.height), asOf);

/** The part of a registry that says who has what a claim made. */
type Registry<Name> = {
  holderOf(claim: Claim<Name>): string;
  endingOf(claim: Claim<Name>): Ending | undefined;
};

function standing<Name>(
  index: FeedIndex,
  registry: Registry<Name>,
  { first, rivals }: ClaimOrder<Name>,
  asOf: AsOf,
): ClaimStanding {
  const ended = first && registry.endingOf(first)?.why;
  return {
    asOfHeight: asOf.height,
    sources: asOf.sources,
    ...(first === undefined
      ? {}
      : {
          first: {
            holder: registry.holderOf(first),
            claimant: first.holder,
            id: first.id,
            verdict: claimVerdict(index, first),
            ...(ended === undefined ? {} : { ended }),
          },
        }),
    rivals: rivals.map(({ holder, id }) => ({ holder, id })),
  };
}

function claimVerdict(index: FeedIndex, { id }: Pick<Claim<unknown>, 'id'>) {
  const tx = index.tx(outpointTxid(id));
  return tx === undefined ? ({ state: 'held' } as const) : verdictOf(tx);
}
