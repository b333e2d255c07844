import * as z from 'zod/mini';
import type { Issue } from '#lib/bytes/issue.ts';
import { KEPT_ID_BYTES, type BlockColumns } from '#lib/chain/block-columns.ts';
import type { CatchUpQuery, CatchUpView } from '#lib/feed/catch-up.ts';
import type { NearnessView } from '#lib/feed/circle.ts';
import type { ListView } from '#lib/feed/lists.ts';
import type { ProfileDetails } from '#lib/feed/profile-details.ts';
import type { TitleEventView } from '#lib/feed/title-events.ts';
import type { FollowView } from '#lib/feed/public-follows.ts';
import type { SuggestionView } from '#lib/feed/suggestions.ts';
import type {
  AuthorView,
  ClaimStanding,
  CountsView,
  EmbedView,
  ActivityView,
  FeedStatus,
  ParentView,
  PostView,
  ProfileView,
  SearchQuery,
  ThreadView,
  TimelineOf,
  TimelinePage,
  TimelineQuery,
} from '#lib/feed/post-view.ts';
import type { Verdict } from '#lib/proof/verdict.ts';
import { isListName, MOST_BLOCKED } from '#lib/store/kept-store.ts';
import { blockHash, count, outpoint, txid } from './names.ts';
import { sourceStatusesSchema } from './source-views.ts';

// The views of lib/feed/post-view.ts as schemas, for the messages that carry them. Each is held to its type there.

export const issueSchema: z.ZodMiniType<Issue> = z.object({
  code: z.string(),
  message: z.string(),
  offset: z.exactOptional(z.number()),
  path: z.exactOptional(z.string()),
});

export const place = z.object({ height: count, hash: blockHash, index: count, time: count });

export const verdictSchema: z.ZodMiniType<Verdict> = z.discriminatedUnion('state', [
  z.object({ state: z.literal('held') }),
  z.object({ state: z.literal('signed') }),
  z.object({ state: z.literal('committed') }),
  z.object({ state: z.literal('proven'), place }),
  z.object({ state: z.literal('orphaned'), last: place }),
  z.object({ state: z.literal('refuted'), issue: issueSchema }),
]);

const author: z.ZodMiniType<AuthorView> = z.object({
  key: z.exactOptional(z.string()),
  handle: z.exactOptional(z.string()),
  standing: z.exactOptional(z.enum(['verified', 'not-verified', 'unclaimed'])),
  name: z.exactOptional(z.string()),
  nameMarks: z.exactOptional(z.array(issueSchema)),
  signature: z.enum(['sigma', 'aip', 'input', 'wrong', 'none']),
  fault: z.exactOptional(z.custom<NonNullable<AuthorView['fault']>>((value) => typeof value === 'string')),
});

export const countsViewSchema: z.ZodMiniType<CountsView> = z.object({
  replies: count,
  reposts: count,
  likes: count,
  quotes: z.exactOptional(count),
});

export const parentSchema: z.ZodMiniType<ParentView> = z.object({
  txid,
  root: z.exactOptional(txid),
  id: z.exactOptional(outpoint),
  author: z.exactOptional(author),
  excerpt: z.exactOptional(z.string()),
  district: z.exactOptional(count),
});

const media = z.object({
  kind: z.literal('image'),
  id: outpoint,
  contentType: z.string(),
  bytes: count,
  alt: z.exactOptional(z.string()),
});

const people = { by: z.array(author), count };

export const postViewSchema: z.ZodMiniType<PostView> = z.object({
  id: outpoint,
  txid,
  chain: z.enum(['bsv', 'btc']),
  author,
  text: z.string(),
  warning: z.exactOptional(z.string()),
  media: z.exactOptional(media),
  replyTo: z.exactOptional(parentSchema),
  quote: z.exactOptional(
    z.object({
      said: z.string(),
      txid,
      id: z.exactOptional(outpoint),
      author: z.exactOptional(author),
      text: z.exactOptional(z.string()),
      at: z.exactOptional(count),
      media: z.exactOptional(media),
      file: z.exactOptional(
        z.object({
          id: outpoint,
          record: z.exactOptional(
            z.custom<NonNullable<EmbedView['record']>>((value) => typeof value === 'string'),
          ),
          bytes: z.exactOptional(count),
        }),
      ),
    }),
  ),
  versions: z.exactOptional(
    z.object({ earlier: z.exactOptional(outpoint), newest: z.exactOptional(outpoint) }),
  ),
  reposted: z.exactOptional(z.object(people)),
  counts: countsViewSchema,
  verdict: verdictSchema,
  bytes: count,
  heldSince: z.number(),
  from: z.string(),
  delivery: z.exactOptional(
    z.object({
      kind: z.enum(['source', 'neighbour']),
      name: z.string(),
      at: count,
      bytes: count,
      ms: count,
    }),
  ),
  issues: z.exactOptional(z.array(issueSchema)),
});

const word = z.string().check(z.minLength(1), z.maxLength(64));
const listName = z.string().check(z.refine(isListName));
const limit = z.int().check(z.minimum(1), z.maximum(100));

