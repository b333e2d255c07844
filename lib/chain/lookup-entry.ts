import * as z from 'zod/mini';

/**
 * A service that gives one transaction by its id, as configuration names it. Each is asked by a person's own act alone,
 * because it learns what somebody at this address wants to see.
 */
export const lookupEntrySchema = z.object({
  name: z.string(),
  kind: z.enum(['1sat-stack', 'whatsonchain', 'esplora']),
  chain: z.enum(['bsv', 'btc']),
  url: z.url(),
});

export type LookupEntry = z.infer<typeof lookupEntrySchema>;
