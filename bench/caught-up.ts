import 'fake-indexeddb/auto';
import { MemoryBlockstore } from 'blockstore-core';
import * as z from 'zod';
import { genesisHeader } from '#devnet/genesis.ts';
import { openFeedTabs } from '#lib/bridge/feed-tabs.ts';
import type { ChainSource } from '#lib/chain/sources/source.ts';
import { Feed } from '#lib/feed/feed.ts';
import { cidOf } from '#lib/p2p/cid.ts';
import { encodePost } from '#lib/protocols/index.ts';
import { ShelfStore } from '#lib/store/shelf-store.ts';
import { eventually } from '#tests/support/eventually.ts';
import { newProfile, type Profile } from '#tests/support/feed-tab.ts';
import { joinNeighbours } from '#tests/support/neighbours.ts';
import { TestChain, write, writer, type Written } from '#tests/support/written.ts';
import { figure, printTable } from './measure.ts';
import { openApp, SHOW, startHostProcess, startRelayProcess, untilNeighbour } from './p2p-servers.ts';
import { processorSeconds } from './processor-time.ts';

const POSTS = 10_000;
const POSTS_OF_BLOCK = 100;
const WRITERS = 20;
/** Nobody listens there. */
const NOWHERE = 'http://127.0.0.1:9';
const GOAL = 500;

type Placed = Written & { readonly height: number };

/**
 * A newcomer in a real Chromium, with every source gone and one neighbour behind a relay that holds ten thousand signed
 * posts in a hundred blocks: from the first one on its shelf to the last, each with its path, and until the feed has
 * stored them all, proven. The neighbour is this process.
 */
export async function run(): Promise<void> {
  const { chain, posts } = writeMany();
  const profile = newProfile();
  await fillShelf(profile, chain, posts);
  await using relay = await startRelayProcess();
  using headers = await openHeaders(profile, chain);
  await eventually(async () => {
    if (headers.chain.nextHeight !== chain.headers.length)
      throw new Error(`headers are missing: ${JSON.stringify(headers.status())}`);
  });
  const blocks = new MemoryBlockstore();
  for (const { txid, raw } of posts) await blocks.put(cidOf(txid), raw);
  await using giver = await joinNeighbours(profile, [relay.url], { blocks });
  await eventually(async () => {
    if (giver.neighbour.addresses().length === 0) throw new Error('not found yet');
  });
  await using host = await startHostProcess({ devnetUrl: NOWHERE, relay: relay.url });
  await using taker = await openApp(host.url);
  await untilNeighbour(taker.page);
  const before = (await processorSeconds(taker.pid)) ?? Number.NaN;
  const { first, shelf, feed } = timesSchema.parse(await taker.page.evaluate(caughtUp(POSTS)));
  const computed = ((await processorSeconds(taker.pid)) ?? Number.NaN) - before;
  const rate = (ms: number): string => figure(POSTS / ((ms - first) / 1000));
  const met = (ms: number): string => (POSTS / ((ms - first) / 1000) >= GOAL ? 'met' : 'MISSED');
  const { refused, shelf: held } = viewSchema.parse(await taker.page.evaluate(VIEW));
  printTable(
    [`${figure(POSTS)} posts from one neighbour`, 'ms', 'posts a second', `goal: ${GOAL}`],
    [
      ['from opening the app to the first', figure(first), '', ''],
      [
        'from the first until all are on the shelf, with their paths',
        figure(shelf - first),
        rate(shelf),
        met(shelf),
      ],
      ['until the feed has stored all of them', figure(feed - first), rate(feed), met(feed)],
    ],
  );
  console.log(`${figure((computed / POSTS) * 1_000)} ms of processor time a post, in all of the browser`);
  console.log(`refused: ${refused}; on the shelf: ${held.transactions}, ${held.bytes} bytes`);
}

