import { readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import * as z from 'zod';
import { isTxid, type Txid } from '#lib/bytes/brand.ts';
import type { DrivenPage } from '#tests/support/devtools.ts';
import { eventually } from '#tests/support/eventually.ts';
import { run as runCaughtUp } from './caught-up.ts';
import { run as runFarSource } from './far-source.ts';
import { figure, printTable } from './measure.ts';
import { run as runRelayLoad } from './relay-load.ts';
import {
  openApp,
  SHOW,
  startDevnetProcess,
  startHostProcess,
  startRelayProcess,
  untilNeighbour,
} from './p2p-servers.ts';
import { run as runSeen } from './seen.ts';

const SCRIPTS = [
  ['public/sw.js', 25_000],
  ['public/sw-helia.js', 250_000],
] as const;
const STARTS = 9;
const POSTS = 40;
/** The first ones find cold code and cold connections. */
const WARM_UP = 3;

/**
 * The neighbour in a real Chromium: size of its scripts, how long a worker that was stopped takes to be a neighbour
 * again, a post's way from a connected neighbour's browser beside the same post by HTTP on loopback, in turns, and
 * what the files beside this one measure. `npm run bench -- p2p ways` runs one part. The build must be there; servers and
 * browsers are started for it.
 */
export async function run(options: readonly string[]): Promise<void> {
  const parts: Readonly<Record<string, () => Promise<void>>> = {
    size: printSizes,
    ways: runWays,
    seen: runSeen,
    'far-source': runFarSource,
    'caught-up': runCaughtUp,
    relay: runRelayLoad,
  };
  const asked = options.length === 0 ? Object.keys(parts) : options;
  for (const name of asked) {
    const part = Object.hasOwn(parts, name) ? parts[name] : undefined;
    if (part === undefined)
      throw new RangeError(`no part ${name}; there are ${Object.keys(parts).join(', ')}`);
    await part();
  }
}

async function runWays(): Promise<void> {
  await using relay = await startRelayProcess();
  // Two devnets, so that what one of them has can reach the other's reader by no other way than by a neighbour.
  await using beyond = await startDevnetProcess();
  await using near = await startDevnetProcess();
  await using there = await startHostProcess({ devnetUrl: beyond.url, era: beyond.era, relay: relay.url });
  await using here = await startHostProcess({ devnetUrl: near.url, era: near.era, relay: relay.url });
  await using giver = await openApp(there.url);
  await using taker = await openApp(here.url);
  await Promise.all([giver, taker].map(({ page }) => untilNeighbour(page)));
  await printStarts(taker.page);
  await printWays(beyond.url, giver.page, taker.page);
}

async function printSizes(): Promise<void> {
  const rows: string[][] = [];
  for (const [file, most] of SCRIPTS) {
    const script = await readFile(file);
    const gzipped = gzipSync(script, { level: 9 }).length;
    const goal = `${gzipped <= most ? 'met' : 'MISSED'} (at most ${figure(most)})`;
    rows.push([file, figure(script.length), figure(gzipped), goal]);
  }
  printTable(['script', 'bytes', 'gzipped', 'goal'], rows);
}

async function printStarts(page: DrivenPage): Promise<void> {
  const starts: z.infer<typeof startSchema>[] = [];
  for (let left = STARTS; left > 0; left -= 1) {
    await page.endWorkers();
    starts.push(startSchema.parse(await page.evaluate(START)));
  }
  printTable(
    [`a worker that was stopped, ${STARTS} times`, ...SPREAD],
    [
      ['answers a page', ...showMs(starts.map(({ answers }) => answers))],
      ['has its node running and is at the relay', ...showMs(starts.map(({ on }) => on))],
    ],
  );
}

async function printWays(devnet: string, giver: DrivenPage, taker: DrivenPage): Promise<void> {
  const asked: number[] = [];
  const written: number[] = [];
  const fetched: number[] = [];
  const opened: number[] = [];
  for (let round = -WARM_UP; round < POSTS; round += 1) {
    const { txid, at } = await writeOne(devnet);
    const passage = await eventually(async () => {
      const { recent } = viewSchema.parse(await taker.evaluate(VIEW));
      const came = recent.find((each) => each.txid === txid && each.direction === 'in');
      if (came === undefined) throw new Error(`${txid} has not come`);
      return came;
    });
    const ms = z.number().parse(await giver.evaluate(byHttp(devnet, txid)));
    const again = z.number().parse(await taker.evaluate(byDrawer(txid)));
    if (round < 0) continue;
    opened.push(again);
    asked.push(passage.ms);
    written.push(passage.at - at);
    fetched.push(ms);
  }
  printTable(
    [`a post of some 600 bytes, ${POSTS} times`, ...SPREAD],
    [
      ['from a neighbour, announced: asked to checked and kept', ...showMs(asked)],
      ['from a neighbour, opened: its drawer, page to page', ...showMs(opened)],
      ['by HTTP on loopback: asked to hashed', ...showMs(fetched)],
      ['from the chain to the neighbour to here', ...showMs(written)],
    ],
  );
}

const SPREAD = ['min ms', 'median', 'p95', 'max'];

function showMs(figures: readonly number[]): string[] {
  const sorted = figures.toSorted((a, b) => a - b);
  const at = (share: number): string => figure(sorted[Math.ceil(share * sorted.length) - 1] ?? Number.NaN);
  return [figure(sorted[0] ?? Number.NaN), at(0.5), at(0.95), at(1)];
}

const startSchema = z.object({ answers: z.number(), on: z.number() });
const viewSchema = z.object({
  recent: z.array(
    z.object({ txid: z.string(), direction: z.enum(['in', 'out']), ms: z.number(), at: z.number() }),
  ),
});
const writtenSchema = z.object({
  posts: z.tuple([z.object({ txid: z.custom<Txid>((txid) => typeof txid === 'string' && isTxid(txid)) })]),
});

// What the pages run, as they would say it to their service worker themselves.
const VIEW = `(async () => { ${SHOW} return show(); })()`;
const START = `(async () => {
  ${SHOW}
  const begun = performance.now();
  const { active } = await navigator.serviceWorker.ready;
  active.postMessage({ type: 'STAY', forMs: 20_000 });
  let answers;
  for (;;) {
    const view = await show();
    const now = performance.now() - begun;
    answers ??= now;
    if (view.state === 'on') return { answers, on: now };
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
})()`;
const byHttp = (devnet: string, txid: Txid): string => `(async () => {
  const begun = performance.now();
  const response = await fetch('${devnet}/1sat/beef/${txid}/tx', { cache: 'no-store' });
  const once = await crypto.subtle.digest('SHA-256', await response.arrayBuffer());
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', once)).toReversed();
  const ms = performance.now() - begun;
  const txid = Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('');
  if (txid !== '${txid}') throw new Error('other bytes came');
  return ms;
})()`;

const byDrawer = (txid: Txid): string => `(async () => {
  const begun = performance.now();
  const { active } = await navigator.serviceWorker.ready;
  const { port1, port2 } = new MessageChannel();
  const answer = new Promise((resolve) => { port1.onmessage = ({ data }) => resolve(data); });
  active.postMessage({ type: 'FETCH_POST', txid: '${txid}' }, [port2]);
  const { found } = await answer;
  if (found !== true) throw new Error('no neighbour had it');
  return performance.now() - begun;
})()`;

async function writeOne(devnet: string): Promise<{ readonly txid: Txid; readonly at: number }> {
  const response = await fetch(`${devnet}/dev/generate`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ posts: 1, authors: 1 }),
  });
  const { posts } = writtenSchema.parse(await response.json());
  return { txid: posts[0].txid, at: Date.now() };
}
