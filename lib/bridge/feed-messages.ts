import * as z from 'zod/mini';
import { btcLandEntrySchema } from '#lib/chain/btc-land-entry.ts';
import { lookupEntrySchema } from '#lib/chain/lookup-entry.ts';
import { NETWORKS } from '#lib/chain/network.ts';
import { blockSourceEntrySchema, sourceEntrySchema } from '#lib/chain/source-entry.ts';
import { KEPT_KINDS, keptRowSchema } from '#lib/store/kept-store.ts';
import type { Contract } from './call.ts';
import {
  btcClaimSchema,
  btcDistrictSchema,
  btcPartSchema,
  heightsOnSchema,
  heldLandSchema,
  landViewSchema,
  plotViewSchema,
} from './land-views.ts';
import { exportPartSchema, fileViewSchema, importViewSchema, proofFileSchema } from './file-views.ts';
import {
  activitySchema,
  blockAnswerSchema,
  claimStandingSchema,
  countsViewSchema,
  feedStatusSchema,
  hash160,
  catchUpQuerySchema,
  catchUpSchema,
  followsSchema,
  keepSchema,
  profileDetailsSchema,
  listsSchema,
  nearnessSchema,
  parentSchema,
  place,
  postViewSchema,
  profileViewSchema,
  searchQuerySchema,
  suggestionsSchema,
  threadViewSchema,
  timelinePageSchema,
  timelineQuerySchema,
  verdictSchema,
} from './feed-views.ts';
import { blockHash, count, outpoint, txid } from './names.ts';

/** Where the feed worker reads from: the part of the host's configuration that concerns it. */
export const feedConfigSchema = z.object({
  network: z.enum(NETWORKS),
  /** Which identity of this device is shown; the first where it is absent. */
  slot: z.exactOptional(z.string().check(z.regex(/^[0-9a-z]{8}$/))),
  sources: z.array(sourceEntrySchema),
  blocks: z.array(blockSourceEntrySchema),
  /** Services that give one transaction by its id. */
  lookups: z.exactOptional(z.array(lookupEntrySchema)),
  btcLand: z.exactOptional(btcLandEntrySchema),
});

export type FeedConfig = z.infer<typeof feedConfigSchema>;

/** Verdicts that one question asks for at most. */
export const MOST_VERDICTS = 256;

const nothing = z.object({});
const done = z.literal(true);