/** Signed posts of several people, a hundred in a block. */
function writeMany(): { readonly chain: TestChain; readonly posts: readonly Placed[] } {
  const chain = new TestChain(genesisHeader());
  const people = Array.from({ length: WRITERS }, (_none, at) => writer(`writer ${at}`));
  const posts: Placed[] = [];
  for (let at = 0; at < POSTS; at += POSTS_OF_BLOCK) {
    const block = Array.from({ length: POSTS_OF_BLOCK }, (_none, below) => {
      const by = people[below % WRITERS];
      if (by === undefined) throw new RangeError('nobody to write');
      const text = `Number ${at + below}: the ferry is late, the tea is warm, and nobody minds very much. #day${at}`;
      return write(by, [encodePost({ text, owner: by.owner })], { seed: at + below });
    });
    chain.mine(block);
    posts.push(...block.map((each) => ({ ...each, height: chain.height })));
  }
  return { chain, posts };
}

/** Puts posts on a profile's shelf with their paths, as neighbours gave them. */
async function fillShelf({ factory }: Profile, chain: TestChain, posts: readonly Placed[]): Promise<void> {
  const store = await ShelfStore.open('devnet', { factory });
  for (const [height, block] of Map.groupBy(posts, (post) => post.height)) {
    const header = chain.headers[height]?.bytes;
    const rows = block.map((post) => {
      const { bump } = chain.sourced(post);
      if (header === undefined || bump === undefined) throw new RangeError('a post in no block');
      return { txid: post.txid, bytes: post.raw.length, bump, header };
    });
    await store.shelve(rows, { day: 0, maxBytes: Infinity });
  }
  store.close();
}

/** A feed of the profile that has the chain's headers and nothing else. */
async function openHeaders({ factory, name }: Profile, chain: TestChain): Promise<Feed & Disposable> {
  const source: ChainSource = {
    name: 'headers',
    changes: async (cursor = '') => ({ entries: [], cursor, more: false }),
    headers: async (from, count) => chain.raws.slice(from, from + count),
    watch: () => undefined,
  };
  const feed = await Feed.open(
    { network: 'devnet', sources: [{ source, key: 'headers' }] },
    {
      locks: { request: (lock, options, work) => navigator.locks.request(`${name} ${lock}`, options, work) },
      openTabs: () => openFeedTabs(new BroadcastChannel(`${name} tabs`)),
      factory,
    },
    { onChanged: () => undefined, onStatus: () => undefined },
  );
  return Object.assign(feed, { [Symbol.dispose]: () => feed.close() });
}

const viewSchema = z.object({
  refused: z.number(),
  shelf: z.object({ transactions: z.number(), bytes: z.number() }),
});
const VIEW = `(async () => { ${SHOW} return show(); })()`;
const timesSchema = z.object({ first: z.number(), shelf: z.number(), feed: z.number() });

/** When the first post was on the shelf, when all were, and when the feed had stored all of them, since the page began. */
const caughtUp = (posts: number): string => `(async () => {
  ${SHOW}
  const entries = async () => {
    const known = (await indexedDB.databases()).some(({ name }) => name === 'nabo-index-devnet');
    if (!known) return 0;
    const database = await new Promise((resolve, reject) => {
      const opening = indexedDB.open('nabo-index-devnet');
      opening.onsuccess = () => resolve(opening.result);
      opening.onerror = () => reject(opening.error);
    });
    const count = await new Promise((resolve, reject) => {
      const asking = database.transaction('meta').objectStore('meta').get('entries');
      asking.onsuccess = () => resolve(asking.result ?? 0);
      asking.onerror = () => reject(asking.error);
    });
    database.close();
    return count;
  };
  const times = {};
  for (;;) {
    const { shelf: { transactions } } = await show();
    if (transactions > 0) times.first ??= performance.now();
    if (transactions >= ${posts}) times.shelf ??= performance.now();
    if (times.shelf !== undefined && await entries() >= ${posts}) return { ...times, feed: performance.now() };
    if (performance.now() > 400_000) throw new Error(transactions + ' on the shelf, ' + await entries() + ' in the feed');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
})()`;
