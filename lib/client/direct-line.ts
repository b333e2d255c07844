import {
  directChannel,
  directLock,
  listenDirect,
  type DirectMessage,
  type DirectNews,
  type MeetStep,
  type Met,
} from '#lib/bridge/direct-messages.ts';
import type { ChannelLike } from '#lib/bridge/feed-tabs.ts';
import { receivedChannel, tellReceived } from '#lib/bridge/neighbour-channel.ts';
import type { Txid } from '#lib/bytes/brand.ts';
import type { Network } from '#lib/chain/network.ts';
import { MAX_TX_BYTES } from '#lib/p2p/limits.ts';
import type { NeighboursView, NeighbourView } from '#lib/p2p/neighbours-view.ts';
import type { DirectOptions, DirectScript, RunningDirect } from '#lib/p2p/start-direct.ts';
import type { ContentStore } from '#lib/store/content-store.ts';
import type { ShelfStore } from '#lib/store/shelf-store.ts';

/**
 * Lines from browser to browser, as screens show them.
 *
 * `on`: whether the reader switched them on. `state`: `off`, also where sharing is off; `unsupported`: this browser makes no
 * such lines; `paused`: the network costs by the byte; `starting`: nobody could be found yet; `alone`: no relay answers, and
 * there is nobody at the other end of a line either; `on`. `media`: whether those at
 * the other ends may have the pictures that were opened here.
 */
export type DirectView = {
  readonly on: boolean;
  readonly state: 'off' | 'unsupported' | 'paused' | 'starting' | 'alone' | 'on';
  readonly media: boolean;
};

/** The page's part in lines from browser to browser: one tab of a profile has them, and every tab shows them. */
export interface DirectLine {
  view(): Promise<DirectView>;
  /** Switches them, and keeps it so. Once it resolves after `false`, no tab of this profile has one. */
  set(on: boolean): Promise<void>;
  /** Whether pictures go by them as well. */
  setMedia(on: boolean): Promise<void>;
  /** Whether somebody is there who may have pictures of this device. */
  givesMedia(): Promise<boolean>;
  /** Keeps a large transaction that was opened here, or is our `own`, for those who ask; nothing where that is switched off. */
  keep(txid: Txid, own: boolean, read: () => Promise<Uint8Array | undefined>): Promise<void>;
  /** Sharing was switched: looks again. Once it resolves, nothing that should not run does. */
  settle(): Promise<void>;
  /** The shelf may hold what it did not. */
  shelfChanged(): void;
  /** Asks those at the other ends for a post that somebody opened. Answers whether one had it: then the feed will have it. */
  fetchPost(txid: Txid): Promise<boolean>;
  /** Somebody opened what is held, perhaps without its bytes, which had to go: asks for them as for a post, not too often. */
  bringBack(txid: Txid, read: () => Promise<Uint8Array | undefined>): Promise<void>;
  /** One step of meeting somebody who is next to this device, whichever tab has the lines. */
  meet(step: MeetStep): Promise<Met>;
  /** What the service worker says of neighbours, and those at the other ends of lines. A device stands in it once. */
  join(view: NeighboursView): NeighboursView;
}

/** What it needs of the browser. */
export type DirectPlatform = {
  readonly isSupported: boolean;
  /** Whether the network costs by the byte, or the reader asks to save data. */
  readonly isMetered: () => boolean;
  /** Calls back when that may have changed, until aborted. */
  readonly watchMetered: (onChange: () => void, signal: AbortSignal) => void;
  readonly locks: Pick<LockManager, 'request'>;
  readonly openChannel: (name: string) => ChannelLike;
  readonly openStore: (network: Network) => Promise<ShelfStore>;
  readonly openContent: (network: Network) => Promise<ContentStore>;
  readonly script: () => Promise<DirectScript>;
};

export type DirectLineOptions = Pick<DirectOptions, 'network' | 'relays' | 'stun'> & {
  readonly onChanged: () => void;
  readonly platform: DirectPlatform;
};

/** What comes in a burst is told once. */
const TELL_MS = 250;
/** How long a tab that has the lines may take to let go, or to answer. */
const PATIENCE_MS = 10_000;
/** How long a tab looks for a relay before it says that none answers. */
const ALONE_MS = 4_000;
/** How long one step of meeting somebody may take in another tab: browsers look for each other in it. */
const MEET_PATIENCE_MS = 20_000;
/** Whoever looks at what nobody has does not ask everybody at each change of the feed. */
const ASK_AGAIN_MS = 30_000;
/** How many of those that were asked for are remembered. */
const MAX_BROUGHT = 64;
/** The pause after a start that failed. */
const AGAIN_MS = 10_000;

