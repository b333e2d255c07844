import 'fake-indexeddb/auto';
import * as z from 'zod';
import { feedTabsChannel, openFeedTabs } from '#lib/bridge/feed-tabs.ts';
import type { DrivenPage } from '#tests/support/devtools.ts';
import { eventually } from '#tests/support/eventually.ts';
import { configOf, newProfile, openTab } from '#tests/support/feed-tab.ts';
import { joinNeighbours } from '#tests/support/neighbours.ts';
import { startDelayLine } from './delay-line.ts';
import { figure, printTable } from './measure.ts';
import {
  openApp,
  startDevnetProcess,
  startHostProcess,
  startRelayProcess,
  untilNeighbour,
} from './p2p-servers.ts';

const POSTS = 120;
/** The first ones find cold code and cold connections. */
const WARM_UP = 5;
const SOURCE = { roundTripMs: 150, stalls: 0.01, stallMs: 2_000, seed: 7 };
/** Each of two neighbours has one such way to the relay. */
const NEIGHBOUR = { roundTripMs: 7.5, stalls: 0.01, stallMs: 2_000, seed: 11 };
/** How much later than without neighbours text may come, but for what is chance. */
const ALLOWED_MS = 20;

/**
 * Three readers in real browsers, far from their source and in the same weather: one has a neighbour that sits beside the
 * source, two have none and tell how much two like them differ by chance. Each post is written once, and every page says
 * when it showed it. The neighbour is this process.
 */
export async function run(): Promise<void> {
  await using devnet = await startDevnetProcess();
  await using relay = await startRelayProcess();
  await using far = await startDelayLine(Number(new URL(devnet.url).port), SOURCE);
  await using near = await startDelayLine(Number(/\/tcp\/(\d+)\//.exec(relay.url)?.[1]), NEIGHBOUR);
  const meeting = relay.url.replace(/\/tcp\/\d+\//, `/tcp/${near.port}/`);
  const { era } = devnet;
  await using withOthers = await startHostProcess({ devnetUrl: far.url, era, relay: meeting });
  await using alone = await startHostProcess({ devnetUrl: far.url, era });
  await using _beside = await sitBeside(devnet.url, meeting);
  const urls = [withOthers.url, alone.url, alone.url];
  await using browsers = new AsyncDisposableStack();
  const pages: DrivenPage[] = [];
  for (const url of urls) pages.push(browsers.use(await openApp(url)).page);
  await Promise.all(pages.slice(0, 1).map((page) => untilNeighbour(page)));
  await Promise.all(pages.map((page) => page.until(WATCH)));
  const times: (readonly number[])[] = [];
  for (let round = -WARM_UP; round < POSTS; round += 1) {
    const { txid, at: written } = await writeOne(devnet.url);
    const seen = await Promise.all(pages.map((page) => seenAt(page, txid)));
    if (round >= 0) times.push(seen.map((ms) => ms - written));
    // Not in step with the weather.
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 300));
  }
  const of = (reader: number): number[] => times.map((each) => each[reader] ?? Number.NaN);
  const later = (than: number, reader: number): number[] =>
    times.map((each) => (each[reader] ?? 0) - (each[than] ?? 0));
  const row = (label: string, figures: readonly number[]): string[] => [
    label,
    ...[0.5, 0.95, 1].map((share) => figure(at(figures, share))),
    figure(figures.filter((ms) => ms > ALLOWED_MS).length),
  ];
  printTable(
    [`${POSTS} posts, from written to on the page`, 'p50 ms', 'p95', 'max', `above ${ALLOWED_MS}`],
    [
      row('with a neighbour beside the source', of(0)).slice(0, 4),
      row('from the source alone', of(1)).slice(0, 4),
      row('and another like that', of(2)).slice(0, 4),
      row('the first later than the second', later(1, 0)),
      row('the third later than the second, by chance', later(1, 2)),
    ],
  );
  const isSooner = [0.5, 0.95].every(
    (share) => at(of(0), share) < Math.min(at(of(1), share), at(of(2), share)),
  );
  console.log(`sooner in p50 and p95: ${isSooner ? 'met' : 'MISSED'}`);
}

/** Somebody with a feed beside the source, who shares. */
async function sitBeside(devnet: string, relay: string): Promise<AsyncDisposable> {
  const profile = newProfile();
  const tab = await openTab(profile, configOf('devnet', { devnet: `${devnet}/1sat` }));
  const { neighbour, ...joined } = await joinNeighbours(profile, [relay]);
  const tabs = openFeedTabs(new BroadcastChannel(`${profile.name} ${feedTabsChannel('devnet')}`));
  tabs.listen(({ type }) => {
    if (type === 'stored') void neighbour.feedChanged();
  });
  return {
    async [Symbol.asyncDispose]() {
      tabs.close();
      await joined[Symbol.asyncDispose]();
      tab[Symbol.dispose]();
    },
  };
}

function at(figures: readonly number[], share: number): number {
  const sorted = figures.toSorted((a, b) => a - b);
  return sorted[Math.ceil(share * sorted.length) - 1] ?? Number.NaN;
}

/** Notes when each post is first in the page, by the machine's clock. */
const WATCH = `(() => {
  if (document.querySelector('main') === null) return false;
  window.seenPosts ??= {};
  const look = () => {
    for (const { dataset: { id } } of document.querySelectorAll('article[data-id]')) window.seenPosts[id.slice(0, 64)] ??= Date.now();
  };
  new MutationObserver(look).observe(document.body, { childList: true, subtree: true });
  look();
  return true;
})()`;

const seenAt = (page: DrivenPage, txid: string): Promise<number> =>
  eventually(
    async () => {
      const seen = z.number().safeParse(await page.evaluate(`window.seenPosts['${txid}']`));
      if (!seen.success) throw new Error(`${txid} was not seen`);
      return seen.data;
    },
    { timeout: 30_000, interval: 50 },
  );

const writtenSchema = z.object({ posts: z.tuple([z.object({ txid: z.string() })]) });

async function writeOne(devnet: string): Promise<{ readonly txid: string; readonly at: number }> {
  const response = await fetch(`${devnet}/dev/generate`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ posts: 1, authors: 1 }),
  });
  const { posts } = writtenSchema.parse(await response.json());
  return { txid: posts[0].txid, at: Date.now() };
}
