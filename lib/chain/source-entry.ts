import * as z from 'zod/mini';

/**
 * An indexer as configuration names it. `1sat-stack` and `junglebus` list posts; `whatsonchain` and `chaintracks` give
 * headers alone, as a second opinion.
 */
export const sourceEntrySchema = z.object({
  name: z.string(),
  kind: z.enum(['1sat-stack', 'junglebus', 'whatsonchain', 'chaintracks']),
  url: z.url(),
  /** JungleBus: the subscription that lists posts. Without one it gives headers alone. */
  subscription: z.exactOptional(z.string().check(z.regex(/^[0-9a-zA-Z_-]{1,128}$/))),
});

export type SourceEntry = z.infer<typeof sourceEntrySchema>;

/** Where whole blocks come from. */
export const blockSourceEntrySchema = z.object({
  name: z.string(),
  kind: z.enum(['esplora', 'whatsonchain']),
  url: z.url(),
});

export type BlockSourceEntry = z.infer<typeof blockSourceEntrySchema>;
