import * as z from 'zod/mini';

const WHYS = [
  'posts',
  'headers',
  'news',
  'blocks',
  'inscriptions',
  'broadcast',
  'status',
  'coins',
  'rate',
  'unknown',
] as const;

/** What a request is for, in the words of the status page. */
export type Why = (typeof WHYS)[number];

const count = z.number().check(z.nonnegative());

/** A request to somebody outside, as the account of them has it. */
export const outboundNoteSchema = z.object({
  /** Milliseconds since 1970. */
  at: count,
  /** Name and port of the host. */
  host: z.string(),
  why: z.enum(WHYS),
  /** Bytes of the bodies: what was sent, and what had come when it ended. */
  sent: count,
  received: count,
  /** From asking to the end of the answer. */
  ms: count,
  outcome: z.enum(['answered', 'refused', 'failed', 'given-up']),
  /** These bytes came over a connection that was noted when it was opened. */
  isRest: z.exactOptional(z.literal(true)),
});

export type OutboundNote = z.infer<typeof outboundNoteSchema>;