export const timelineOfSchema: z.ZodMiniType<TimelineOf> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('latest') }),
  z.object({ kind: z.literal('here') }),
  z.object({ kind: z.literal('author'), key: z.string() }),
  z.object({ kind: z.literal('following') }),
  z.object({ kind: z.literal('list'), name: listName }),
  z.object({ kind: z.literal('followed-by'), key: z.string() }),
  z.object({ kind: z.literal('neighbours') }),
  z.object({ kind: z.literal('hashtag'), tags: z.array(word).check(z.minLength(1), z.maxLength(16)) }),
  z.object({ kind: z.literal('mentions'), name: word }),
  z.object({ kind: z.literal('liked'), key: z.string() }),
  z.object({ kind: z.literal('bookmarks') }),
]);

export const timelineQuerySchema: z.ZodMiniType<TimelineQuery> = z.object({
  of: timelineOfSchema,
  only: z.exactOptional(z.enum(['posts', 'replies', 'media'])),
  after: z.exactOptional(z.string()),
  before: z.exactOptional(z.string()),
  from: z.exactOptional(outpoint),
  folds: z.exactOptional(z.boolean()),
  limit,
});

export const hash160 = z.string().check(z.regex(/^[0-9a-f]{40}$/));

const moment = z.int().check(z.nonnegative());
/** The longest time that one answer covers, in milliseconds. */
const MOST_SPAN = 31 * 24 * 3_600_000;

export const catchUpQuerySchema: z.ZodMiniType<CatchUpQuery> = z
  .object({ since: moment, until: moment, whose: z.enum(['following', 'everybody']) })
  .check(z.refine(({ since, until }) => since < until && until - since <= MOST_SPAN));

export const catchUpSchema: z.ZodMiniType<CatchUpView> = z.object({
  posts: count,
  groups: z.array(
    z.object({
      author,
      posts: count,
      replies: count,
      pictures: count,
      density: count,
      newest: count,
      parts: z.array(count),
    }),
  ),
  others: count,
  cutAt: z.exactOptional(count),
});

export const listsSchema: z.ZodMiniType<readonly ListView[]> = z.array(
  z.object({ name: z.string(), people: z.array(author) }),
);

/** Something to keep on this device, or to keep no longer. */
export const keepSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.enum(['bookmark', 'hide']), id: outpoint, on: z.boolean() }),
  /** `id` is the hash160 of the key, in hex. */
  z.object({ kind: z.enum(['follow', 'mute', 'block']), id: hash160, on: z.boolean() }),
  z.object({ kind: z.literal('mute-word'), id: word, on: z.boolean() }),
  z.object({ kind: z.literal('list'), id: listName, on: z.boolean() }),
  /** `id` is the hash160 of the key, in hex; `list` the name of the list that it is in. */
  z.object({ kind: z.literal('listed'), id: hash160, list: listName, on: z.boolean() }),
  z.object({ kind: z.literal('mute-thread'), id: txid, on: z.boolean() }),
  /** Another name for a list of the reader's. */
  z.object({ kind: z.literal('list-name'), id: listName, to: listName }),
  /** A list of keys that somebody else blocks, under its name; without keys it goes. */
  z.object({
    kind: z.literal('block-list'),
    id: listName,
    keys: z.array(hash160).check(z.maxLength(MOST_BLOCKED)),
  }),
]);

export type Keep = z.infer<typeof keepSchema>;

export const searchQuerySchema: z.ZodMiniType<SearchQuery> = z.lazy(() =>
  z.object({
    text: z.string().check(z.maxLength(200)),
    after: z.exactOptional(z.string()),
    limit,
  }),
);

export const timelinePageSchema: z.ZodMiniType<TimelinePage> = z.object({
  posts: z.array(postViewSchema),
  next: z.exactOptional(z.string()),
  prev: z.exactOptional(z.string()),
  folds: z.exactOptional(
    z.array(z.object({ above: z.exactOptional(outpoint), first: outpoint, count, by: z.array(z.string()) })),
  ),
});

// A schema that is lazy is made with the first message that carries it: no first view waits for it.

export const suggestionsSchema: z.ZodMiniType<readonly SuggestionView[]> = z.lazy(() =>
  z.array(z.object({ author, people: count, posts: count })),
);

export const followsSchema: z.ZodMiniType<readonly FollowView[]> = z.lazy(() => {
  const of = z.union([z.object({ bapId: z.string() }), z.object({ key: z.string() })]);
  return z.array(z.object({ author, name: of, said: z.array(z.object({ of, mined: z.boolean() })) }));
});

export const nearnessSchema: z.ZodMiniType<NearnessView> = z.lazy(() =>
  z.object({
    following: count,
    steps: z.exactOptional(z.literal([0, 1, 2])),
    through: z.exactOptional(author),
  }),
);

export const threadViewSchema: z.ZodMiniType<ThreadView> = z.lazy(() =>
  z.object({
    post: postViewSchema,
    ancestors: z.array(postViewSchema),
    replies: z.array(postViewSchema),
  }),
);

