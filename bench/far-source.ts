import * as z from 'zod';
import type { DrivenPage } from '#tests/support/devtools.ts';
import { eventually } from '#tests/support/eventually.ts';
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
/** How much later than without neighbours text may come. */
const ALLOWED_MS = 20;

/**
 * Two readers far from their source, in the same weather, and a neighbour beside it: one of them has neighbours, the
 * other has none. Each post is written once, and both pages say when they showed it.
 */
export async function run(): Promise<void> {
  await using devnet = await startDevnetProcess();
  await using relay = await startRelayProcess();
  await using far = await startDelayLine(Number(new URL(devnet.url).port), SOURCE);
  await using near = await startDelayLine(Number(/\/tcp\/(\d+)\//.exec(relay.url)?.[1]), NEIGHBOUR);
  const meeting = relay.url.replace(/\/tcp\/\d+\//, `/tcp/${near.port}/`);
  const { era } = devnet;
  await using beside = await startHostProcess({ devnetUrl: devnet.url, era, relay: meeting });
  await using withOthers = await startHostProcess({ devnetUrl: far.url, era, relay: meeting });
  await using alone = await startHostProcess({ devnetUrl: far.url, era });
  await using giver = await openApp(beside.url);
  await using reader = await openApp(withOthers.url);
  await using loner = await openApp(alone.url);
  await Promise.all([giver, reader].map(({ page }) => untilNeighbour(page)));
  const pages = [reader.page, loner.page] as const;
  await Promise.all(pages.map((page) => page.until(WATCH)));
  const times: (readonly [number, number])[] = [];
  for (let round = -WARM_UP; round < POSTS; round += 1) {
    const { txid, at } = await writeOne(devnet.url);
    const [mine, theirs] = await Promise.all(pages.map((page) => seenAt(page, txid)));
    if (round >= 0 && mine !== undefined && theirs !== undefined) times.push([mine - at, theirs - at]);
    // Not in step with the weather.
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 300));
  }
  const [mine, theirs] = [times.map(([ms]) => ms), times.map(([, ms]) => ms)];
  const later = times.map(([ms, without]) => ms - without);
  printTable(
    [`${POSTS} posts, from written to on the page`, 'p50 ms', 'p95', 'max'],
    [
      ['with a neighbour beside the source', ...[0.5, 0.95, 1].map((share) => figure(at(mine, share)))],
      ['from the source alone', ...[0.5, 0.95, 1].map((share) => figure(at(theirs, share)))],
      [
        'later with neighbours than without, of each post',
        ...[0.5, 0.95, 1].map((share) => figure(at(later, share))),
      ],
    ],
  );
  const isSooner = [0.5, 0.95].every((share) => at(mine, share) < at(theirs, share));
  const late = later.filter((ms) => ms > ALLOWED_MS).length;
  console.log(
    `sooner in p50 and p95: ${isSooner ? 'met' : 'MISSED'}; more than ${ALLOWED_MS} ms later: ${late} of ${times.length} (${late === 0 ? 'met' : 'MISSED'})`,
  );
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
