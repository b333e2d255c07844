import * as z from 'zod/mini';
import { NETWORKS } from '#lib/chain/network.ts';

/**
 * What the host tells the page at run time (`/config.json`): no address or port is in a build, so one build serves
 * every network. Cached by the service worker, so that the app starts with the host gone.
 */
export const appConfigSchema = z.object({
  build: z.string(),
  network: z.enum(NETWORKS),
  /** Which of several chains of this name: a devnet that began anew has another. Keys and coins belong to one of them. */
  era: z.exactOptional(z.string().check(z.regex(/^[0-9a-z]{1,32}$/))),
  /** Indexers to read from, in order of preference. */
  sources: z.array(z.object({ name: z.string(), kind: z.enum(['1sat-stack']), url: z.url() })),
  /** Where whole blocks come from. */
  blocks: z.array(z.object({ name: z.string(), kind: z.enum(['esplora']), url: z.url() })),
  /** Broadcasters that the client may reach by itself when the host is gone. */
  broadcasters: z.array(z.object({ name: z.string(), kind: z.enum(['arc', 'arcade']), url: z.url() })),
  /** Gives coins on the devnet. */
  faucet: z.optional(z.url()),
  /** Fee that we pay, in satoshis per 1,000 bytes. */
  satsPerKilobyte: z.number(),
});

export type AppConfig = z.infer<typeof appConfigSchema>;
