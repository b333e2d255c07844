/**
 * Root of the feed worker (`public/feed.js`): opens the feed that the page configures, and answers its questions. All
 * work is in feed.ts; here are only the platform, the sources and the calls.
 */
import { outpointTxid, outpointVout } from '#lib/bytes/brand.ts';
import { serveCalls } from '#lib/bridge/call.ts';
import { feedContract, type FeedConfig } from '#lib/bridge/feed-messages.ts';
import { feedTabsChannel, openFeedTabs } from '#lib/bridge/feed-tabs.ts';
import { NETWORK_PARAMS } from '#lib/chain/network.ts';
import { createOutbound } from '#lib/chain/outbound.ts';
import { platformFetch } from '#lib/chain/sources/bounded-fetch.ts';
import { connectBlockSource, connectSource } from '#lib/chain/sources/connect.ts';
import { fetchDistrictRows } from '#lib/chain/sources/district-rows.ts';
import { fetchTipHeight } from '#lib/chain/sources/esplora-tip.ts';
import { createLookup, type TxLookup } from '#lib/chain/sources/lookup.ts';
import { createOrd } from '#lib/chain/sources/ord.ts';
import { createSnapshotShelf } from '#lib/chain/sources/snapshots.ts';
import { fetchExchangeRate } from '#lib/chain/sources/exchange-rate.ts';
import { findOwnerCoins } from '#lib/chain/sources/owner-coins.ts';
import { findSpender } from '#lib/chain/sources/spender.ts';
import { askForLook, receivedChannel, watchReceived } from '#lib/bridge/neighbour-channel.ts';
import type { SourceEntry } from '#lib/chain/source-entry.ts';
import type { BlockSource } from '#lib/chain/sources/source.ts';
import { LandStore } from '#lib/store/land-store.ts';
import { createRequestLog } from '#lib/store/request-log.ts';
import { ShelfStore } from '#lib/store/shelf-store.ts';
import { readStorageCaps } from '#lib/store/storage-caps-store.ts';
import { queryActivity } from './activity.ts';
import { BtcLand, type BtcSources } from './btc-land.ts';
import { queryCatchUp } from './catch-up.ts';
import { queryNearness } from './circle.ts';
import {
  keepBlockOf,
  loadDistrictBlock,
  NO_CHAIN,
  takeDistrictBlock,
  wholeId,
  type BlockOrigin,
} from './district-block.ts';
import { Feed, type FeedOrigin, type FeedPlatform } from './feed.ts';
import { queryFolded } from './folded-timeline.ts';
import { queryFollowing } from './following.ts';
import { heldLand } from './held-land.ts';
import { keepThat } from './keep-that.ts';
import { heightsOn, queryLand } from './land.ts';
import { queryLikes } from './likes.ts';
import { queryLists } from './lists.ts';
import { createNeighbourSource } from './neighbour-source.ts';
import { scriptOf } from './media.ts';
import { picturesOn } from './plot-pictures.ts';
import { queryPlot } from './plot.ts';
import { queryProfileDetails } from './profile-details.ts';
import { queryDevices, queryDistrict, queryHandle, queryProfile } from './queries.ts';
import { Rates } from './rates.ts';
import { querySearch } from './search.ts';
import { SpareTime } from './spare-time.ts';
import { queryFollows } from './public-follows.ts';
import { querySuggestions } from './suggestions.ts';
import { queryCounts, queryPosts, queryThread } from './thread.ts';
import { queryTimeline } from './timeline.ts';
import { parentView } from './views.ts';
import { warmIntl } from './warm-intl.ts';
import { findWitness } from './witness.ts';

declare const self: DedicatedWorkerGlobalScope;

/** Every request of this worker goes this way, and is put to account. */
const outside = createOutbound({ note: createRequestLog(), fetch: platformFetch });

const spare = new SpareTime();
const platform: FeedPlatform = {
  spare,
  locks: { request: (name, options, work) => navigator.locks.request(name, options, work) },
  openTabs: (network) => openFeedTabs(new BroadcastChannel(feedTabsChannel(network))),
};

/** A cursor belongs to an address, and to the list that it is of. */
const cursorKey = ({ url, subscription }: SourceEntry): string =>
  subscription === undefined ? url : `${url} ${subscription}`;

/** The sources of a configuration. A cursor belongs to an address, whatever name it goes by. */
async function originOf({ network, sources, slot }: FeedConfig): Promise<FeedOrigin> {
  // Without storage there is no service worker either that could leave anything there.
  const store = await ShelfStore.open(network).catch(() => undefined);
  openShelf(store);
  const watch = watchReceived(() => new BroadcastChannel(receivedChannel(network)));
  return {
    network,
    ...(slot !== undefined && { slot }),
    sources: [
      ...sources.map((entry) => ({ source: connectSource(entry, outside), key: cursorKey(entry) })),
      ...(store === undefined
        ? []
        : [{ source: createNeighbourSource({ store, watch }), key: 'neighbour', isNeighbour: true }]),
    ],
    snapshots: {
      shelf: createSnapshotShelf({ url: `${self.location.origin}/snapshots`, fetch: outside }),
      network,
    },
  };
}

