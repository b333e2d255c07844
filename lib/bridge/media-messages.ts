import * as z from 'zod/mini';
import { lookupEntrySchema } from '#lib/chain/lookup-entry.ts';
import { NETWORKS } from '#lib/chain/network.ts';
import type { ComposedPage, PageAnswer } from '#lib/media/compose-page.ts';
import type { InscriptionName } from '#lib/media/inscription-name.ts';
import type { Trace } from '#lib/media/trace.ts';
import type { Contract } from './call.ts';
import { place, verdictSchema } from './feed-views.ts';
import { count, outpoint, txid } from './names.ts';
import { bytes, chain, inscriptionViewSchema } from './media-views.ts';

const name: z.ZodMiniType<InscriptionName> = z.object({
  txid,
  chain: z.exactOptional(chain),
  index: z.exactOptional(count),
});

/** An inscription, and the bytes that it was read from. */
const openedSchema = z.object({
  view: inscriptionViewSchema,
  /** A transaction, alone or in a file with its path. */
  file: bytes,
  /** Who gave the bytes, and when, where they were asked for by name. */
  kept: z.exactOptional(z.object({ from: z.string(), at: z.number() })),
  /** Of BTC, whose headers no feed keeps: what the bytes alone show. */
  verdict: z.exactOptional(verdictSchema),
  /** Of BTC: that a block holds just these bytes, once somebody asked for that. Then `file` shows it. */
  inBlock: z.exactOptional(z.object({ place, workBits: count })),
});

export type Opened = z.infer<typeof openedSchema>;

const composedSchema: z.ZodMiniType<ComposedPage> = z.object({
  html: z.string(),
  missing: z.array(z.string()),
  leftOut: count,
  path: z.exactOptional(z.string()),
});

const answerSchema: z.ZodMiniType<PageAnswer> = z.union([
  z.object({ contentType: z.string(), body: bytes }),
  z.object({ missing: z.string() }),
]);

const traceSchema: z.ZodMiniType<Trace> = z.object({
  steps: z.array(z.object({ outpoint, owner: z.exactOptional(z.string()) })),
  end: z.enum(['held', 'merged', 'unclear', 'long']),
});

/** Everything that a page asks the media worker. Questions that come before `configure` wait for it. */
export const mediaContract = {
  calls: {
    /** The first message. */
    configure: {
      ask: z.object({ network: z.enum(NETWORKS), lookups: z.array(lookupEntrySchema) }),
      answer: z.literal(true),
    },
    /** What this device has under a name: in `held`, a file of the feed's, or kept from an earlier time. Asks nobody. */
    open: { ask: z.object({ name, held: z.exactOptional(bytes) }), answer: z.optional(openedSchema) },
    /** What lies around sound or film that came in parts and is here whole. Its own bytes stay where they are. */
    film: { ask: z.object({ txid }), answer: z.optional(inscriptionViewSchema) },
    /** Asks the lookup `of` for it, by name, because a person said so. */
    ask: { ask: z.object({ name, of: z.string() }), answer: z.optional(openedSchema) },
    /** Where a 1Sat inscription went, by asking the lookup `of`, because a person said so. */
    trace: { ask: z.object({ from: outpoint, of: z.string() }), answer: z.optional(traceSchema) },
    /**
     * A page with all of its parts in it; of a site the one at `path`. `held` are files in which the feed has some of them.
     */
    compose: {
      ask: z.object({ name, held: z.readonly(z.array(bytes)), path: z.exactOptional(z.string()) }),
      answer: z.optional(composedSchema),
    },
    /** Asks whoever gave a transaction of BTC for its block, because a person said so. */
    prove: { ask: z.object({ name }), answer: z.optional(openedSchema) },
    /** What a running page asks for by an address that it made; `held` and `path` as for `compose`. */
    answer: {
      ask: z.object({
        name,
        held: z.readonly(z.array(bytes)),
        address: z.string().check(z.maxLength(2_048)),
        path: z.exactOptional(z.string()),
      }),
      answer: z.optional(answerSchema),
    },
    /** The bytes that draw a model, written anew from what was looked at; `held` as for `open`. */
    model: { ask: z.object({ name, held: z.exactOptional(bytes) }), answer: z.optional(bytes) },
  },
  event: z.discriminatedUnion('type', [
    /** How many transactions of the block have come that is asked for to prove something. */
    z.object({ type: z.literal('block'), txid, done: z.number(), of: z.number() }),
  ]),
} as const satisfies Contract;

export type MediaContract = typeof mediaContract;
