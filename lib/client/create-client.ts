import { isTxid, type Outpoint } from '#lib/bytes/brand.ts';
import { toHex } from '#lib/bytes/hex.ts';
import { createCaller, type Caller } from '#lib/bridge/call.ts';
import { feedContract, type FeedContract } from '#lib/bridge/feed-messages.ts';
import type { BlockAnswer } from '#lib/bridge/feed-views.ts';
import type { ToServiceWorker } from '#lib/bridge/sw-messages.ts';
import type { ParentView } from '#lib/feed/post-view.ts';
import { language } from '#lib/language/t.ts';
import type { Intent, Publication } from '#lib/publish/publication.ts';
import { openCoreDatabase } from '#lib/store/core-database.ts';
import { createCoreStore } from '#lib/store/core-store.ts';
import { keepChosenNetwork, readChosenNetwork } from '#lib/store/settings-store.ts';
import { FIRST_SLOT, keySpace, readAccounts } from '#lib/store/accounts-store.ts';
import { PlaceStore } from '#lib/store/place-store.ts';
import { RequestStore } from '#lib/store/request-store.ts';
import type { AccountView, Client, DistrictView, PublicationView, StatusView, Topic } from './client.ts';
import type { Network } from '#lib/chain/network.ts';
import type { AppConfig } from './config.ts';
import type { InscriptionDesk } from './inscriptions.ts';
import { holdDraft } from './devices/draft-lock.ts';
import { exportHeld, importHeld } from './held-file.ts';
import { transactionsOf } from './district-transactions.ts';
import { followHost } from './host-reach.ts';
import { keepLastView } from './last-view.ts';
import { loadConfig } from './load-config.ts';
import { lookNearby } from './look-nearby.ts';
import { createMeeting } from './meeting.ts';
import { configFor, offeredNetworks } from './networks.ts';
import { ownProfile, readAccount } from './own-account.ts';
import { pullPlug } from './plug.ts';
import { startServiceWorker } from './service-worker.ts';
import { takeShared } from './take-shared.ts';
import type { NoticeDesk } from './notices.ts';
import { createTopics } from './topics.ts';
import { createWritingLine } from './writing-line.ts';
import { readStorage } from './storage-use.ts';

/**
 * The composition root of the page: configuration, service worker, feed worker, core database, signer and outbox, put
 * together once a network. The signer's worker is started by the first write, never by reading.
 *
 * `wanted`: the network to turn to; the one that was chosen before, else the host's own, when absent.
 *
 * @throws {ConfigError} on a first visit without the host.
 * @throws {StoreError} when the browser refuses storage.
 */
