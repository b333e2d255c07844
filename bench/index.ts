import { parseArgs } from 'node:util';
import * as z from 'zod';
import { builtScript, bundleScript, startBareOrigin } from '#tests/support/bare-origin.ts';
import { startBrowser } from '#tests/support/browser-process.ts';
import { DevTools, type DrivenPage } from '#tests/support/devtools.ts';
import { figure, printTable, spread } from './measure.ts';
import { processorSeconds } from './processor-time.ts';

const PAGE = '<!doctype html><title>Index</title><script src="/page.js"></script>';
const CALLS = 1000;
const REOPENS = 3;

/**
 * The feed's index in a worker of Chromium: writing, starting anew, asking, and memory, with a store of one row a post in
 * the same run to compare with. The build must be there. `--posts` makes it smaller than a million.
 */
export async function run(options: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...options],
    options: { posts: { type: 'string', default: '1000000' } },
  });
  const posts = Number(values.posts);
  await using origin = await startBareOrigin({
    '/': { type: 'text/html', body: PAGE },
    '/page.js': await bundleScript('bench/index-page.ts'),
    '/index-worker.js': await bundleScript('bench/index-worker.ts'),
    '/feed.js': await builtScript('public/feed.js'),
  });
  await using browser = await startBrowser();
  using devtools = await DevTools.connect(browser.devtools);
  const page = await devtools.openPage(origin.url);
  await page.until('"bench" in globalThis');
  await printWriting(page, posts, () => processorSeconds(browser.pid));
  await page.close();
  await printReading(devtools, origin.url, posts);
}

async function printWriting(
  page: DrivenPage,
  posts: number,
  processor: () => Promise<number | undefined>,
): Promise<void> {
  const task = async (what: object): Promise<{ readonly answer: unknown; readonly seconds: number }> => {
    const before = await processor();
    const answer = await page.evaluate(`bench.run(${JSON.stringify(what)})`);
    return { answer, seconds: ((await processor()) ?? Number.NaN) - (before ?? Number.NaN) };
  };
  const hashedPosts = Math.min(posts, 200_000);
  const addsAt = [1000, posts];
  const rows = await task({ kind: 'rows' });
  const corpus = await task({ kind: 'corpus', posts: hashedPosts });
  const given = await task({ kind: 'write', network: 'devnet', posts, hashes: false, addsAt });
  const hashed = await task({ kind: 'write', network: 'test', posts: hashedPosts, hashes: true, addsAt: [] });
  const row = rowsSchema.parse(rows.answer);
  const rowRate = (row.rows / row.ms) * 1000;
  const line = (name: string, { answer, seconds }: typeof given, goal: number) => {
    const { posts: count, ms, indexMs } = writtenSchema.parse(answer).timed;
    const rate = (count / ms) * 1000;
    // What it took to make the corpus is taken off.
    const ofProcessor = count / (seconds - corpus.seconds * (count / hashedPosts));
    return [
      name,
      figure(rate),
      figure((count / indexMs) * 1000),
      figure(ofProcessor),
      figure(rate / rowRate),
      goalOf(rate, goal, 'at least'),
    ];
  };
  printTable(
    [
      'posts a second',
      'indexed and persisted',
      'indexed alone',
      'a processor second',
      'times the rows',
      'goal',
    ],
    [
      ['a row a post', figure(rowRate), '', '', '1.00', ''],
      line('ids given', given, 300_000),
      line('ids hashed', hashed, 90_000),
    ],
  );
  const adds = Object.entries(writtenSchema.parse(given.answer).adds).map(([at, ms]) => ({
    at: Number(at),
    ...spread(ms),
  }));
  printTable(
    ['adding one transaction, ms (min / median / max)', ''],
    adds.map(({ at, min, median, max }) => [
      `with ${figure(at)} posts`,
      `${figure(min)} / ${figure(median)} / ${figure(max)}`,
    ]),
  );
}

async function printReading(devtools: DevTools, url: string, posts: number): Promise<void> {
  const opened: number[] = [];
  let queries: Readonly<Record<string, readonly number[]>> = {};
  let bytes: number | undefined;
  for (let round = 0; round < REOPENS; round += 1) {
    const page = await devtools.openPage(url);
    await page.until('"bench" in globalThis');
    const reopened = reopenedSchema.parse(await page.evaluate('bench.reopen()'));
    if (reopened.posts < posts) throw new Error(`${reopened.posts} of ${posts} posts are there`);
    opened.push(reopened.ms);
    if (round === REOPENS - 1) {
      bytes = z
        .number()
        .optional()
        .parse(await page.evaluate('bench.memory()'));
      queries = queriesSchema.parse(await page.evaluate(`bench.queries(${CALLS})`));
    }
    await page.close();
  }
  const { median } = spread(opened);
  printTable(
    ['', 'figure', 'goal'],
    [
      ['reopened and first page answered, ms, median', figure(median), goalOf(median, 1500, 'below')],
      [
        'memory of page and worker, MB',
        bytes === undefined ? 'not measured' : figure(bytes / 1e6),
        bytes === undefined ? '' : goalOf(bytes / 1e6, 120, 'at most'),
      ],
    ],
  );
  printTable(
    ['query with its message, ms', 'p50', 'p99', 'goal'],
    Object.entries(queries).map(([name, ms]) => [
      name,
      figure(at(ms, 0.5)),
      figure(at(ms, 0.99)),
      goalOf(at(ms, 0.99), name === 'search' ? 30 : 2, 'below'),
    ]),
  );
}

const at = (ms: readonly number[], share: number): number =>
  ms.toSorted((a, b) => a - b)[Math.min(ms.length - 1, Math.floor(ms.length * share))] ?? Number.NaN;

function goalOf(value: number, goal: number, how: 'at least' | 'at most' | 'below'): string {
  const isMet = how === 'at least' ? value >= goal : how === 'below' ? value < goal : value <= goal;
  return `${isMet ? 'met' : 'MISSED'} (${how} ${figure(goal)})`;
}

const rowsSchema = z.object({ kind: z.literal('rows'), rows: z.number(), ms: z.number() });
const timedSchema = z.object({ posts: z.number(), ms: z.number(), indexMs: z.number() });
const writtenSchema = z.object({
  kind: z.literal('written'),
  timed: timedSchema,
  adds: z.record(z.string(), z.array(z.number())),
});
const reopenedSchema = z.object({ ms: z.number(), posts: z.number() });
const queriesSchema = z.record(z.string(), z.array(z.number()));