/** Everything that a page asks the feed worker. Questions that come before `configure` wait for it. */
export const feedContract = {
  calls: {
    /** The first message. Later ones with the same network change nothing. */
    configure: { ask: z.object({ config: feedConfigSchema }), answer: done },
    timeline: { ask: timelineQuerySchema, answer: timelinePageSchema },
    /** Posts that a text asks for (see `SearchQuery`), newest first by when they came here. */
    search: { ask: searchQuerySchema, answer: timelinePageSchema },
    /** Those of the named posts that are held, for lists that the page keeps. */
    posts: {
      ask: z.object({ ids: z.array(outpoint).check(z.maxLength(100)) }),
      answer: z.array(postViewSchema),
    },
    /** What an answer to an output shows of it in one line. */
    parent: { ask: z.object({ id: outpoint }), answer: parentSchema },
    /** The script of an output that is held, for whoever spends it. */
    script: {
      ask: z.object({ at: outpoint }),
      answer: z.optional(z.instanceof(Uint8Array<ArrayBuffer>)),
    },
    /** What others did about transactions, in the order asked. */
    counts: {
      ask: z.object({ txids: z.array(txid).check(z.maxLength(100)) }),
      answer: z.array(countsViewSchema),
    },
    /** Keeps a post or a person on this device, in private, or no longer. Answers once that is stored. */
    keep: { ask: keepSchema, answer: done },
    /** What is kept, newest first. */
    kept: { ask: z.object({ kind: z.enum(KEPT_KINDS) }), answer: z.array(keptRowSchema) },
    /** What was written in a time, by author. */
    catchUp: { ask: catchUpQuerySchema, answer: catchUpSchema },
    /** The reader's lists of people, by name. */
    lists: { ask: nothing, answer: listsSchema },
    /** What a source says is unspent at an address of ours; asked once, when a key is brought back. */
    coins: {
      ask: z.object({ address: z.string().check(z.maxLength(64)) }),
      answer: z.array(
        z.object({
          raw: z.custom<Uint8Array<ArrayBuffer>>((raw) => raw instanceof Uint8Array),
          only: z.array(outpoint),
        }),
      ),
    },
    /** Which transaction spends an output, by the first source that can say so; none where it says that none does. */
    spender: { ask: z.object({ at: outpoint }), answer: z.object({ txid: z.optional(txid) }) },
    /** What a coin is worth, by the first source that says so; asked at most once in ten minutes. */
    rate: {
      ask: nothing,
      answer: z.optional(
        z.object({
          currency: z.string().check(z.regex(/^[A-Z]{3}$/)),
          perCoin: z.number().check(z.positive()),
          at: z.number(),
          from: z.string(),
        }),
      ),
    },
    /** What others did that concerns this device's own keys, newest first. */
    activity: { ask: nothing, answer: activitySchema },
    /** Which keys (hash160 in hex) are this device's own, so that what they wrote is never let go. */
    own: { ask: z.object({ keys: z.array(z.string()) }), answer: done },
    /** How near a key is to the reader by whom people follow. */
    nearness: { ask: z.object({ key: hash160 }), answer: nearnessSchema },
    /** Whom the reader follows, and of which of them the world knows. */
    follows: { ask: nothing, answer: followsSchema },
    /** Whom the reader may want to follow. */
    suggestions: { ask: nothing, answer: suggestionsSchema },
    /** `id` is an outpoint or a bare txid. */
    thread: { ask: z.object({ id: z.string() }), answer: z.optional(threadViewSchema) },
    /** `who` is a hash160 in hex or a handle with `.bitter`. */
    profile: { ask: z.object({ who: z.string() }), answer: z.optional(profileViewSchema) },
    /** What is known of a key besides what it wrote. */
    profileDetails: { ask: z.object({ key: hash160 }), answer: profileDetailsSchema },
    /** The devices that a holder named, which keys have its word, and how many posts of those are held. */
    devices: {
      ask: z.object({ holder: hash160 }),
      answer: z.array(z.object({ number: z.int(), key: z.exactOptional(hash160), posts: count })),
    },
    /** `name` is without `.bitter`. */
    handle: { ask: z.object({ name: z.string() }), answer: claimStandingSchema },
    district: { ask: z.object({ height: z.int().check(z.nonnegative()) }), answer: claimStandingSchema },
    /** All claimed districts. */
    land: { ask: nothing, answer: landViewSchema },
    /** Blocks by the time of their headers, in seconds: from the first to before the second. */
    heightsOn: {
      ask: z.object({ from: z.int(), to: z.int() }),
      answer: z.optional(heightsOnSchema),
    },
    /** Blocks whose land this device keeps, of the chain that is followed or of BTC; `from` counts them. */
    heldLand: {
      ask: z.object({ chain: z.enum(['own', 'btc']), from: z.int().check(z.nonnegative()) }),
      answer: heldLandSchema,
    },
    /** What became of a district since it was claimed. */
    plot: { ask: z.object({ height: z.int().check(z.nonnegative()) }), answer: plotViewSchema },
    /** A part of a list of winners of BTC, by its number from 0. */
    btcPart: { ask: z.object({ part: z.int().check(z.nonnegative()) }), answer: btcPartSchema },
    /** What is said of a district of BTC, and by whom; its claims are searched for in the blocks from its own to `searchTo`. */
    btcDistrict: {
      ask: z.object({
        height: z.int().check(z.nonnegative()),
        searchTo: z.int().check(z.nonnegative()),
      }),
      answer: btcDistrictSchema,
    },
    /** What a claim of a district of BTC says, by its inscription id, and what others say of it. */
    btcClaim: { ask: z.object({ id: z.string() }), answer: btcClaimSchema },
    /** The block whose land a district is, from the configured block sources. */
    block: { ask: z.object({ height: z.int().check(z.nonnegative()) }), answer: blockAnswerSchema },
    /** The block of a district of BTC, from the esploras that are asked about that chain. */
    btcBlock: { ask: z.object({ height: z.int().check(z.nonnegative()) }), answer: blockAnswerSchema },
    /** Keeps a block that a neighbour gave; its height, where it is one of our chain. */
    takeBlock: {
      ask: z.object({ bytes: z.instanceof(Uint8Array<ArrayBuffer>) }),
      answer: z.optional(z.int().check(z.nonnegative())),
    },
    /** The whole id of a transaction of a block that is kept. */
    wholeId: {
      ask: z.object({ hash: blockHash, index: z.int().check(z.nonnegative()) }),
      answer: z.optional(txid),
    },
    /** Bytes of a picture that a held post carries. */
    media: { ask: z.object({ id: outpoint }), answer: z.optional(z.instanceof(Uint8Array<ArrayBuffer>)) },
    /** Bytes of the held transaction that an output belongs to. */
    raw: { ask: z.object({ id: outpoint }), answer: z.optional(z.instanceof(Uint8Array<ArrayBuffer>)) },
    /** The proof bundle of what an outpoint or a txid names, when it is held. */
    exportProof: { ask: z.object({ id: z.string() }), answer: z.optional(proofFileSchema) },
    /** What a file holds that a person gave us, judged without asking anybody. */
    checkFile: { ask: z.object({ bytes: z.instanceof(Uint8Array) }), answer: fileViewSchema },
    /** The verdict of a transaction that the feed holds. */
    verdict: { ask: z.object({ txid }), answer: z.optional(verdictSchema) },
    /** The same for many at once, in the order asked. */
    verdicts: {
      ask: z.object({ txids: z.array(txid).check(z.maxLength(MOST_VERDICTS)) }),
      answer: z.array(z.optional(verdictSchema)),
    },
    /** What services show of one of our own transactions that no list names. */
    witness: { ask: z.object({ txid, at: z.exactOptional(place) }), answer: z.optional(verdictSchema) },
    /** A part of the file with everything held and kept; `after` is the `next` of the part before. */
    exportHeld: { ask: z.object({ after: z.exactOptional(z.string()) }), answer: exportPartSchema },
    /** The next part of such a file, and what became of it so far. */
    importHeld: {
      ask: z.object({ bytes: z.instanceof(Uint8Array), at: z.enum(['start', 'middle', 'end']) }),
      answer: importViewSchema,
    },
    status: { ask: nothing, answer: feedStatusSchema },
    /** Asks every source now, for somebody who has just published. */
    nudge: { ask: nothing, answer: done },
  },
  event: z.discriminatedUnion('type', [
    /** Posts, verdicts or counts are not what they were. */
    z.object({ type: z.literal('changed') }),
    /** A source or the header chain is not what it was. */
    z.object({ type: z.literal('status') }),
    /** So many transactions of a block have come, of so many. */
    z.object({ type: z.literal('block'), height: count, done: count, of: count }),
  ]),
} as const satisfies Contract;

export type FeedContract = typeof feedContract;
