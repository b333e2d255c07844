import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import type { CDPSession } from 'playwright-core';
import { bundleScript } from '#tests/support/bare-origin.ts';
import { openProfile, type Profile } from '#tests/support/chromium.ts';
import { startServerProcess } from '#tests/support/server-process.ts';
import * as z from 'zod';
import { figure, printTable, showSpread, spread } from './measure.ts';
import type { IndexTask } from './index-worker.ts';

const PHONE = { width: 412, height: 823 };
const SPEED = 4_000;
/** Longer than a frame and a half at 60 a second: one was missed. */
const MISSED_MS = 25;
const LONG_TASK_MS = 50;
/** Gestures that find no new post before the feed is taken to have ended. */
const PATIENCE = 12;

type Seen = {
  readonly gaps: readonly number[];
  readonly tasks: readonly number[];
  readonly posts: number;
  readonly elements: number;
};

/**
 * The feed of a full index, scrolled by gestures at 4,000 pixels a second on a slowed processor until so many posts were on
 * screen: frames, long tasks, elements, heap. The build must be there. What the browser draws it draws by the processor.
 */
export async function run(options: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...options],
    options: {
      held: { type: 'string', default: '100000' },
      posts: { type: 'string', default: '1000' },
      runs: { type: 'string', default: '3' },
      slowed: { type: 'string', default: '4' },
    },
  });
  const slowed = Number(values.slowed);
  const host = await startServerProcess('host/server.ts', [], {
    PORT: '0',
    HOST: '127.0.0.1',
    NABO_DEVNET_URL: 'http://127.0.0.1:9',
  });
  const profile = await openProfile();
  const load = [loadavg()[0] ?? 0];
  const rows: Awaited<ReturnType<typeof scroll>>[] = [];
  try {
    await fill(profile, host.url, Number(values.held));
    for (let at = 0; at < Number(values.runs); at += 1)
      rows.push({
        ...(await scroll(profile, host.url, { posts: Number(values.posts), slowed })),
        // Slowing down is done by spinning, which would count; so this is taken without it.
        computed: (await scroll(profile, host.url, { posts: Number(values.posts), slowed: 1 })).computed,
      });
  } finally {
    await profile.close();
    await host.kill();
  }
  load.push(loadavg()[0] ?? 0);
  /** A machine with other work stretches tasks: this is what they would take so many times slower, alone. */
  const longOf = (computed: readonly number[]): number =>
    computed.filter((ms) => ms * slowed > LONG_TASK_MS).length;
  const line = (name: string, of: (row: (typeof rows)[number]) => number, goal: number) => {
    const all = spread(rows.map(of));
    return [name, showSpread(all), `${all.median <= goal ? 'met' : 'MISSED'} (${figure(goal)})`];
  };
  printTable(
    [
      `${values.posts} posts of ${values.held}, ${values.slowed} times slower`,
      'least / middle / greatest',
      'goal',
    ],
    [
      ['posts seen', showSpread(spread(rows.map(({ posts }) => posts))), ''],
      ['frames a second', showSpread(spread(rows.map(({ rate }) => rate))), ''],
      line('frames missed, %', ({ missed }) => missed, 1),
      line(`tasks above ${LONG_TASK_MS} ms`, ({ tasks }) => tasks.length, 0),
      ['the longest of them, ms', showSpread(spread(rows.map(({ tasks }) => Math.max(0, ...tasks)))), ''],
      line(`tasks above ${LONG_TASK_MS} ms by what they compute`, ({ computed }) => longOf(computed), 0),
      [
        'the longest of them, ms',
        showSpread(spread(rows.map(({ computed }) => slowed * Math.max(0, ...computed)))),
        '',
      ],
      ['greatest gap between frames, ms', showSpread(spread(rows.map(({ worst }) => worst))), ''],
      line('elements at most', ({ elements }) => elements, 900),
      line('heap that was added, MB', ({ heap }) => heap, 8),
    ],
  );
  console.log(`load before and after: ${load.map((each) => each.toFixed(1)).join(', ')}`);
}

/** Puts an index into the profile, by the classes that the feed worker runs. */
async function fill(profile: Profile, url: string, posts: number): Promise<void> {
  const page = await profile.newPage();
  const script = await bundleScript('bench/index-worker.ts');
  await profile.route('**/fill.html', (route) =>
    route.fulfill({ contentType: 'text/html', body: '<title>Fill</title>' }),
  );
  await profile.route('**/index-worker.js', (route) =>
    route.fulfill({ contentType: script.type, body: Buffer.from(script.body) }),
  );
  await page.goto(`${url}/fill.html`);
  const task: IndexTask = { kind: 'write', network: 'devnet', posts, hashes: false, addsAt: [] };
  const answer = await page.evaluate(
    (what) =>
      new Promise<{ readonly kind: string; readonly message?: string }>((resolve) => {
        const worker = new Worker('/index-worker.js');
        worker.addEventListener('message', ({ data }) => resolve(data));
        worker.postMessage(what);
      }),
    task,
  );
  if (answer.kind !== 'written') throw new Error(answer.message ?? 'nothing was written');
  await page.close();
}

