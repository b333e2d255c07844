import * as z from 'zod/mini';
import type { BroadcastServerConfig } from './table.ts';

/** The one place of the broadcast route that reads the process's environment. */
const environmentSchema = z.object({
  NABO_NETWORK: z._default(z.enum(['devnet', 'test', 'main']), 'devnet'),
  /** Where the local chain listens; needed on the devnet, ignored elsewhere. */
  NABO_DEVNET_URL: z.optional(z.url({ protocol: /^https?$/ })),
});

/** @throws {Error} when a variable is set to something else than it may be, naming the variable. */
export function readServerConfig(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): BroadcastServerConfig {
  const parsed = environmentSchema.safeParse(environment);
  if (!parsed.success) {
    const names = parsed.error.issues.map(({ path }) => path.join('.')).join(', ');
    throw new Error(`The environment is not usable for broadcasting: ${names}.`);
  }
  const { NABO_NETWORK: network, NABO_DEVNET_URL: url } = parsed.data;
  return url === undefined ? { network } : { network, devnetUrl: url.replace(/\/+$/, '') };
}