export async function createClient(wanted?: Network): Promise<Client> {
  // A choice that cannot be read or kept is none: the host's own network is always there.
  const chosen = wanted ?? (await readChosenNetwork().catch(() => undefined));
  const { config: given, isHome } = configFor(await loadConfig(), chosen);
  // Storage that is refused is said below, where it is needed.
  const { active: slot } = await readAccounts(given.network).catch(() => ({ active: FIRST_SLOT }));
  const space = keySpace(given.era, slot);
  const config: AppConfig = { ...given, ...(space !== undefined && { era: space }) };
  if (wanted !== undefined) await keepChosenNetwork(config.network).catch(() => undefined);
  const topics = createTopics();
  const database = await openCoreDatabase(
    config.network,
    config.era === undefined ? {} : { era: config.era },
  );
  const store = createCoreStore(database);
  const feed = startFeed(config, slot, topics.tell);
  const closing = new AbortController();
  const { signal } = closing;

  // Neighbours meet on the host's own network.
  const mayMeet = isHome && config.relays.length > 0;
  const writing = createWritingLine({
    config,
    slot,
    isHome,
    store,
    feed,
    topics,
    signal,
    neighbours: mayMeet
      ? { areThere: (tx) => meeting.areThere(tx), take: (tx) => meeting.take(tx) }
      : undefined,
    onChange: () => {
      topics.tell('outbox');
      topics.tell('account');
      void host.look();
    },
  });
  const host = followHost(() => {
    topics.tell('status');
    if (host.reachable()) writing.running()?.outbox.wake();
  }, signal);
  const serviceWorker = startServiceWorker({
    onWakeOutbox: () => writing.running()?.outbox.wake(),
    onNeighbours: () => {
      topics.tell('neighbours');
      meeting.lines()?.shelfChanged();
    },
  });
  serviceWorker.subscribe(() => {
    topics.tell('status');
    topics.tell('neighbours');
  });
  if (language() !== 'en')
    void serviceWorker.ready.then((worker) =>
      worker?.postMessage({ type: 'KEEP_WORDS' } satisfies ToServiceWorker),
    );
  const meeting = createMeeting({
    options: mayMeet ? config : undefined,
    read: (id) => feed.call('raw', { id }),
    link: serviceWorker,
    onChanged: () => topics.tell('neighbours'),
    signal,
  });
  const { neighbours, fetchPost } = meeting;
  const tellOwn = async (): Promise<void> => {
    const row = await store.account();
    await feed.call('own', {
      keys: row === undefined ? [] : [row.key, ...(row.holder === undefined ? [] : [row.holder])],
    });
  };
  topics.listen((topic) => {
    // A worker or a database that is closing rejects; nothing of this device is let go before the feed knows its keys.
    if (topic === 'account') tellOwn().catch(() => undefined);
  });
  tellOwn().catch(() => undefined);
  /** An answer was given before the headers or the sources that it rests on had come. */
  let answeredEarly = false;
  feed.listen(({ type }) => {
    if (type !== 'status') return;
    void host.look();
    if (!answeredEarly) return;
    answeredEarly = false;
    topics.tell('feed');
  });
  void host.look();

  const places = PlaceStore.open(config.network, { slot }).catch(() => undefined);
  const requestStore = RequestStore.open().catch(() => undefined);
  const readRequests = async (): Promise<StatusView['requests']> => {
    const store = await requestStore;
    return (await store?.read(0).catch(() => undefined))?.totals;
  };

  const account = (): Promise<AccountView | undefined> => readAccount(store, feed);
  const notices = async (): Promise<NoticeDesk> =>
    (await import('./notices.ts')).createNotices({ network: config.network, store, feed, account });
  // Nobody is told of what was there before the page was left.
  const renewNotice = async (): Promise<void> => (document.hidden ? (await notices()).renew() : undefined);
  document.addEventListener('visibilitychange', () => void renewNotice().catch(() => undefined), { signal });
  const views = async (rows: readonly Publication[]): Promise<PublicationView[]> => {
    if (rows.length === 0) return [];
    const { view } = await writing.start();
    const own = await store.account();
    const profile = own === undefined ? undefined : await ownProfile(feed, own);
    const handles = new Set(profile?.handles.map(({ name }) => name));
    const known = {
      key: own?.key,
      holds: (name: string) => handles.has(name),
      before: (id: string) => store.publication(id),
      // Where it is not held, the answer says by which output it is meant.
      parent: async (id: Outpoint): Promise<ParentView> => ({ id, ...(await feed.call('parent', { id })) }),
    };
    return view(rows, known);
  };

  /** What moves something is signed over the script of the output that it lies in. */
  const whole = async (intent: Intent): Promise<Intent> => {
    if (intent.kind !== 'cut-parcel' && intent.kind !== 'hand-on' && intent.kind !== 'adorn') return intent;
    const script = await feed.call('script', { at: intent.from });
    return script === undefined ? intent : { ...intent, script };
  };

  /** The block at a height; where no source gives it, and our chain says which it is, neighbours are asked for it. */
  const blockAt = async (height: number, until: AbortSignal | undefined): Promise<BlockAnswer> => {
    const answer = await feed.call('block', { height }, until);
    // Neighbours meet on the host's own network.
    if (answer.block !== undefined || answer.wanted === undefined || !isHome) return answer;
    const bytes = await neighbours.fetchBlock(answer.wanted);
    const taken = bytes && (await feed.call('takeBlock', { bytes }, until));
    return taken === height ? feed.call('block', { height }, until) : answer;
  };

  let desk: Promise<InscriptionDesk & { close(): void }> | undefined;
  const openDesk = async () => {
    const { startInscriptionDesk } = await import('./inscription-desk.ts');
    return startInscriptionDesk({ config, feed, ...(mayMeet && { fetchPost }) });
  };

  return {
    config,
    networks: offeredNetworks(config),
    async identities() {
      const { createIdentities } = await import('./accounts.ts');
      const { network, era } = given;
      const onLeave = (): Promise<void> => keepLastView(undefined);
      return createIdentities({ network, ...(era !== undefined && { era }), shown: slot, onLeave });
    },
    close() {
      closing.abort();
      void desk?.then((open) => open.close());
      feed.close();
      serviceWorker.stop();
      void requestStore.then((store) => store?.close());
      void places.then((store) => store?.close());
      database.close();
    },
    async timeline(query, until) {
      const page = await feed.call('timeline', query, until);
      neighbours.begin();
      return page;
    },
    search: (query, until) => feed.call('search', query, until),
    profileDetails: (key, until) => feed.call('profileDetails', { key }, until),
    follows: (until) => feed.call('follows', {}, until),
    suggestions: (until) => feed.call('suggestions', {}, until),
    nearness: (key, until) => feed.call('nearness', { key }, until),
    heldPosts: (ids, until) => feed.call('posts', { ids: [...ids] }, until),
    async keep(what) {
      await feed.call('keep', what);
    },
    kept: (kind) => feed.call('kept', { kind }),
    async readBlockList(file) {
      const { readBlockFile } = await import('./block-file.ts');
      const read = await readBlockFile(file);
      return read && { name: read.name, keys: read.keys.length };
    },
    async takeBlockList(file) {
      const { readBlockFile } = await import('./block-file.ts');
      const read = await readBlockFile(file);
      if (read === undefined) return undefined;
      await feed.call('keep', { kind: 'block-list', id: read.name, keys: [...read.keys] });
      return { name: read.name, keys: read.keys.length };
    },
    async ownBlockList() {
      const { writeBlockFile } = await import('./block-file.ts');
      const keys = (await feed.call('kept', { kind: 'block' })).map(({ id }) => id);
      return writeBlockFile(keys, await account());
    },
    catchUp: (query, until) => feed.call('catchUp', query, until),
    lists: (until) => feed.call('lists', {}, until),
    exportHeld: () => exportHeld(feed),
    importHeld: (file) => importHeld(feed, file),
    activity: (until) => feed.call('activity', {}, until),
    async readPlace(list) {
      return (await places)?.read(list).catch(() => undefined);
    },
    async keepPlace(list, place) {
      await (await places)?.write(list, place).catch(() => undefined);
    },
    keepLastView,
    async thread(id, until) {
      const look = () => feed.call('thread', { id }, until);
      const thread = await look();
      neighbours.begin();
      const txid = id.slice(0, 64);
      if (thread !== undefined) meeting.reopened(id);
      // Neighbours meet on the host's own network, and those of another would learn what is read here for nothing.
      if (thread !== undefined || !isHome || !isTxid(txid)) return thread;
      // The feed checks what comes, as it checks everything.
      return lookNearby(look, fetchPost(txid), topics, until);
    },
    async profile(who, until) {
      const own = await store.account();
      return own?.key === who ? ownProfile(feed, own, until) : feed.call('profile', { who }, until);
    },
    inscriptions: () => (desk ??= openDesk()),
    async media(id, until) {
      const own = (await store.publications()).find(({ tx }) => tx?.txid === id.slice(0, 64))?.intent;
      const picture = own !== undefined && 'picture' in own ? own.picture : undefined;
      // One's own is here before anybody gives it back.
      const bytes = picture?.body ?? (await feed.call('media', { id }, until));
      if (bytes !== undefined) meeting.opened(id);
      return bytes;
    },
    exportProof: (id) => feed.call('exportProof', { id }),
    checkFile: (bytes, until) => feed.call('checkFile', { bytes }, until),
    async handleAvailability(name, until) {
      const { checkWritableName } = await import('#lib/protocols/handle-name.ts');
      const issues = checkWritableName(name);
      if (issues.length > 0) return { name, issues };
      const standing = await feed.call('handle', { name }, until);
      answeredEarly ||= standing.sources.length === 0;
      return { name, issues, standing };
    },
    async district(height, until) {
      const [claim, plot, { block, issue }] = await Promise.all([
        feed.call('district', { height }, until),
        feed.call('plot', { height }, until),
        blockAt(height, until),
      ]);
      answeredEarly ||= claim.sources.length === 0 || block?.rootChecked === false;
      return {
        height,
        claim,
        plot,
        ...(block !== undefined && { block: drawn(block) }),
        ...(issue !== undefined && { issue }),
      };
    },
    async btcBlock(height, until) {
      const { block, issue } = await feed.call('btcBlock', { height }, until);
      return {
        ...(block !== undefined && { block: drawn(block) }),
        ...(issue !== undefined && { issue }),
      };
    },
    wholeId: (hash, index, until) => feed.call('wholeId', { hash, index }, until),
    followBlock: (height, onProgress) =>
      feed.listen((event) => {
        if (event.type === 'block' && event.height === height) onProgress(event.done, event.of);
      }),
    async land(until) {
      const land = await feed.call('land', {}, until);
      answeredEarly ||= land.sources.length === 0;
      return land;
    },
    btcPart: (part, until) => feed.call('btcPart', { part }, until),
    btcDistrict: (height, searchTo, until) => feed.call('btcDistrict', { height, searchTo }, until),
    btcClaim: (id, until) => feed.call('btcClaim', { id }, until),
    heldLand: (chain, from, until) => feed.call('heldLand', { chain, from }, until),
    heightsOn: (from, to, until) => feed.call('heightsOn', { from, to }, until),
    async status(): Promise<StatusView> {
      const [status, rows, storage, requests] = await Promise.all([
        feed.call('status', {}),
        store.publications(),
        readStorage(),
        readRequests(),
      ]);
      return {
        config,
        feed: status,
        outbox: countStates(rows),
        ...(storage !== undefined && { storage }),
        ...(requests !== undefined && { requests }),
        serviceWorker: serviceWorker.state(),
        hostReachable: host.reachable(),
      };
    },
    holders: (txid) => neighbours.holders(txid),
    ...meeting.switches,
    ...(config.plug !== undefined && { pullPlug: plugAt(config.plug, () => host.look()) }),
    account,
    keys: async () => (await writing.start()).keys,
    wallet: async () => (await writing.start()).wallet,
    notices,
    invites: async () => (await writing.start()).invites,
    links: async () => (await writing.start()).links,
    outside: async () => (await writing.start()).outside,
    async publications() {
      return (await views(await store.publications())).reverse();
    },
    async publish(intent, then, shown) {
      const { say } = await writing.start();
      const publication = await say(await whole(intent), then, shown);
      void serviceWorker.requestSync();
      const [view] = await views([publication]);
      if (view === undefined) throw new Error('unreachable: one publication has one view');
      return view;
    },
    async retry(id, avoid) {
      const { outbox } = await writing.start();
      await outbox.retry(id, avoid);
      void outbox.sign(id);
    },

    async rawTransaction(id) {
      const tx = (await store.publication(id))?.tx;
      return tx && toHex(tx.raw);
    },
    discard: async (id) => (await writing.start()).takeBack(id),
    loadDraft: async (place) => (await store.draft(place)) ?? { text: '' },
    holdDraft,
    saveDraft: (place, draft) => store.saveDraft(place, draft, Date.now()),
    drafts: () => store.drafts(),
    estimate: async (intent) => (await writing.start()).estimate(intent),
    rate: async (until) => (config.network === 'main' ? feed.call('rate', {}, until) : undefined),
    takeShared,
    caps: async () => (await import('./storage-caps.ts')).readCaps(),
    setCap: async (kind, megabytes) => (await import('./storage-caps.ts')).keepCap(kind, megabytes),
    async clearRequests() {
      await (await requestStore)?.clear();
      topics.tell('status');
    },
    updateApp: () => serviceWorker.update(),
    subscribe: topics.listen,
  };
}

