import type { BlockHash, Txid } from '#lib/bytes/brand.ts';
import { neighbourAnswerSchema, type NeighbourAnswer } from '#lib/bridge/neighbour-messages.ts';
import {
  MAX_STAY_MS,
  MOST_COUNTED,
  TAKE_OVER_CHANNEL,
  type ToServiceWorker,
} from '#lib/bridge/sw-messages.ts';
import type { NeighboursView } from '#lib/p2p/neighbours-view.ts';
import type { ServiceWorkerLink } from './service-worker.ts';

/** How often the worker hears that this page is open: a browser ends a worker after 30 seconds without anything to do. */
const STAY_EVERY_MS = 20_000;
/** The first posts come before neighbours; where there are none to come, this is how long they are waited for. */
const FIRST_POSTS_MS = 5_000;
/** How long a busy page may put off the start. */
const IDLE_MS = 2_000;
/** Cards that come on screen together ask together. */
const GATHER_MS = 400;
/** How long a worker that takes over may need. */
const TAKE_OVER_MS = 60_000;
/** Stopping a node hangs up on everybody, and takes a while. */
const ANSWER_MS = 15_000;
/** Whoever looks at a post that nobody has does not ask everybody at each change of the feed. */
const ASK_AGAIN_MS = 30_000;

/** The page's line to the neighbour that lives in the service worker. */
export interface NeighbourLine {
  view(): Promise<NeighboursView>;
  /** @throws {Error} in words for the reader, when there is no worker or it could not keep that. */
  setSharing(on: boolean): Promise<void>;
  /** How many neighbours said that they hold a post; nobody is asked. */
  holders(txid: Txid): Promise<number>;
  /** Asks neighbours for a post that somebody opened, not too often. Answers whether one had it: then the feed will have it. */
  fetchPost(txid: Txid): Promise<boolean>;
  /** Hands on a transaction of our own that no server has taken yet. */
  offer(txid: Txid, raw: Uint8Array): void;
  /** Asks neighbours for a block of the chain that no source gave. Nothing of it is checked. */
  fetchBlock(hash: BlockHash): Promise<Uint8Array<ArrayBuffer> | undefined>;
  /** The first posts are shown: once the page is idle, the worker is asked to be a neighbour as long as the page is open. */
  begin(): void;
}

/** Posts of which the holders are asked for together. */
type Counting = {
  readonly txids: Set<Txid>;
  readonly go: () => void;
  readonly counts: Promise<ReadonlyMap<Txid, number>>;
};

type Worker = Pick<ServiceWorkerLink, 'mayAnswer' | 'active' | 'ready'>;

