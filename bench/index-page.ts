import { createCaller } from '#lib/bridge/call.ts';
import { feedContract } from '#lib/bridge/feed-messages.ts';
import type { Outpoint } from '#lib/bytes/brand.ts';
import type { TimelineOf } from '#lib/feed/post-view.ts';
import { AUTHORS, keyAt, mixed } from './index-corpus.ts';
import type { IndexTask } from './index-worker.ts';

// The reading side of `npm run bench -- index`, in a page: the app's own feed worker, asked as screens ask it.

/** A measurement of a page's memory, with that of its workers. */
declare global {
  interface Performance {
    measureUserAgentSpecificMemory?(): Promise<{ readonly bytes: number }>;
  }
}

let feed: ReturnType<typeof createCaller<typeof feedContract>> | undefined;
const ids: string[] = [];

const QUERIES: Readonly<Record<string, (number: number) => TimelineOf>> = {
  latest: () => ({ kind: 'latest' }),
  profile: (number) => ({ kind: 'author', key: keyAt(mixed(number) % AUTHORS) }),
  following: () => ({ kind: 'following' }),
  hashtag: (number) => ({
    kind: 'hashtag',
    tags: number % 2 === 0 ? ['harbour'] : ['lamp', 'ferry', 'weather'],
  }),
  mentions: (number) => ({ kind: 'mentions', name: `person${mixed(number) % 300}` }),
  bookmarks: () => ({ kind: 'bookmarks' }),
};
const SEARCHES = [
  'gull',
  'tide ferry',
  'borrowed cup bakery',
  '"wet bench"',
  '#harbour gull',
  'postman -tide',
  'is:reply lamp',
  `from:${'KEY'}`,
  'after:1000 before:2000 admiral',
];

async function timed(calls: number, call: (number: number) => Promise<unknown>): Promise<number[]> {
  const ms: number[] = [];
  for (let number = 0; number < calls; number += 1) {
    const from = performance.now();
    await call(number);
    ms.push(performance.now() - from);
  }
  return ms;
}

const bench = {
  run: (task: IndexTask): Promise<unknown> =>
    new Promise((resolve) => {
      const worker = new Worker('/index-worker.js');
      worker.addEventListener('message', ({ data }) => {
        worker.terminate();
        resolve(data);
      });
      worker.postMessage(task);
    }),
  /** Starts the feed worker over what was written; milliseconds until it has answered with a first page. */
  async reopen(): Promise<{ readonly ms: number; readonly posts: number }> {
    const from = performance.now();
    feed = createCaller(new Worker('/feed.js'), feedContract);
    await feed.call('configure', { config: { network: 'devnet', sources: [], blocks: [] } });
    const page = await feed.call('timeline', { of: { kind: 'latest' }, limit: 50 });
    const ms = performance.now() - from;
    ids.push(...page.posts.map(({ id }) => id));
    return { ms, posts: (await feed.call('status', {})).posts };
  },
  /** Milliseconds of each query with its message, by name. */
  async queries(calls: number): Promise<Readonly<Record<string, readonly number[]>>> {
    const asked = feed;
    if (asked === undefined) throw new Error('reopen first');
    for (let follow = 0; follow < 200; follow += 1)
      await asked.call('keep', { kind: 'follow', id: keyAt(mixed(follow + 5) % AUTHORS), on: true });
    for (const id of ids) await asked.call('keep', { kind: 'bookmark', id: id as Outpoint, on: true });
    const found: Record<string, readonly number[]> = {};
    for (const [name, of] of Object.entries(QUERIES)) {
      // A few first, so that the compiler has seen it.
      await timed(50, (number) => asked.call('timeline', { of: of(number), limit: 20 }));
      found[name] = await timed(calls, (number) => asked.call('timeline', { of: of(number), limit: 20 }));
    }
    const posts = (await asked.call('timeline', { of: { kind: 'latest' }, limit: 100 })).posts;
    const idAt = (number: number): string => posts[number % posts.length]?.id ?? '';
    await timed(50, (number) => asked.call('thread', { id: idAt(number) }));
    found['thread'] = await timed(calls, (number) => asked.call('thread', { id: idAt(number) }));
    const txids = [...new Set(posts.map(({ txid }) => txid))];
    found['counts'] = await timed(calls, () => asked.call('counts', { txids }));
    found['search'] = await timed(calls, (number) => {
      const text = (SEARCHES[number % SEARCHES.length] ?? '').replace('KEY', keyAt(mixed(number) % AUTHORS));
      return asked.call('search', { text, limit: 20 });
    });
    return found;
  },
  async memory(): Promise<number | undefined> {
    return (await performance.measureUserAgentSpecificMemory?.())?.bytes;
  },
};
Object.assign(globalThis, { bench });
