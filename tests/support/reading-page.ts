import { createCaller } from '#lib/bridge/call.ts';
import { feedContract } from '#lib/bridge/feed-messages.ts';
import { feedTabsChannel, openFeedTabs } from '#lib/bridge/feed-tabs.ts';
import { IndexStore } from '#lib/store/index-store.ts';
import type { Outpoint } from '#lib/bytes/brand.ts';

// A page that reads a devnet and does nothing else: a feed worker, and what it says it has stored. The script of a bare
// origin; who drives the page finds what is here as `reading`.

const feed = createCaller(new Worker('/feed.js'), feedContract);
let stored = 0;
openFeedTabs(new BroadcastChannel(feedTabsChannel('devnet'))).listen((message) => {
  if (message.type === 'stored') stored = Math.max(stored, ...message.arrivals.map((arrival) => arrival + 1));
});

const reading = {
  /** Begins to read, and answers how many transactions this device held already. */
  async begin(url: string): Promise<number> {
    const store = await IndexStore.open('devnet');
    const { entries } = await store.extent();
    store.close();
    const sources = [{ name: 'devnet', kind: '1sat-stack' as const, url }];
    await feed.call('configure', { config: { network: 'devnet', sources, blocks: [] } });
    return entries;
  },
  /** How many transactions the feed has said it stored, since this page began. */
  stored: (): number => stored,
  status: () => feed.call('status', {}),
  keep: (id: string) => feed.call('keep', { kind: 'bookmark', id: id as Outpoint, on: true }),
  async kept(): Promise<readonly string[]> {
    return (await feed.call('kept', { kind: 'bookmark' })).map(({ id }) => id);
  },
  /** Which of some posts are here and proven. */
  async proven(ids: readonly string[]): Promise<readonly string[]> {
    const posts = await feed.call('posts', { ids: ids as Outpoint[] });
    return posts.filter(({ verdict }) => verdict.state === 'proven').map(({ id }) => id);
  },
};
Object.assign(globalThis, { reading });
