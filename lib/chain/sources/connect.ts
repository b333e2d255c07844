import { isLocalHost } from '#lib/chain/host-gate.ts';
import type { BlockSourceEntry, SourceEntry } from '#lib/chain/source-entry.ts';
import { platformFetch, type Fetch, type FetchLimits } from './bounded-fetch.ts';
import { headersOnly, readChaintracks } from './chaintracks.ts';
import { createEsplora } from './esplora.ts';
import { createJungleBus } from './junglebus.ts';
import { createOneSatStack } from './one-sat-stack.ts';
import type { PageShelf } from './esplora-pages.ts';
import type { BlockSource, ChainSource } from './source.ts';
import { createWhatsOnChain } from './whats-on-chain.ts';
import { createWhatsOnChainBlocks } from './whats-on-chain-blocks.ts';

const HEADER_LIMITS: FetchLimits = { maxBytes: 1024 * 1024, timeoutMs: 20_000 };

/** The adapter for an entry of the configuration. */
export function connectSource(entry: SourceEntry, fetch: Fetch = platformFetch): ChainSource {
  const { name, kind, url, subscription } = entry;
  switch (kind) {
    case '1sat-stack':
      return createOneSatStack({ name, url, fetch });
    case 'junglebus':
      return createJungleBus({ name, url, fetch, ...(subscription === undefined ? {} : { subscription }) });
    case 'whatsonchain':
      return createWhatsOnChain({ name, url, fetch });
    case 'chaintracks':
      return headersOnly(name, readChaintracks({ name, url, fetch, limits: HEADER_LIMITS }));
  }
}

/** The adapter for an entry of the configuration that gives whole blocks. */
export const connectBlockSource = (
  { name, kind, url }: BlockSourceEntry,
  fetch: Fetch = platformFetch,
  shelf?: Promise<PageShelf | undefined>,
): BlockSource =>
  (kind === 'esplora' ? createEsplora : createWhatsOnChainBlocks)({
    name,
    url,
    fetch,
    ...(shelf !== undefined && { shelf }),
    // A devnet on this machine is our own, and as fast as it is.
    ...(isLocalHost(new URL(url).hostname) && { pace: () => Promise.resolve() }),
  });
