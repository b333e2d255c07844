import 'fake-indexeddb/auto';
import * as z from 'zod';
import { feedTabsChannel, openFeedTabs } from '#lib/bridge/feed-tabs.ts';
import type { DrivenPage } from '#tests/support/devtools.ts';
import { eventually } from '#tests/support/eventually.ts';
import { configOf, newProfile, openTab } from '#tests/support/feed-tab.ts';
import { joinNeighbours } from '#tests/support/neighbours.ts';
import { startDelayLine, type DelayLine } from './delay-line.ts';
import { figure, printTable } from './measure.ts';
import {
  openApp,
  startDevnetProcess,
  startHostProcess,
  startRelayProcess,
  untilNeighbour,
} from './p2p-servers.ts';
import { percentile, seenAt, WATCH } from './seen-posts.ts';

const POSTS = 120;
/** The first ones find cold code and cold connections. */
const WARM_UP = 5;
const SOURCE = { roundTripMs: 150, stalls: 0.01, stallMs: 2_000, seed: 7 };
/** Each of two neighbours has one such way to the relay. */
const NEIGHBOUR = { roundTripMs: 7.5, stalls: 0.01, stallMs: 2_000, seed: 11 };
/** How much later than without neighbours text may come after one's own source has answered, but for what is chance. */
const ALLOWED_MS = 20;

/**
 * Three readers in real browsers, far from their source and in the same weather: one has a neighbour that sits beside the
 * source, two have none and tell how much two like them differ by chance. Each post is written once, and every page says
 * when it showed it. Each reads by a line of its own that notes when the source's answer with that post was let through: two
 * who ask in different moments meet different stalls, so that each page is compared with what its own source gave it, and
 * these with one another. The neighbour is this process.
 */
export async function run(): Promise<void> {
  await using devnet = await startDevnetProcess();
  await using relay = await startRelayProcess();
  await using lines = new AsyncDisposableStack();
  const far: DelayLine[] = [];
  for (let reader = 0; reader < 3; reader += 1)
    far.push(lines.use(await startDelayLine(Number(new URL(devnet.url).port), SOURCE)));
  await using near = await startDelayLine(Number(/\/tcp\/(\d+)\//.exec(relay.url)?.[1]), NEIGHBOUR);
  const meeting = relay.url.replace(/\/tcp\/\d+\//, `/tcp/${near.port}/`);
  const { era } = devnet;
  const hosts = [];
  for (const [reader, { url }] of far.entries()) {
    const relayed = reader === 0 ? { relay: meeting } : {};
    hosts.push(lines.use(await startHostProcess({ devnetUrl: url, era, ...relayed })));
  }
  await using _beside = await sitBeside(devnet.url, meeting);
  await using browsers = new AsyncDisposableStack();
  const pages: DrivenPage[] = [];
  for (const { url } of hosts) pages.push(browsers.use(await openApp(url)).page);
  await Promise.all(pages.slice(0, 1).map((page) => untilNeighbour(page)));
  await Promise.all(pages.map((page) => page.until(WATCH)));
  const times: (readonly number[])[] = [];
  const lags: (readonly number[])[] = [];
  for (let round = -WARM_UP; round < POSTS; round += 1) {
    for (const line of far) line.forget();
    const { txid, at: written } = await writeOne(devnet.url);
    const needle = await someBytes(devnet.url, txid);
    const seen = await Promise.all(pages.map((page) => seenAt(page, txid)));
    const given = await Promise.all(far.map((line) => givenAt(line, needle)));
    if (round >= 0) {
      times.push(seen.map((ms) => ms - written));
      lags.push(seen.map((ms, reader) => ms - (given[reader] ?? Number.NaN)));
    }
    // Not in step with the weather.
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 300));
  }
  const of = (reader: number): number[] => times.map((each) => each[reader] ?? Number.NaN);
  const lagOf = (reader: number): number[] => lags.map((each) => each[reader] ?? Number.NaN);
  const later = (than: number, reader: number): number[] =>
    lags.map((each) => (each[reader] ?? 0) - (each[than] ?? 0));
  const row = (label: string, figures: readonly number[]): string[] => [
    label,
    ...[0.5, 0.95, 1].map((share) => figure(percentile(figures, share))),
    figure(figures.filter((ms) => ms > ALLOWED_MS).length),
  ];
  printTable(
    [`${POSTS} posts, from written to on the page`, 'p50 ms', 'p95', 'max', `above ${ALLOWED_MS}`],
    [
      row('with a neighbour beside the source', of(0)).slice(0, 4),
      row('from the source alone', of(1)).slice(0, 4),
      row('and another like that', of(2)).slice(0, 4),
      row('the first, after its own source gave it', lagOf(0)).slice(0, 4),
      row('the second', lagOf(1)).slice(0, 4),
      row('the third', lagOf(2)).slice(0, 4),
      row('the first more after its source than the second', later(1, 0)),
      row('the third more than the second, by chance', later(1, 2)),
    ],
  );
  const isSooner = [0.5, 0.95].every(
    (share) => percentile(of(0), share) < Math.min(percentile(of(1), share), percentile(of(2), share)),
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

/** Bytes of a transaction that no other has: what it spends first. */
async function someBytes(devnet: string, txid: string): Promise<Uint8Array> {
  const response = await fetch(`${devnet}/1sat/beef/${txid}/tx`);
  return (await response.bytes()).slice(5, 41);
}

const givenAt = (line: DelayLine, needle: Uint8Array): Promise<number> =>
  eventually(
    () => {
      const at = line.givenAt(needle);
      if (at === undefined) throw new Error('the source has not given it');
      return Promise.resolve(at);
    },
    { timeout: 30_000, interval: 20 },
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
