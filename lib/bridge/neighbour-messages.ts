import * as z from 'zod/mini';
import type { NeighboursView, NeighbourView } from '#lib/p2p/neighbours-view.ts';
import { txid } from './names.ts';

// lib/p2p/neighbours-view.ts as a schema, for the messages that carry it. It is held to its type here.

const count = z.number().check(z.nonnegative());

export const neighbourSchema: z.ZodMiniType<NeighbourView> = z.object({
  id: z.string(),
  of: z.exactOptional(z.string()),
  via: z.enum(['relay', 'direct']),
  since: count,
  bytesIn: count,
  bytesOut: count,
  blocksIn: count,
  blocksOut: count,
});

const neighboursViewSchema: z.ZodMiniType<NeighboursView> = z.object({
  sharing: z.boolean(),
  state: z.enum(['off', 'starting', 'on', 'unsupported']),
  self: z.exactOptional(z.string()),
  relays: z.array(z.object({ address: z.string(), connected: z.boolean() })),
  peers: z.array(neighbourSchema),
  shelf: z.object({ transactions: count, bytes: count, addedToday: count, budgetBytes: count }),
  refused: count,
  recent: z.array(
    z.object({
      txid,
      direction: z.enum(['in', 'out']),
      peer: z.string(),
      bytes: count,
      ms: count,
      at: count,
    }),
  ),
});

/** What the service worker answers on the port that came with a question about neighbours. */
export const neighbourAnswerSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('VIEW'), view: neighboursViewSchema }),
  /** How many neighbours said that they hold each of the posts that were named, in their order. */
  z.object({ type: z.literal('HOLDERS'), counts: z.array(count) }),
  /** Whether a neighbour had the transaction that was opened; then it waits for the feed. */
  z.object({ type: z.literal('FETCHED'), found: z.boolean() }),
  /** The bytes of a block, where a neighbour had it. */
  z.object({ type: z.literal('BLOCK'), raw: z.optional(z.instanceof(Uint8Array<ArrayBuffer>)) }),
  /** It could not do what was asked; the reason in words. */
  z.object({ type: z.literal('FAILURE'), message: z.string() }),
]);

export type NeighbourAnswer = z.infer<typeof neighbourAnswerSchema>;