const { promise: shelf, resolve: openShelf } = Promise.withResolvers<ShelfStore | undefined>();
/** Who is asked about districts of BTC. */
function btcSourcesOf({ lookups = [], btcLand: entry }: FeedConfig): BtcSources {
  const { inscriptions, rows } = entry ?? {};
  const esplora = lookups.find(({ chain, kind }) => chain === 'btc' && kind === 'esplora');
  return {
    lookups: lookups
      .filter(({ chain }) => chain === 'btc')
      .map((lookup) => createLookup(lookup, { fetch: outside })),
    ...(inscriptions !== undefined && { inscriptions: createOrd({ ...inscriptions, fetch: outside }) }),
    ...(esplora !== undefined && {
      tip: (signal: AbortSignal) => fetchTipHeight(esplora, signal, outside),
    }),
    ...(rows !== undefined && {
      rows: (signal: AbortSignal) => fetchDistrictRows({ ...rows, fetch: outside }, signal),
    }),
  };
}

let blocks: readonly BlockSource[] = [];
let land: Promise<LandStore | undefined> = Promise.resolve(undefined);
/** Who gives blocks, and what keeps them; where the browser refuses storage, nothing does. */
const blockOrigin = async (): Promise<BlockOrigin> => {
  const shelf = await land;
  return { sources: blocks, ...(shelf !== undefined && { shelf }) };
};
let btcBlocks: readonly BlockSource[] = [];
let btcLand = new BtcLand({ lookups: [] });
let sources: readonly SourceEntry[] = [];
let lookups: readonly TxLookup[] = [];
const rates = new Rates((entry, signal) => fetchExchangeRate(entry, signal, outside));
/** The feed, once the page has said which. Questions that come before wait for it. */
const { promise: opened, resolve: open } = Promise.withResolvers<Feed>();
let isConfigured = false;

