import { MemoryDatastore } from 'datastore-core';
import type { MeetStep, Met } from '#lib/bridge/direct-messages.ts';
import { filmChannel } from '#lib/bridge/film-messages.ts';
import type { Txid } from '#lib/bytes/brand.ts';
import type { Network } from '#lib/chain/network.ts';
import { ContentStore } from '#lib/store/content-store.ts';
import { FilmStore } from '#lib/store/film-store.ts';
import { ShelfStore } from '#lib/store/shelf-store.ts';
import { devicesChannel } from '#lib/sync/channel.ts';
import { DirectLines, DIRECTLY } from './direct.ts';
import { openMedia } from './media.ts';
import type { NeighboursView } from './neighbours-view.ts';
import { Neighbour } from './neighbour.ts';
import { isRelayOf } from './relays.ts';
import { serveFilms } from './serve-films.ts';
import { storedBlocks } from './stored-blocks.ts';

export type DirectOptions = {
  readonly network: Network;
  /** Multiaddrs of relays, each ending in its PeerId. */
  readonly relays: readonly string[];
  /** Servers that tell a browser its address on the internet, as `stun:name:port`. */
  readonly stun: readonly string[];
  /** PeerIds of those whom the tab before had lines to: they are called at once. */
  readonly known: readonly string[];
  /** By which PeerId the service worker's node is known, once it is. */
  readonly device: () => string | undefined;
  /** What the screen shows is not what it was. */
  readonly onChanged: () => void;
  /** Transactions of neighbours wait in the store for the feed. */
  readonly onReceived: () => void;
  /** The database was closed by the browser or a newer build: nothing goes on. */
  readonly onClosed: () => void;
};

/** The node of the one tab of a profile that has lines from browser to browser. */
export interface RunningDirect {
  view(): Promise<NeighboursView>;
  /** The shelf may hold what it did not: neighbours are told. */
  shelfChanged(): Promise<void>;
  fetchPost(txid: Txid, signal: AbortSignal): Promise<boolean>;
  /** Something large was kept: whoever asks may have it. */
  shareMedia(txid: Txid, own: boolean): void;
  /** One step of meeting somebody who is next to this device. Never rejects. */
  meet(step: MeetStep): Promise<Met>;
  stop(): Promise<void>;
}

/** What `public/direct.js` exports. */
export type DirectScript = { readonly startDirect: typeof startDirect };

/**
 * Starts the node of a tab: the shelf is that of the whole profile, the key its own and of this start alone, because one
 * PeerId at two places is found at neither, and neighbours may not have noticed yet that an earlier tab is gone. One at a
 * time in a profile, which whoever starts it sees to.
 *
 * @throws when storage or the node fail; then nothing is left running.
 */
export async function startDirect(options: DirectOptions): Promise<RunningDirect> {
  const { network, relays, stun, known, device, onChanged, onReceived, onClosed } = options;
  const store = await ShelfStore.open(network, { onClosed });
  const devices = new BroadcastChannel(devicesChannel(network));
  const pages = new BroadcastChannel(filmChannel(network));
  const stopped = new AbortController();
  let content: ContentStore | undefined;
  let films: FilmStore | undefined;
  try {
    content = await ContentStore.open(network);
    films = await FilmStore.open(network);
    const [opened, played] = [content, films];
    const openDesk = openMedia({
      read: async (txid) => (await opened.find(txid))?.file,
      newest: async (most) => [...(await played.newest(most)), ...(await opened.newest(most))].slice(0, most),
      isShared: async () => (await store.meta()).media === true,
      films: played,
    });
    const lines = new DirectLines(stun, network, isRelayOf(relays));
    const neighbour = await Neighbour.start({
      network,
      relays,
      store,
      blockstore: storedBlocks(store),
      datastore: new MemoryDatastore(),
      way: DIRECTLY,
      known,
      devices,
      media: (parts) => {
        const media = openDesk(parts);
        const share = (txid: Txid): void => media.desk.share(txid, false);
        if (media.films !== undefined) serveFilms(pages, { films: media.films, share }, stopped.signal);
        return media;
      },
      device,
      direct: lines.node,
      reach: (libp2p) => lines.attach(libp2p),
      onChanged,
      onReceived,
    });
    return {
      view: () => neighbour.view(),
      shelfChanged: () => neighbour.feedChanged(),
      fetchPost: async (txid, signal) => (await neighbour.fetchPost(txid, signal)) !== undefined,
      shareMedia: (txid, own) => neighbour.shareMedia(txid, own),
      meet: async (step) => (await lines.inPerson?.take(step)) ?? { problem: 'off' },
      async stop() {
        stopped.abort();
        lines.inPerson?.stop();
        await neighbour.stop();
        devices.close();
        pages.close();
        opened.close();
        played.close();
        store.close();
      },
    };
  } catch (error) {
    devices.close();
    pages.close();
    content?.close();
    films?.close();
    store.close();
    throw error;
  }
}