const plugAt = (url: string, onPulled: () => Promise<void>) => async () => {
  const pulled = await pullPlug(url);
  await onPulled();
  return pulled;
};

function startFeed(config: AppConfig, slot: string, tell: (topic: Topic) => void): Caller<FeedContract> {
  const worker = new Worker('/feed.js', { name: 'nabo-feed' });
  const feed = createCaller(worker, feedContract);
  const { network, sources, blocks, lookups, btcLand } = config;
  void feed.call('configure', {
    config: {
      network,
      sources,
      blocks,
      lookups,
      ...(btcLand !== undefined && { btcLand }),
      ...(slot !== FIRST_SLOT && { slot }),
    },
  });
  feed.listen(({ type }) => {
    if (type !== 'block') tell(type === 'changed' ? 'feed' : 'status');
  });
  return {
    ...feed,
    close() {
      feed.close();
      worker.terminate();
    },
  };
}

/** A block as screens draw it. */
const drawn = ({
  columns,
  ...block
}: NonNullable<BlockAnswer['block']>): NonNullable<DistrictView['block']> => ({
  ...block,
  transactions: transactionsOf(columns),
});

function countStates(rows: readonly Publication[]): StatusView['outbox'] {
  const counts = { draft: 0, queued: 0, sent: 0, seen: 0, 'in-block': 0, failed: 0 };
  for (const { state } of rows) counts[state] += 1;
  return counts;
}
