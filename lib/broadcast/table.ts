import { createArc } from './arc.ts';
import { createArcade } from './arcade.ts';
import type { Broadcaster } from './broadcaster.ts';
import type { Fetch } from './http.ts';
import { createWhatsOnChain } from './whats-on-chain.ts';

/** A broadcaster as configuration names it. */
export type BroadcasterEntry = {
  readonly name: string;
  readonly kind: 'arc' | 'arcade' | 'whatsonchain';
  readonly url: string;
};

/** Which network a server broadcasts on. */
export type BroadcastServerConfig = {
  readonly network: 'devnet' | 'test' | 'main';
  /** Where the local chain listens, without a trailing slash. */
  readonly devnetUrl?: string;
};

/** The public networks' broadcasters that need no key, in order of preference. Nothing from a request can change it. */
const PUBLIC = {
  main: [
    { name: 'arcade.gorillapool.io', kind: 'arcade', url: 'https://arcade.gorillapool.io' },
    { name: 'arcade-v2-us-1', kind: 'arcade', url: 'https://arcade-v2-us-1.bsvblockchain.tech' },
    { name: 'arc.gorillapool.io', kind: 'arc', url: 'https://arc.gorillapool.io' },
    {
      name: 'api.whatsonchain.com',
      kind: 'whatsonchain',
      url: 'https://api.whatsonchain.com/v1/bsv/main',
    },
  ],
  test: [
    { name: 'testnet.arcade.gorillapool.io', kind: 'arcade', url: 'https://testnet.arcade.gorillapool.io' },
    {
      name: 'arcade-v2-testnet-us-1',
      kind: 'arcade',
      url: 'https://arcade-v2-testnet-us-1.bsvblockchain.tech',
    },
    {
      name: 'api.whatsonchain.com',
      kind: 'whatsonchain',
      url: 'https://api.whatsonchain.com/v1/bsv/test',
    },
  ],
} as const satisfies Record<'main' | 'test', readonly BroadcasterEntry[]>;

/**
 * The fixed table of a server's network. The devnet is listed by one of its faces: asking the same chain twice would
 * not be a second opinion.
 */
export function broadcasterTable({ network, devnetUrl }: BroadcastServerConfig): readonly BroadcasterEntry[] {
  if (network !== 'devnet') return PUBLIC[network];
  if (devnetUrl === undefined) return [];
  return [{ name: 'devnet', kind: 'arc', url: devnetUrl }];
}

const CREATE = { arc: createArc, arcade: createArcade, whatsonchain: createWhatsOnChain } as const;

/** Adapters for the entries of a table, in its order. */
export function connectBroadcasters(
  table: readonly BroadcasterEntry[],
  fetch: Fetch,
): readonly Broadcaster[] {
  return table.map(({ name, kind, url }) => CREATE[kind]({ name, url: url.replace(/\/+$/, ''), fetch }));
}