/** Speaks with the worker of `link` until `signal` is aborted. `onBegun`: the page is idle, and neighbours are due. */
export function startNeighbourLine(
  link: Worker,
  signal: AbortSignal,
  onBegun: () => void = () => undefined,
): NeighbourLine {
  let begun = false;
  let quietUntil = 0;
  /** Posts that neighbours were asked for, and when. */
  const asked = new Map<Txid, number>();
  /** Questions that are not answered yet: whoever asks the same meanwhile waits for the same answer. */
  const asking = new Map<Txid, Promise<boolean>>();

  /** A screen full of cards asks at once: that is one question. */
  let counting: Counting | undefined;
  const gather = (): Counting => {
    const txids = new Set<Txid>();
    const { promise: filled, resolve } = Promise.withResolvers<void>();
    const go = (): void => {
      if (counting?.txids === txids) counting = undefined;
      resolve();
    };
    setTimeout(go, GATHER_MS);
    const counts = filled.then(async () => {
      const asked = [...txids];
      const worker = link.active();
      const answer =
        worker && (await ask(worker, { type: 'COUNT_HOLDERS', txids: asked }).catch(() => undefined));
      const said = answer?.type === 'HOLDERS' ? answer.counts : [];
      return new Map(asked.map((txid, at) => [txid, said[at] ?? 0]));
    });
    return { txids, go, counts };
  };

  const stay = (): void => {
    if (Date.now() < quietUntil) return;
    // The clock of a hidden page rings once a minute.
    const forMs = document.hidden ? MAX_STAY_MS : 0;
    link.active()?.postMessage({ type: 'STAY', forMs } satisfies ToServiceWorker);
  };
  const start = (): void => {
    void link.ready.then((worker) => {
      if (worker === undefined || signal.aborted) return;
      stay();
      const timer = setInterval(stay, STAY_EVERY_MS);
      const channel = new BroadcastChannel(TAKE_OVER_CHANNEL);
      signal.addEventListener('abort', () => {
        clearInterval(timer);
        channel.close();
      });
      document.addEventListener('visibilitychange', stay, { signal });
      // A worker that is spoken to is not replaced; and the one that replaces it knows nothing yet.
      channel.addEventListener('message', () => (quietUntil = Date.now() + TAKE_OVER_MS));
      const heed = (): void => {
        quietUntil = 0;
        stay();
      };
      navigator.serviceWorker.addEventListener('controllerchange', heed, { signal });
    });
  };
  const begin = (): void => {
    if (begun || signal.aborted) return;
    begun = true;
    whenIdle(() => {
      start();
      onBegun();
    });
  };
  setTimeout(begin, FIRST_POSTS_MS);

  return {
    begin,
    async view() {
      const worker = link.active();
      if (worker !== undefined) return askForView(worker, { type: 'SHOW_NEIGHBOURS' });
      return link.mayAnswer() ? COMING : NONE;
    },
    async setSharing(on) {
      const worker = link.active() ?? (await within(ANSWER_MS, link.ready));
      if (worker === undefined) throw new Error('This browser gave the app no service worker.');
      await askForView(worker, { type: 'SET_SHARING', on });
    },
    async holders(txid) {
      const { txids, go, counts } = (counting ??= gather());
      txids.add(txid);
      if (txids.size === MOST_COUNTED) go();
      return (await counts).get(txid) ?? 0;
    },
    async fetchPost(txid) {
      const same = asking.get(txid);
      if (same !== undefined) return same;
      const worker = link.active();
      const last = asked.get(txid) ?? -Infinity;
      if (worker === undefined || Date.now() - last < ASK_AGAIN_MS) return false;
      asked.set(txid, Date.now());
      const answer = askForPost(worker, txid).finally(() => asking.delete(txid));
      asking.set(txid, answer);
      return answer;
    },
    offer: (txid, raw) => link.active()?.postMessage({ type: 'OFFER', txid, raw } satisfies ToServiceWorker),
    async fetchBlock(hash) {
      const worker = link.active();
      const answer = worker && (await ask(worker, { type: 'FETCH_BLOCK', hash }).catch(() => undefined));
      return answer?.type === 'BLOCK' ? answer.raw : undefined;
    },
  };
}

async function askForView(worker: ServiceWorker, question: ToServiceWorker): Promise<NeighboursView> {
  const answer = await ask(worker, question);
  if (answer?.type === 'VIEW') return answer.view;
  throw new Error(answer?.type === 'FAILURE' ? answer.message : 'The service worker is of another build.');
}

async function askForPost(worker: ServiceWorker, txid: Txid): Promise<boolean> {
  const answer = await ask(worker, { type: 'FETCH_POST', txid }).catch(() => undefined);
  return answer?.type === 'FETCHED' && answer.found;
}

/** Asks on a port of its own: whoever answers may be another run of the worker than last time. */
function ask(worker: ServiceWorker, question: ToServiceWorker): Promise<NeighbourAnswer | undefined> {
  const { port1, port2 } = new MessageChannel();
  return new Promise<NeighbourAnswer | undefined>((resolve, reject) => {
    const silence = setTimeout(() => reject(new Error('The service worker does not answer.')), ANSWER_MS);
    port1.addEventListener('message', ({ data }) => {
      clearTimeout(silence);
      resolve(neighbourAnswerSchema.safeParse(data).data);
    });
    port1.start();
    worker.postMessage(question, [port2]);
  }).finally(() => port1.close());
}

const within = <T>(ms: number, coming: Promise<T>): Promise<T | undefined> =>
  Promise.race([coming, new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), ms))]);

/** Safari has no `requestIdleCallback`. */
function whenIdle(work: () => void): void {
  if ('requestIdleCallback' in window) requestIdleCallback(work, { timeout: IDLE_MS });
  else setTimeout(work, 1);
}

const EMPTY = {
  relays: [],
  peers: [],
  shelf: { transactions: 0, bytes: 0, addedToday: 0, budgetBytes: 0 },
  refused: 0,
  recent: [],
} as const;
/** The worker that will host the neighbour is being installed. */
const COMING: NeighboursView = { ...EMPTY, sharing: true, state: 'starting' };
const NONE: NeighboursView = { ...EMPTY, sharing: false, state: 'unsupported' };