const served = serveCalls(
  self,
  feedContract,
  {
    configure: async ({ config }) => {
      if (!isConfigured) {
        isConfigured = true;
        sources = config.sources;
        land = LandStore.open(config.network).catch(() => undefined);
        blocks = config.blocks.map((entry) => connectBlockSource(entry, outside, land));
        lookups = (config.lookups ?? [])
          .filter(({ chain }) => chain === NETWORK_PARAMS[config.network].chain)
          .map((entry) => createLookup(entry, { fetch: outside }));
        btcBlocks = (config.lookups ?? []).flatMap(({ name, kind, chain, url }) =>
          kind === 'esplora' && chain === 'btc'
            ? [connectBlockSource({ name, kind, url }, outside, land)]
            : [],
        );
        btcLand = new BtcLand(btcSourcesOf(config));
        open(
          // Where the amounts that were chosen cannot be read, the usual ones hold.
          Promise.all([originOf(config), readStorageCaps().catch(() => undefined)]).then(([origin, limits]) =>
            Feed.open(
              origin,
              {
                ...platform,
                onSlow: askForLook(new BroadcastChannel(receivedChannel(config.network))),
                ...(limits !== undefined && { limits }),
              },
              {
                onChanged: () => served.emit({ type: 'changed' }),
                onStatus: () => served.emit({ type: 'status' }),
              },
            ),
          ),
        );
        warmIntl(navigator.languages);
      }
      await opened;
      return true as const;
    },
    timeline: async (query) => {
      const { index, context } = await opened;
      if (query.of.kind === 'liked') return queryLikes(index, query.of.key, query);
      const ask =
        query.folds === true ? queryFolded : query.of.kind === 'following' ? queryFollowing : queryTimeline;
      return ask(index, query, context);
    },
    search: async (query, signal) => {
      const feed = await opened;
      await feed.terms.complete(signal);
      return querySearch(feed.index, query);
    },
    parent: async ({ id }) =>
      parentView((await opened).index, { txid: outpointTxid(id), vout: outpointVout(id) }),
    posts: async ({ ids }) => queryPosts((await opened).index, ids),
    counts: async ({ txids }) => queryCounts((await opened).index, txids),
    keep: async (what) => {
      const feed = await opened;
      await feed.changeKept((kept) => keepThat(kept, what, feed.index));
      // What a reader hides they do not hand on either.
      if (what.kind === 'hide') await (await shelf)?.withhold(outpointTxid(what.id), what.on);
      return true as const;
    },
    kept: async ({ kind }) => [...(await opened).context.kept.list(kind)],
    catchUp: async (query) => {
      const { index, context } = await opened;
      return queryCatchUp(index, query, context);
    },
    lists: async () => {
      const { index, context } = await opened;
      return queryLists(index, context.kept);
    },
    coins: async ({ address }, signal) => {
      await opened;
      for (const entry of sources) {
        if (entry.kind !== '1sat-stack') continue;
        const found = await findOwnerCoins(entry, address, signal, outside).catch(() => undefined);
        if (found !== undefined) return found.map(({ raw, only }) => ({ raw, only: [...only] }));
      }
      throw new Error('No source can say which coins are unspent.');
    },
    spender: async ({ at }, signal) => {
      await opened;
      for (const entry of sources) {
        if (entry.kind !== '1sat-stack') continue;
        const found = await findSpender(entry, at, signal, outside).then(
          (txid) => ({ txid }),
          () => undefined,
        );
        if (found !== undefined) return found;
      }
      throw new Error('No source can say what is spent.');
    },
    rate: (_ask, signal) => rates.current(sources, signal),
    activity: async () => {
      const { index, context } = await opened;
      return [...queryActivity(index, context.own)];
    },
    nearness: async ({ key }) => {
      const { index, context } = await opened;
      return queryNearness(index, key, context);
    },
    follows: async () => {
      const { index, context } = await opened;
      return [...queryFollows(index, context)];
    },
    suggestions: async () => {
      const { index, context } = await opened;
      return [...querySuggestions(index, context)];
    },
    own: async ({ keys }) => {
      (await opened).setOwn(keys);
      return true as const;
    },
    thread: async ({ id }) => queryThread((await opened).index, id),
    profile: async ({ who }) => queryProfile((await opened).index, who),
    profileDetails: async ({ key }) => queryProfileDetails((await opened).index, key),
    devices: async ({ holder }) => [...queryDevices((await opened).index, holder)],
    handle: async ({ name }) => {
      const feed = await opened;
      return queryHandle(feed.index, name, feed.asOf());
    },
    district: async ({ height }) => {
      const feed = await opened;
      return queryDistrict(feed.index, height, feed.asOf());
    },
    land: async () => {
      const feed = await opened;
      return queryLand(feed.index, feed.asOf());
    },
    heightsOn: async ({ from, to }) => heightsOn((await opened).chain, from, to),
    heldLand: async ({ chain, from }) =>
      heldLand(await land, chain === 'btc' ? 'btc' : (await opened).chain, from),
    plot: async ({ height }) => {
      const feed = await opened;
      return {
        ...queryPlot(feed.index, height),
        pictures: await picturesOn(feed.index.ledger, height, (id) => feed.rawOf(id)),
      };
    },
    btcPart: ({ part }, signal) => btcLand.part(part, signal),
    btcDistrict: ({ height, searchTo }, signal) => btcLand.district(height, signal, searchTo),
    btcClaim: ({ id }, signal) => btcLand.claim(id, signal),
    block: async ({ height }, signal) => {
      const feed = await opened;
      feed.want(height);
      return loadDistrictBlock(height, await blockOrigin(), feed.chain, signal, (done, of) =>
        served.emit({ type: 'block', height, done, of }),
      );
    },
    btcBlock: async ({ height }, signal) => {
      const { shelf: kept } = await blockOrigin();
      return loadDistrictBlock(
        height,
        { sources: btcBlocks, name: `btc ${height}`, ...(kept !== undefined && { shelf: kept }) },
        NO_CHAIN,
        signal,
        (done, of) => served.emit({ type: 'block', height, done, of }),
      );
    },
    takeBlock: async ({ bytes }) => {
      const taken = await takeDistrictBlock(bytes, (await opened).chain, await land, 'a neighbour');
      return taken.ok ? taken.value : undefined;
    },
    wholeId: async ({ hash, index }, signal) =>
      wholeId(hash, index, await blockOrigin(), (await opened).chain, signal),
    script: async ({ at }) => {
      const raw = await (await opened).rawOf(at);
      return raw && scriptOf(raw, at);
    },
    media: async ({ id }) => (await opened).picture(id),
    raw: async ({ id }) => (await (await opened).rawOf(id))?.slice(),
    exportProof: async ({ id }) => (await opened).exportProof(id),
    checkFile: async ({ bytes }) => {
      const feed = await opened;
      const view = feed.checkFile(bytes);
      // Its land can be walked from now on, with nobody asked.
      if (view.kind === 'block' && view.height !== undefined)
        if (await keepBlockOf(bytes, feed.chain, await land)) served.emit({ type: 'changed' });
      return view;
    },
    verdict: async ({ txid }) => (await opened).verdict(txid),
    verdicts: async ({ txids }) => {
      const feed = await opened;
      return txids.map((txid) => feed.verdict(txid));
    },
    witness: async ({ txid, at }, signal) => {
      const feed = await opened;
      return findWitness(txid, lookups, feed.chain, { at, signal, onAhead: () => feed.nudge() });
    },
    exportHeld: async ({ after }) => (await opened).exportHeld(after),
    importHeld: async ({ bytes, at }) => (await opened).importHeld(bytes, at),
    status: async () => (await opened).status(),
    nudge: async () => {
      (await opened).nudge();
      return true as const;
    },
  },
  spare.asked,
);
