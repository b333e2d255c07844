import type { Txid } from '#lib/bytes/brand.ts';
import type { Publication } from '#lib/publish/publication.ts';
import type { DirectLine, DirectLineOptions } from './direct-line.ts';
import { startNeighbourLine, type NeighbourLine } from './neighbour-line.ts';
import type { ServiceWorkerLink } from './service-worker.ts';

export type MeetingOptions = {
  /** Where neighbours meet; `undefined` where they do not. */
  readonly options: Pick<DirectLineOptions, 'network' | 'relays' | 'stun'> | undefined;
  readonly store: { publications(): Promise<readonly Publication[]> };
  readonly link: Pick<ServiceWorkerLink, 'mayAnswer' | 'active' | 'ready'>;
  readonly onChanged: () => void;
  readonly signal: AbortSignal;
};

/** All ways of a page to its neighbours: by the service worker, and by lines from browser to browser. */
export interface Meeting {
  readonly neighbours: NeighbourLine;
  /** Lines from browser to browser, once they are looked after. */
  readonly lines: () => DirectLine | undefined;
  /** Looks after them from now on; `undefined` where neighbours do not meet. */
  readonly openLines: () => Promise<DirectLine | undefined>;
  /** Asks neighbours by every way for a post that somebody opened. */
  readonly fetchPost: (txid: Txid) => Promise<boolean>;
  /** Words of ours that left and that nobody has taken yet wait with neighbours as well. */
  readonly offerOwn: () => void;
}

/** Once a page. Lines are loaded when the page is idle, or somebody looks at their switch. */
export function createMeeting({ options, store, link, onChanged, signal }: MeetingOptions): Meeting {
  let opening: Promise<DirectLine> | undefined;
  let lines: DirectLine | undefined;
  const offered = new Set<Txid>();

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
  const offer = async (): Promise<void> => {
    for (const { tx, state, attempts } of await store.publications()) {
      const hasLeft = (state === 'queued' || state === 'sent') && attempts > 0;
      if (tx === undefined || !hasLeft || offered.has(tx.txid)) continue;
      offered.add(tx.txid);
      neighbours.offer(tx.txid, tx.raw);
    }
  };

  return {
    neighbours,
    lines: () => lines,
    openLines,
    async fetchPost(txid) {
      const ways = [neighbours.fetchPost(txid), ...(lines === undefined ? [] : [lines.fetchPost(txid)])];
      const found = ways.map((way) => way.then((is) => is || Promise.reject(new Error('not there'))));
      return Promise.any(found).catch(() => false);
    },
    offerOwn() {
      if (options !== undefined) offer().catch(() => undefined);
    },
  };
}