const titleEventSchema: z.ZodMiniType<TitleEventView> = z.lazy(() =>
  z.object({
    kind: z.enum(['won', 'late', 'waiting', 'rival', 'received', 'handed-on', 'ended']),
    id: z.string(),
    of: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('handle'), name: z.string() }),
      z.object({ kind: z.literal('district'), height: count }),
    ]),
    at: count,
    height: z.exactOptional(count),
    other: z.exactOptional(author),
    why: z.exactOptional(z.enum(['merged', 'fee', 'lost'])),
  }),
);

export const profileDetailsSchema: z.ZodMiniType<ProfileDetails> = z.lazy(() =>
  z.object({
    events: z.array(titleEventSchema),
    parcels: z.array(z.object({ index: count, height: count })),
    key: z.object({
      counted: count,
      proven: count,
      signatures: z.object({ sigma: count, aip: count, input: count }),
      first: z.exactOptional(z.object({ id: outpoint, verdict: verdictSchema })),
      behind: z.array(author),
      beside: z.array(author),
      followers: count,
      follows: count,
    }),
  }),
);

export const activitySchema: z.ZodMiniType<readonly ActivityView[]> = z.lazy(() =>
  z.array(
    z.discriminatedUnion('kind', [
      z.object({ kind: z.enum(['reply', 'mention']), id: z.string(), at: count, post: postViewSchema }),
      z.object({ kind: z.enum(['like', 'repost']), id: z.string(), at: count, to: parentSchema, ...people }),
      z.object({ kind: z.literal('follow'), id: z.string(), at: count, ...people }),
      z.object({ kind: z.literal('title'), id: z.string(), at: count, event: titleEventSchema, ...people }),
    ]),
  ),
);

export const profileViewSchema: z.ZodMiniType<ProfileView> = z.lazy(() =>
  z.object({
    key: z.string(),
    alias: z.exactOptional(
      z.object({
        name: z.exactOptional(z.string()),
        description: z.exactOptional(z.string()),
        image: z.exactOptional(z.string()),
        page: z.exactOptional(outpoint),
      }),
    ),
    handles: z.array(
      z.object({
        name: z.string(),
        holder: z.string(),
        id: outpoint,
        at: z.exactOptional(outpoint),
        verdict: verdictSchema,
        nameMarks: z.exactOptional(z.array(issueSchema)),
      }),
    ),
    districts: z.array(count),
    posts: count,
  }),
);

const claim = { holder: z.string(), id: outpoint };

export const claimStandingSchema: z.ZodMiniType<ClaimStanding> = z.lazy(() =>
  z.object({
    asOfHeight: z.number(),
    sources: z.array(z.string()),
    first: z.exactOptional(
      z.object({
        ...claim,
        claimant: z.string(),
        verdict: verdictSchema,
        ended: z.exactOptional(z.enum(['merged', 'fee', 'lost'])),
      }),
    ),
    rivals: z.array(z.object(claim)),
  }),
);

export const feedStatusSchema: z.ZodMiniType<FeedStatus> = z.object({
  headerHeight: z.number(),
  headerHash: z.exactOptional(z.string()),
  posts: count,
  proven: count,
  refused: count,
  unstored: z.exactOptional(
    z.enum(['unavailable', 'newer', 'quota', 'exists', 'closed', 'malformed', 'aborted']),
  ),
  sources: sourceStatusesSchema,
});

/** A whole block, drawn only when `rootChecked`; the same shape as the client's `DistrictView.block`. */
/** Columns of one block, a row a transaction; the length of an id follows from that of all of them. */
const columnsSchema = z
  .custom<BlockColumns>(
    (value) =>
      typeof value === 'object' &&
      value !== null &&
      'ids' in value &&
      'sats' in value &&
      'bytes' in value &&
      'vbytes' in value &&
      value.ids instanceof Uint8Array &&
      value.sats instanceof Float64Array &&
      value.bytes instanceof Uint32Array &&
      value.vbytes instanceof Uint32Array,
  )
  .check(
    z.refine(
      ({ ids, sats, bytes, vbytes }) =>
        bytes.length === sats.length &&
        vbytes.length === sats.length &&
        (ids.length === 32 * sats.length || ids.length === KEPT_ID_BYTES * sats.length),
    ),
  );

export const blockAnswerSchema = z.lazy(() =>
  z.object({
    block: z.exactOptional(
      z.object({
        place: z.object({ height: count, hash: blockHash, time: count }),
        /** Whether the Merkle root of `transactions` equals that of a header in our checked chain. */
        rootChecked: z.boolean(),
        bytes: count,
        /** How many times the header doubled its odds: it took two to the power of this hashes to make, more or less. */
        workBits: count,
        columns: columnsSchema,
        from: z.string(),
      }),
    ),
    /** Why there is no block. */
    issue: z.exactOptional(issueSchema),
    /** The block of our chain that nobody gave. */
    wanted: z.exactOptional(blockHash),
  }),
);

export type BlockAnswer = z.infer<typeof blockAnswerSchema>;
