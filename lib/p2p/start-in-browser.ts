import { IDBDatastore } from 'datastore-idb';
import type { BlockHash } from '#lib/bytes/brand.ts';
import type { Network } from '#lib/chain/network.ts';
import { blockName, LandStore } from '#lib/store/land-store.ts';
import type { ShelfStore } from '#lib/store/shelf-store.ts';
import { devicesChannel } from '#lib/sync/channel.ts';
import { Neighbour } from './neighbour.ts';
import { storedBlocks } from './stored-blocks.ts';

export type BrowserNeighbourOptions = {
  readonly network: Network;
  /** Multiaddrs of relays, each ending in its PeerId. */
  readonly relays: readonly string[];
  readonly store: ShelfStore;
  /** What the screen shows is not what it was. */
  readonly onChanged: () => void;
  /** Transactions of neighbours wait in the store for the feed. */
  readonly onReceived: () => void;
};

/** A neighbour that runs, as its host sees it. */
export type RunningNeighbour = Pick<
  Neighbour,
  'view' | 'holders' | 'feedChanged' | 'hold' | 'fetchPost' | 'fetchBlock' | 'lookIn' | 'stop'
>;

/**
 * The neighbour of a browser's profile: blocks in the neighbours' database, and what libp2p keeps (its key, so that this
 * device has the same PeerId after each start) in `nabo-node-<network>`. One at a time in a profile, which whoever
 * starts it sees to.
 *
 * @throws when storage or the node fail; then nothing is left running.
 */
export async function startInBrowser(options: BrowserNeighbourOptions): Promise<RunningNeighbour> {
  const datastore = new IDBDatastore(`nabo-node-${options.network}`);
  await datastore.open();
  // Without it nothing but land is missing.
  const land = await LandStore.open(options.network).catch(() => undefined);
  const devices = new BroadcastChannel(devicesChannel(options.network));
  try {
    const neighbour = await Neighbour.start({
      ...options,
      blockstore: storedBlocks(options.store),
      datastore,
      devices,
      ...(land !== undefined && { block: (hash: BlockHash) => land.find(blockName(hash)) }),
    });
    return {
      view: () => neighbour.view(),
      holders: (txid) => neighbour.holders(txid),
      feedChanged: () => neighbour.feedChanged(),
      hold: (txid, raw) => neighbour.hold(txid, raw),
      fetchPost: (txid, signal) => neighbour.fetchPost(txid, signal),
      fetchBlock: (hash, signal) => neighbour.fetchBlock(hash, signal),
      lookIn: (until) => neighbour.lookIn(until),
      async stop() {
        await neighbour.stop();
        devices.close();
        land?.close();
        await datastore.close();
      },
    };
  } catch (error) {
    devices.close();
    land?.close();
    await datastore.close();
    throw error;
  }
}
