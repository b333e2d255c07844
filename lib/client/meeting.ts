import { isOutpoint, outpointTxid, type Outpoint, type Txid } from '#lib/bytes/brand.ts';
import { MAX_TX_BYTES } from '#lib/p2p/limits.ts';
import type { NeighboursView } from '#lib/p2p/neighbours-view.ts';
import type { Takers } from '#lib/publish/platform.ts';
import type { Client } from './client.ts';
import type { DirectLine, DirectLineOptions } from './direct-line.ts';
import { startNeighbourLine, type NeighbourLine } from './neighbour-line.ts';
import type { ServiceWorkerLink } from './service-worker.ts';

export type MeetingOptions = {
  /** Where neighbours meet; `undefined` where they do not. */
  readonly options: Pick<DirectLineOptions, 'network' | 'relays' | 'stun'> | undefined;
  readonly link: Pick<ServiceWorkerLink, 'mayAnswer' | 'active' | 'ready'>;
  /** The bytes of a transaction that the feed holds: none where they had to go. */
  readonly read: (id: Outpoint) => Promise<Uint8Array | undefined>;
  readonly onChanged: () => void;
  readonly signal: AbortSignal;
};

/** All ways of a page to its neighbours: by the service worker, and by lines from browser to browser. */
export interface Meeting extends Takers {
  readonly neighbours: NeighbourLine;
  /** What the screen of neighbours shows and switches. */
  readonly switches: Pick<
    Client,
    'neighbours' | 'setSharing' | 'direct' | 'setDirect' | 'setMedia' | 'meetNear'
  >;
  /** Lines from browser to browser, once they are looked after. */
  readonly lines: () => DirectLine | undefined;
  /** Looks after them from now on; `undefined` where neighbours do not meet. */
  readonly openLines: () => Promise<DirectLine | undefined>;
  /** A picture of a transaction was shown: where that is switched on, neighbours may have it. */
  readonly opened: (id: Outpoint) => void;
  /** A post that is held was opened: the bytes of its picture may have had to go, and neighbours may have them. */
  readonly reopened: (id: string) => void;
  /** Asks neighbours by every way for a post that somebody opened. */
  readonly fetchPost: (txid: Txid) => Promise<boolean>;
}

/** Once a page. Lines are loaded when the page is idle, or somebody looks at their switch. */
export function createMeeting({ options, link, read, onChanged, signal }: MeetingOptions): Meeting {
  let opening: Promise<DirectLine> | undefined;
  let lines: DirectLine | undefined;

  const open = async (given: NonNullable<typeof options>): Promise<DirectLine> => {
    const [{ startDirectLine }, { directPlatform: platform }] = await Promise.all([
      import('./direct-line.ts'),
      import('./direct-platform.ts'),
    ]);
    const { network, relays, stun } = given;
    return startDirectLine({ network, relays, stun, onChanged, platform }, signal);
  };
  const openLines = async (): Promise<DirectLine | undefined> => {
    if (options === undefined) return undefined;
    try {
      opening ??= open(options);
      lines = await opening;
      return lines;
    } catch (error) {
      // Storage may be refused for now: whoever asks next tries again.
      opening = undefined;
      throw error;
    }
  };
  const neighbours = startNeighbourLine(link, signal, () => void openLines().catch(() => undefined));
  const view = async (): Promise<NeighboursView> => {
    const said = await neighbours.view();
    return lines?.join(said) ?? said;
  };

  return {
    neighbours,
    switches: {
      neighbours: view,
      async setSharing(on) {
        await neighbours.setSharing(on);
        await lines?.settle();
      },
      direct: async () => (await openLines())?.view(),
      setDirect: async (on) => (await openLines())?.set(on),
      setMedia: async (on) => (await openLines())?.setMedia(on),
      meetNear: async (step) => (await openLines())?.meet(step),
    },
    async areThere({ raw }) {
      if (raw.length > MAX_TX_BYTES) return (await lines?.givesMedia()) === true;
      return (await view()).peers.length > 0;
    },
    take({ txid, raw }) {
      if (raw.length <= MAX_TX_BYTES) neighbours.offer(txid, raw);
      else void lines?.keep(txid, true, async () => raw).catch(() => undefined);
    },
    opened: (id) => void lines?.keep(outpointTxid(id), false, () => read(id)).catch(() => undefined),
    reopened(id) {
      if (isOutpoint(id)) lines?.bringBack(outpointTxid(id), () => read(id)).catch(() => undefined);
    },
    lines: () => lines,
    openLines,
    async fetchPost(txid) {
      const ways = [neighbours.fetchPost(txid), ...(lines === undefined ? [] : [lines.fetchPost(txid)])];
      const found = ways.map((way) => way.then((is) => is || Promise.reject(new Error('not there'))));
      return Promise.any(found).catch(() => false);
    },
  };
}