/** Takes part until `signal` is aborted. */
export async function startDirectLine(
  { network, relays, stun, onChanged, platform }: DirectLineOptions,
  signal: AbortSignal,
): Promise<DirectLine> {
  const lock = directLock(network);
  const store = await platform.openStore(network);
  const channel = platform.openChannel(directChannel(network));
  const received = platform.openChannel(receivedChannel(network));
  const tell = (message: DirectMessage): void => channel.postMessage(message);
  const waiting = new Map<string, (found: boolean) => void>();
  const meeting = new Map<string, (met: Met) => void>();
  let news: DirectNews | undefined;
  let aloneSince: number | undefined;
  let device: string | undefined;
  let running: RunningDirect | undefined;
  /** Ends this tab's turn, or its waiting for one. */
  let turn: AbortController | undefined;
  let telling: ReturnType<typeof setTimeout> | undefined;
  let content: Promise<ContentStore> | undefined;
  const kept = new Set<Txid>();
  /** What was looked for because its bytes may have gone, and when. */
  const brought = new Map<Txid, number>();

  const wanted = async (): Promise<boolean> => {
    const { direct = false, sharing = true } = await store.meta();
    return direct && sharing && platform.isSupported && !platform.isMetered() && !signal.aborted;
  };

  /** A relay that does not answer at once may do so in a moment: only then it is said that nobody is found. */
  const hear = (said: DirectNews): void => {
    news = said;
    const isAlone = !said.isFound && said.peers.length === 0;
    if (!isAlone) aloneSince = undefined;
    else if (aloneSince === undefined) {
      aloneSince = performance.now();
      setTimeout(onChanged, ALONE_MS + 50);
    }
  };

  const say = async (): Promise<void> => {
    telling = undefined;
    const view = await running?.view();
    if (view === undefined) return;
    hear({ isFound: view.relays.some(({ connected }) => connected), peers: view.peers });
    tell({ type: 'view', isFound: news?.isFound ?? false, peers: [...view.peers] });
    onChanged();
  };
  const saySoon = (): void => void (telling ??= setTimeout(() => void say().catch(() => undefined), TELL_MS));

  /** Has the lines until the turn is ended. */
  const lead = async (until: AbortSignal): Promise<void> => {
    const ended = new Promise<void>((resolve) => until.addEventListener('abort', () => resolve()));
    if (until.aborted) return;
    const { startDirect } = await platform.script();
    const node = await startDirect({
      network,
      relays,
      stun,
      known: news?.peers.map(({ id }) => id) ?? [],
      device: () => device,
      onChanged: saySoon,
      onReceived: () => tellReceived(received),
      onClosed: () => turn?.abort(),
    });
    running = node;
    saySoon();
    if (!until.aborted) await ended;
    running = undefined;
    clearTimeout(telling);
    telling = undefined;
    await node.stop();
  };

  /** Waits for this tab's turn and takes it; again after a failure, as long as lines are wanted. */
  const queue = (): void => {
    const mine = new AbortController();
    turn = mine;
    const { signal: until } = mine;
    // It is there when the turn comes: whoever was at the other ends waits.
    void platform.script().catch(() => undefined);
    platform.locks
      .request(lock, { signal: until }, () => lead(until))
      .catch(() => undefined)
      .finally(() => {
        if (turn === mine) turn = undefined;
        if (!until.aborted) setTimeout(() => void look(), AGAIN_MS);
      });
  };

  const look = async (): Promise<void> => {
    const isWanted = await wanted().catch(() => false);
    if (isWanted && turn === undefined) queue();
    if (!isWanted) {
      turn?.abort();
      turn = undefined;
      news = undefined;
      aloneSince = undefined;
    }
    onChanged();
  };

  /** Everybody looks again; resolves when whoever should let go has. */
  const settle = async (): Promise<void> => {
    tell({ type: 'settle' });
    await look();
    if (await wanted().catch(() => false)) return;
    const late = AbortSignal.timeout(PATIENCE_MS);
    await platform.locks.request(lock, { signal: late }, () => undefined);
  };

  const givesMedia = async (): Promise<boolean> => {
    const isNear = news !== undefined && news.peers.length > 0;
    return isNear && (await wanted()) && (await store.meta()).media === true;
  };
  const fetchHere = async (txid: Txid): Promise<boolean> =>
    (await running?.fetchPost(txid, signal).catch(() => false)) ?? false;

  const fetchPost = async (txid: Txid): Promise<boolean> => {
    if (running !== undefined) return fetchHere(txid);
    if (news === undefined || news.peers.length === 0) return false;
    const id = crypto.randomUUID();
    const answer = new Promise<boolean>((resolve) => {
      waiting.set(id, resolve);
      setTimeout(() => resolve(false), PATIENCE_MS);
    });
    tell({ type: 'fetch', id, txid });
    return answer.finally(() => waiting.delete(id));
  };

  listenDirect(channel, (message) => {
    switch (message.type) {
      case 'settle':
        void look();
        break;
      case 'hello':
        if (running !== undefined) saySoon();
        break;
      case 'view':
        hear({ isFound: message.isFound, peers: message.peers });
        onChanged();
        break;
      case 'fetch': {
        const { id } = message;
        if (running !== undefined)
          void fetchHere(message.txid).then((found) => tell({ type: 'fetched', id, found }));
        break;
      }
      case 'meet': {
        const { id } = message;
        if (running !== undefined)
          void running.meet(message.step).then((met) => tell({ type: 'met', id, met }));
        break;
      }
      case 'met':
        meeting.get(message.id)?.(message.met);
        break;
      case 'share':
        running?.shareMedia(message.txid, message.own);
        break;
      case 'fetched':
        waiting.get(message.id)?.(message.found);
        break;
    }
  });
  signal.addEventListener('abort', () => {
    turn?.abort();
    channel.close();
    received.close();
    store.close();
    void content?.then((opened) => opened.close()).catch(() => undefined);
  });
  platform.watchMetered(() => void look(), signal);
  tell({ type: 'hello' });
  await look();

  return {
    async view() {
      const { direct: on = false, sharing = true, media = false } = await store.meta();
      if (!platform.isSupported) return { on: false, state: 'unsupported', media };
      if (!on || !sharing) return { on, state: 'off', media };
      if (platform.isMetered()) return { on, state: 'paused', media };
      const isFound = news !== undefined && (news.isFound || news.peers.length > 0);
      const isAlone = aloneSince !== undefined && performance.now() - aloneSince >= ALONE_MS;
      return { on, state: isFound ? 'on' : isAlone ? 'alone' : 'starting', media };
    },
    async setMedia(on) {
      // Asked for at every question of a neighbour: nobody has to be told.
      await store.setMeta((meta) => ({ ...meta, media: on }));
      onChanged();
    },
    givesMedia,
    async keep(txid, own, read) {
      if (kept.has(txid) || !(await givesMedia())) return;
      kept.add(txid);
      const raw = await read();
      if (raw === undefined || raw.length <= MAX_TX_BYTES) return;
      content ??= platform.openContent(network);
      const file = raw.slice();
      await (await content).keep({ txid, chain: 'bsv', file, commits: [], from: '', at: Date.now() });
      if (running === undefined) tell({ type: 'share', txid, own });
      else running.shareMedia(txid, own);
    },
    async set(on) {
      await store.setMeta((meta) => ({ ...meta, direct: on }));
      await settle();
    },
    settle,
    shelfChanged: () => void running?.shelfChanged().catch(() => undefined),
    fetchPost,
    async bringBack(txid, read) {
      const now = performance.now();
      if (now - (brought.get(txid) ?? -Infinity) < ASK_AGAIN_MS) return;
      brought.delete(txid);
      brought.set(txid, now);
      const [oldest] = brought.keys();
      if (brought.size > MAX_BROUGHT && oldest !== undefined) brought.delete(oldest);
      if ((await read())?.length === 0) await fetchPost(txid);
    },
    async meet(step) {
      if (running !== undefined) return running.meet(step);
      const id = crypto.randomUUID();
      const answer = new Promise<Met>((resolve) => {
        meeting.set(id, resolve);
        setTimeout(() => resolve({ problem: 'off' }), MEET_PATIENCE_MS);
      });
      tell({ type: 'meet', id, step });
      return answer.finally(() => meeting.delete(id));
    },
    join(view) {
      device = view.self ?? device;
      return news === undefined || news.peers.length === 0 ? view : joined(view, news.peers);
    },
  };
}

/** Neighbours by either way, each device once. */
function joined(view: NeighboursView, direct: readonly NeighbourView[]): NeighboursView {
  const byDevice = new Map(view.peers.map((peer) => [peer.id, peer]));
  for (const peer of direct) {
    const id = peer.of ?? peer.id;
    const same = byDevice.get(id);
    byDevice.set(id, {
      ...peer,
      id,
      since: Math.min(peer.since, same?.since ?? Infinity),
      bytesIn: peer.bytesIn + (same?.bytesIn ?? 0),
      bytesOut: peer.bytesOut + (same?.bytesOut ?? 0),
      blocksIn: peer.blocksIn + (same?.blocksIn ?? 0),
      blocksOut: peer.blocksOut + (same?.blocksOut ?? 0),
    });
  }
  const devices = new Map(direct.map(({ id, of }) => [id, of]));
  const recent = view.recent.map((line) => ({ ...line, peer: devices.get(line.peer) ?? line.peer }));
  return { ...view, state: 'on', peers: [...byDevice.values()], recent };
}