async function scroll(
  profile: Profile,
  url: string,
  { posts, slowed }: { readonly posts: number; readonly slowed: number },
) {
  const page = await profile.newPage();
  await page.setViewportSize(PHONE);
  const session = await profile.newCDPSession(page);
  await session.send('Performance.enable');
  await session.send('Emulation.setCPUThrottlingRate', { rate: slowed });
  await page.goto(url);
  await page.getByRole('article').first().waitFor();
  await page.waitForFunction(() => document.querySelector('[role="feed"][aria-busy="false"]') !== null);
  // What is loaded once the page rests is no part of it.
  await page.waitForLoadState('networkidle');
  const before = await heapOf(session);
  await page.evaluate(watch);
  const trace = await traceTasks(session);
  const from = performance.now();
  let seen = 0;
  for (let idle = 0; seen < posts && idle < PATIENCE;) {
    await session.send('Input.synthesizeScrollGesture', {
      x: PHONE.width / 2,
      y: PHONE.height / 2,
      yDistance: -SPEED,
      speed: SPEED,
      gestureSourceType: 'mouse',
      preventFling: true,
    });
    const now = await page.evaluate(() => (globalThis as unknown as Watched).watched.posts.size);
    idle = now === seen ? idle + 1 : 0;
    seen = now;
  }
  const seconds = (performance.now() - from) / 1_000;
  const { gaps, tasks, elements } = await page.evaluate((): Seen => {
    const { watched } = globalThis as unknown as Watched;
    watched.isOver = true;
    const { gaps, tasks, elements } = watched;
    return { gaps, tasks, posts: watched.posts.size, elements };
  });
  const computed = await trace();
  const heap = (await heapOf(session)) - before;
  await page.close();
  const missed = gaps.filter((gap) => gap > MISSED_MS).length;
  return {
    posts: seen,
    rate: gaps.length / seconds,
    missed: (100 * missed) / gaps.length,
    worst: Math.max(...gaps),
    tasks,
    computed,
    elements,
    heap,
  };
}

/** An event of a trace, as far as it is read. */
const eventSchema = z.object({
  name: z.string(),
  pid: z.number(),
  tid: z.number(),
  tdur: z.number().optional(),
});

/** Traces from now on; answers, when called, how long each task of the page computed, in milliseconds. */
async function traceTasks(session: CDPSession): Promise<() => Promise<readonly number[]>> {
  const tasks = new Map<string, number[]>();
  session.on('Tracing.dataCollected', ({ value }) => {
    for (const each of value) {
      const event = eventSchema.safeParse(each).data;
      if (event?.tdur === undefined || event.name !== 'RunTask') continue;
      const thread = `${event.pid} ${event.tid}`;
      tasks.set(thread, [...(tasks.get(thread) ?? []), event.tdur / 1_000]);
    }
  });
  const categories = ['toplevel', 'devtools.timeline', 'disabled-by-default-devtools.timeline'];
  await session.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: { includedCategories: categories, excludedCategories: ['*'] },
  });
  return async () => {
    const complete = new Promise((resolve) => session.once('Tracing.tracingComplete', resolve));
    await session.send('Tracing.end');
    await complete;
    const sum = (all: readonly number[]): number => all.reduce((total, each) => total + each, 0);
    // Of all threads of the browser the page's own has most to do.
    return [...tasks.values()].sort((a, b) => sum(b) - sum(a))[0] ?? [];
  };
}

type Watched = {
  readonly watched: {
    readonly gaps: number[];
    readonly tasks: number[];
    readonly posts: Set<string>;
    elements: number;
    isOver: boolean;
  };
};

/** Runs in the page: notes each frame, and which posts it shows, by a few hit tests that cost the same in any list. */
function watch(): void {
  const watched: Watched['watched'] = { gaps: [], tasks: [], posts: new Set(), elements: 0, isOver: false };
  Object.assign(globalThis, { watched });
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) watched.tasks.push(duration);
  }).observe({ type: 'longtask' });
  const places = [0.2, 0.4, 0.6, 0.8].map((part) => part * window.innerHeight);
  const all = document.getElementsByTagName('*');
  let last = performance.now();
  const tick = (now: number): void => {
    watched.gaps.push(now - last);
    last = now;
    for (const y of places) {
      const card = document.elementFromPoint(window.innerWidth / 2, y)?.closest('article');
      if (card?.dataset['id'] !== undefined) watched.posts.add(card.dataset['id']);
    }
    watched.elements = Math.max(watched.elements, all.length);
    if (!watched.isOver) requestAnimationFrame(tick);
  };
  requestAnimationFrame(tick);
}

/** Megabytes of the page's own heap, without what nobody holds any more. */
async function heapOf(session: CDPSession): Promise<number> {
  await session.send('HeapProfiler.collectGarbage');
  const { metrics } = await session.send('Performance.getMetrics');
  return (metrics.find(({ name }) => name === 'JSHeapUsedSize')?.value ?? Number.NaN) / 2 ** 20;
}
