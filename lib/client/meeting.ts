import type { Txid } from '#lib/bytes/brand.ts';
import type { NeighboursView } from '#lib/p2p/neighbours-view.ts';
import type { Takers } from '#lib/publish/platform.ts';
import type { DirectLine, DirectLineOptions } from './direct-line.ts';
import { startNeighbourLine, type NeighbourLine } from './neighbour-line.ts';
import type { ServiceWorkerLink } from './service-worker.ts';

export type MeetingOptions = {
  /** Where neighbours meet; `undefined` where they do not. */
  readonly options: Pick<DirectLineOptions, 'network' | 'relays' | 'stun'> | undefined;
  readonly link: Pick<ServiceWorkerLink, 'mayAnswer' | 'active' | 'ready'>;
  readonly onChanged: () => void;
  readonly signal: AbortSignal;
};

/** All ways of a page to its neighbours: by the service worker, and by lines from browser to browser. */
export interface Meeting extends Takers {
  readonly neighbours: NeighbourLine;
  /** Neighbours by either way. */
  readonly view: () => Promise<NeighboursView>;
  /** Lines from browser to browser, once they are looked after. */
  readonly lines: () => DirectLine | undefined;
  /** Looks after them from now on; `undefined` where neighbours do not meet. */
  readonly openLines: () => Promise<DirectLine | undefined>;
  /** Asks neighbours by every way for a post that somebody opened. */
  readonly fetchPost: (txid: Txid) => Promise<boolean>;
}

/** Once a page. Lines are loaded when the page is idle, or somebody looks at their switch. */
export function createMeeting({ options, link, onChanged, signal }: MeetingOptions): Meeting {
  let opening: Promise<DirectLine> | undefined;
  let lines: DirectLine | undefined;

  const open = async (given: NonNullable<typeof options>): Promise<DirectLine> => {
    const [{ startDirectLine }, { directPlatform: platform }] = await Promise.all([
      import('./direct-line.ts'),
      import('./direct-platform.ts'),
    ]);
    return startDirectLine({ ...given, onChanged, platform }, signal);
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
    view,
    areThere: async () => (await view()).peers.length > 0,
    take: ({ txid, raw }) => neighbours.offer(txid, raw),
    lines: () => lines,
    openLines,
    async fetchPost(txid) {
      const ways = [neighbours.fetchPost(txid), ...(lines === undefined ? [] : [lines.fetchPost(txid)])];
      const found = ways.map((way) => way.then((is) => is || Promise.reject(new Error('not there'))));
      return Promise.any(found).catch(() => false);
    },
  };
}
