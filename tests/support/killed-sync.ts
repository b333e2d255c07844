import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as z from 'zod';
import { builtScript, bundleScript, startBareOrigin } from './bare-origin.ts';
import { startBrowser } from './browser-process.ts';
import { DevTools, type DrivenPage } from './devtools.ts';
import { eventually } from './eventually.ts';
import { startServerProcess, type ServerProcess } from './server-process.ts';

export type KilledSyncOptions = {
  readonly posts: number;
  /** Posts of one transaction. */
  readonly each: number;
  readonly kills: number;
  /** Called after each kill. */
  readonly onKill?: (kill: KillFigures) => void;
};

/** What a browser had said it stored when it was killed, and what the next one found; in transactions. */
export type KillFigures = { readonly stored: number; readonly found: number; readonly bookmarks: number };

export type KilledSyncFigures = {
  readonly kills: readonly KillFigures[];
  /** Posts that were acknowledged and are not there. */
  readonly lost: number;
  /** Posts that are there and proven when all is read. */
  readonly proven: number;
};

const PAGE = '<!doctype html><title>Reading</title><script src="/page.js"></script>';
/** Posts that the devnet writes on one request. */
const AT_ONCE = 10_000;

/**
 * Reads a devnet's posts in a browser that is killed again and again while it does, each time with SIGKILL and soon after
 * another part was stored. Whatever the feed said it had stored must be there in the next browser, and in the end all of
 * it. The feed's script must be built.
 *
 * @throws {Error} as soon as anything acknowledged is missing.
 */
export async function killWhileReading({
  posts,
  each,
  kills,
  onKill,
}: KilledSyncOptions): Promise<KilledSyncFigures> {
  const data = await mkdtemp(path.join(tmpdir(), 'nabo-kill-'));
  const profile = path.join(data, 'profile');
  const args = ['--port', '0', '--data', path.join(data, 'devnet'), '--seed', 'none', '--interval', '3600'];
  const devnet = await startServerProcess('devnet/main.ts', args);
  try {
    await using origin = await startBareOrigin({
      '/': { type: 'text/html', body: PAGE },
      '/page.js': await bundleScript('tests/support/reading-page.ts'),
      '/feed.js': await builtScript('public/feed.js'),
    });
    const ids = await writePosts(devnet, posts, each);
    const reader = { origin: origin.url, source: `${devnet.url}/1sat`, profile };
    const figures: KillFigures[] = [];
    const kept: string[] = [];
    let stored = 0;
    for (let kill = 0; kill < kills; kill += 1) {
      const target = Math.floor((posts / each / kills) * kill);
      const outcome = await readUntilKilled(reader, { target, stored, keep: ids[kill] ?? '', kept });
      figures.push(outcome);
      onKill?.(outcome);
      ({ stored } = outcome);
      kept.push(ids[kill] ?? '');
    }
    const proven = await readToEnd(reader, ids, kept, stored);
    return { kills: figures, lost: ids.length - proven, proven };
  } finally {
    await devnet.kill();
    await rm(data, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }
}

async function writePosts(devnet: ServerProcess, posts: number, each: number): Promise<string[]> {
  const ids: string[] = [];
  const post = async (where: string, body: object): Promise<unknown> => {
    const response = await fetch(`${devnet.url}/dev/${where}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${where}: ${response.status} ${await response.text()}`);
    return response.json();
  };
  while (ids.length < posts) {
    const count = Math.min(AT_ONCE, posts - ids.length);
    const answer = await post('generate', { posts: count, authors: 50, each, signed: false });
    ids.push(...generatedSchema.parse(answer).posts.map(({ id }) => id));
    await post('mine', { count: 1 });
  }
  return ids;
}

type Reader = { readonly origin: string; readonly source: string; readonly profile: string };

/** Reads until so many transactions are stored, and a moment longer; then the browser is gone. */
async function readUntilKilled(
  reader: Reader,
  ask: {
    readonly target: number;
    readonly stored: number;
    readonly keep: string;
    readonly kept: readonly string[];
  },
): Promise<KillFigures> {
  await using browser = await startBrowser(reader.profile);
  using devtools = await DevTools.connect(browser.devtools);
  const page = await devtools.openPage(reader.origin);
  const found = await begin(page, reader, ask.stored);
  const bookmarks = await lookAtKept(page, ask.kept);
  let stored = ask.stored;
  await eventually(
    async () => {
      stored = Math.max(stored, z.number().parse(await page.evaluate('reading.stored()')));
      if (stored <= ask.target) throw new Error(`${stored} of ${ask.target} are stored`);
    },
    { timeout: 120_000, interval: 5 },
  );
  await page.evaluate(`reading.keep(${JSON.stringify(ask.keep)})`);
  // Anywhere between two writes and within one.
  await new Promise((resolve) => setTimeout(resolve, Math.random() * 60));
  stored = Math.max(stored, z.number().parse(await page.evaluate('reading.stored()')));
  await browser.kill();
  return { stored, found, bookmarks };
}

/** Reads on to the end, and looks for every post. Answers how many are there and proven. */
async function readToEnd(
  reader: Reader,
  ids: readonly string[],
  kept: readonly string[],
  stored: number,
): Promise<number> {
  await using browser = await startBrowser(reader.profile);
  using devtools = await DevTools.connect(browser.devtools);
  const page = await devtools.openPage(reader.origin);
  await begin(page, reader, stored);
  await lookAtKept(page, kept);
  await eventually(
    async () => {
      const status = statusSchema.parse(await page.evaluate('reading.status()'));
      if (status.proven < ids.length) throw new Error(`${status.proven} of ${ids.length} are proven`);
      if (status.refused > 0) throw new Error(`${status.refused} were refused`);
    },
    { timeout: 300_000, interval: 200 },
  );
  let proven = 0;
  for (let at = 0; at < ids.length; at += 100) {
    const some = JSON.stringify(ids.slice(at, at + 100));
    proven += z.array(z.string()).parse(await page.evaluate(`reading.proven(${some})`)).length;
  }
  return proven;
}

async function begin(page: DrivenPage, { source }: Reader, stored: number): Promise<number> {
  await page.until('"reading" in globalThis');
  const found = z.number().parse(await page.evaluate(`reading.begin(${JSON.stringify(source)})`));
  if (found < stored) throw new Error(`${stored} transactions were stored, and ${found} are found`);
  return found;
}

async function lookAtKept(page: DrivenPage, kept: readonly string[]): Promise<number> {
  const found = new Set(z.array(z.string()).parse(await page.evaluate('reading.kept()')));
  const missing = kept.filter((id) => !found.has(id));
  if (missing.length > 0) throw new Error(`${missing.length} bookmarks of ${kept.length} are gone`);
  return found.size;
}

const generatedSchema = z.object({ posts: z.array(z.object({ id: z.string() })) });
const statusSchema = z.object({ proven: z.number(), refused: z.number() });
