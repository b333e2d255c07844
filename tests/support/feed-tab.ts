import { IDBFactory } from 'fake-indexeddb';
import { vi } from 'vitest';
import type { FeedConfig } from '#lib/bridge/feed-messages.ts';
import { feedTabsChannel, openFeedTabs } from '#lib/bridge/feed-tabs.ts';
import { receivedChannel, watchReceived } from '#lib/bridge/neighbour-channel.ts';
import type { Network } from '#lib/chain/network.ts';
import { platformFetch, type Fetch } from '#lib/chain/sources/bounded-fetch.ts';
import { connectBlockSource, connectSource } from '#lib/chain/sources/connect.ts';
import type { SnapshotShelf } from '#lib/chain/sources/snapshots.ts';
import { Feed } from '#lib/feed/feed.ts';
import { createNeighbourSource } from '#lib/feed/neighbour-source.ts';
import { ShelfStore } from '#lib/store/shelf-store.ts';

/** Short pauses, so that a test need not wait for what a person would not notice. */
const PAUSES = { round: 1000, first: 20, longest: 200, least: 5 };

/** A browser's storage, shared by its tabs, and a name of its own for locks and channels. */
export type Profile = { readonly factory: IDBFactory; readonly name: string };

let profiles = 0;

export function newProfile(): Profile {
  profiles += 1;
  return { factory: new IDBFactory(), name: `profile-${profiles}` };
}

/** Opens the channel on which a profile's neighbours say that something waits for its feed. */
export const receivedChannelOf = (profile: Profile, network: Network) => (): BroadcastChannel =>
  new BroadcastChannel(`${profile.name} ${receivedChannel(network)}`);

/** Where a feed reads: the base of a 1sat-stack's paths, by name. */
export const configOf = (
  network: Network,
  sources: Readonly<Record<string, string>>,
  blocks: readonly string[] = [],
): FeedConfig => ({
  network,
  sources: Object.entries(sources).map(([name, url]) => ({ name, kind: '1sat-stack', url })),
  blocks: blocks.map((url, at) => ({ name: `blocks ${at}`, kind: 'esplora', url })),
});

/** A tab of a profile with an open feed. Locks and channels are the platform's own. */
export async function openTab(
  profile: Profile,
  config: FeedConfig,
  fetch: Fetch = platformFetch,
  snapshots?: SnapshotShelf,
) {
  const shelf = await ShelfStore.open(config.network, { factory: profile.factory });
  const channel = receivedChannelOf(profile, config.network);
  let changes = 0;
  const feed = await Feed.open(
    {
      network: config.network,
      sources: [
        ...config.sources.map((entry) => ({ source: connectSource(entry, fetch), key: entry.url })),
        {
          source: createNeighbourSource({ store: shelf, watch: watchReceived(channel) }),
          key: 'neighbour',
          isNeighbour: true,
        },
      ],
      ...(snapshots !== undefined && { snapshots: { shelf: snapshots, network: config.network } }),
    },
    {
      locks: {
        request: (name, options, work) => navigator.locks.request(`${profile.name} ${name}`, options, work),
      },
      openTabs: (network) =>
        openFeedTabs(new BroadcastChannel(`${profile.name} ${feedTabsChannel(network)}`)),
      factory: profile.factory,
      pauses: PAUSES,
    },
    { onChanged: () => (changes += 1), onStatus: () => undefined },
  );
  return {
    feed,
    blocks: config.blocks.map((entry) => connectBlockSource(entry, fetch)),
    get changes() {
      return changes;
    },
    /** Waits until `check` passes. */
    until: (check: () => void): Promise<void> => vi.waitFor(check, { timeout: 15_000, interval: 10 }),
    [Symbol.dispose]: () => feed.close(),
  };
}
