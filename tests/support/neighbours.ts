import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { MemoryBlockstore } from 'blockstore-core';
import { MemoryDatastore } from 'datastore-core';
import type { ChannelLike } from '#lib/bridge/feed-tabs.ts';
import { tellReceived } from '#lib/bridge/neighbour-channel.ts';
import type { OpenMediaDesk } from '#lib/p2p/media-desk.ts';
import { Neighbour } from '#lib/p2p/neighbour.ts';
import { ShelfStore } from '#lib/store/shelf-store.ts';
import { receivedChannelOf, type Profile } from './feed-tab.ts';
import { startServerProcess, type ServerProcess } from './server-process.ts';

/** A relay as a process of its own. Its address stays the same when it is killed and started again. */
export interface TestRelay extends AsyncDisposable {
  readonly address: string;
  kill(): Promise<void>;
  restart(): Promise<void>;
}

export async function startTestRelay(): Promise<TestRelay> {
  const data = await mkdtemp(path.join(tmpdir(), 'nabo-relay-'));
  const start = (port: string): Promise<ServerProcess> =>
    startServerProcess('lib/p2p/relay/main.ts', [], { RELAY_PORT: port, RELAY_DATA: data });
  let relay = await start('0');
  const address = relay.url;
  const port = /\/tcp\/(\d+)\//.exec(address)?.[1] ?? '0';
  return {
    address,
    kill: () => relay.kill(),
    async restart() {
      await relay.kill();
      relay = await start(port);
    },
    async [Symbol.asyncDispose]() {
      await relay.kill();
      await rm(data, { recursive: true, force: true });
    },
  };
}

/** Somebody's device among neighbours, over a profile's storage, without a feed of its own. */
export interface TestNeighbour extends AsyncDisposable {
  readonly neighbour: Neighbour;
  readonly store: ShelfStore;
  readonly blocks: MemoryBlockstore;
}

export type JoinOptions = {
  /** What was kept when this device was stopped before. */
  readonly blocks?: MemoryBlockstore;
  readonly datastore?: MemoryDatastore;
  readonly revisitMs?: number;
  readonly media?: OpenMediaDesk;
  readonly devices?: ChannelLike;
};

export async function joinNeighbours(
  profile: Profile,
  relays: readonly string[],
  options: JoinOptions = {},
): Promise<TestNeighbour> {
  const { factory } = profile;
  const {
    blocks = new MemoryBlockstore(),
    datastore = new MemoryDatastore(),
    revisitMs,
    media,
    devices,
  } = options;
  const channel = receivedChannelOf(profile, 'devnet')();
  const store = await ShelfStore.open('devnet', { factory });
  const neighbour = await Neighbour.start({
    network: 'devnet',
    relays,
    store,
    blockstore: blocks,
    datastore,
    factory,
    onReceived: () => tellReceived(channel),
    ...(revisitMs !== undefined && { revisitMs }),
    ...(media !== undefined && { media }),
    ...(devices !== undefined && { devices }),
  });
  // What the feed holds is on the shelf.
  await neighbour.feedChanged();
  return {
    neighbour,
    store,
    blocks,
    async [Symbol.asyncDispose]() {
      await neighbour.stop();
      store.close();
      channel.close();
    },
  };
}
