import * as esbuild from 'esbuild';
import { chromium } from 'playwright-core';
import * as z from 'zod';
import { CHROMIUM_FLAGS, chromiumExecutable } from '#tests/support/chromium.ts';
import { figure, printTable, spread } from './measure.ts';

const PHONE = { viewport: { width: 412, height: 823 }, deviceScaleFactor: 1.75, isMobile: true };
const ROUNDS = 5;
/** A frame of 16.7 ms, and the tenth by which clocks in a page are blurred. */
const GOALS = { firstMs: 300, frameMs: 16.8, megabytes: 40 };
const CANVAS_BYTES = '(({width, height}) => 4 * width * height)(document.querySelector("canvas"))';

const VIEWS = {
  'all of it': [0, 999_999],
  'one epoch': [630_000, 839_999],
  'one period': [838_656, 840_671],
} as const satisfies Readonly<Record<string, readonly [number, number]>>;

const heapSchema = z.object({ usedSize: z.number(), backingStorageSize: z.number() });
const metricsSchema = z.object({ metrics: z.array(z.object({ name: z.string(), value: z.number() })) });

/** `busy`: milliseconds of the page's own thread a frame, in which waiting for the processor does not count. */
type Moved = { readonly gaps: readonly number[]; readonly busy: number };
type Round = {
  readonly first: number;
  readonly firstBusy: number;
  readonly moved: Readonly<Record<string, Moved>>;
  readonly bytes: number;
};

/** The map of a million blocks in Chromium, on a phone's screen with the processor four times as slow. */
export async function measureWorldMap(): Promise<void> {
  const script = await esbuild.build({
    entryPoints: ['bench/map-page.ts'],
    bundle: true,
    format: 'iife',
    platform: 'browser',
    target: 'es2022',
    minify: true,
    write: false,
  });
  const rounds: Round[] = [];
  for (let left = ROUNDS; left > 0; left -= 1) rounds.push(await oneRound(script.outputFiles[0]?.text ?? ''));
  const row = (name: string, of: (round: Round) => number, most: number): string[] => {
    const { median, min, max } = spread(rounds.map(of));
    return [name, figure(median), figure(min), figure(max), verdict(median, most)];
  };
  printTable(
    [`a million blocks, CPU 4 x, ${ROUNDS} times`, 'median', 'min', 'max', 'goal'],
    [
      row('first picture, ms', ({ first }) => first, GOALS.firstMs),
      row('  of which its thread was busy', ({ firstBusy }) => firstBusy, GOALS.firstMs),
      ...Object.keys(VIEWS).flatMap((name) => [
        row(
          `frame p95 while moved, ms: ${name}`,
          ({ moved }) => percentile(moved[name]?.gaps ?? [], 0.95),
          GOALS.frameMs,
        ),
        row('  its thread busy a frame, mean', ({ moved }) => moved[name]?.busy ?? Number.NaN, GOALS.frameMs),
      ]),
      row('heap and pixels of the page, MB', ({ bytes }) => bytes / 1e6, GOALS.megabytes),
    ],
  );
}

async function oneRound(script: string): Promise<Round> {
  const browser = await chromium.launch({ executablePath: chromiumExecutable(), args: CHROMIUM_FLAGS });
  try {
    const context = await browser.newContext(PHONE);
    const page = await context.newPage();
    const devtools = await context.newCDPSession(page);
    await page.setContent(
      '<!doctype html><style>body{margin:0}canvas{display:block;width:412px;height:560px}</style><canvas></canvas>',
    );
    await page.addScriptTag({ content: script });
    await devtools.send('Emulation.setCPUThrottlingRate', { rate: 4 });
    await devtools.send('Performance.enable', { timeDomain: 'threadTicks' });
    const busyMs = async (): Promise<number> => {
      const { metrics } = metricsSchema.parse(await devtools.send('Performance.getMetrics'));
      return 1000 * (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN);
    };
    const before = await busyMs();
    const first = z.number().parse(await page.evaluate('map.first()'));
    const firstBusy = (await busyMs()) - before;
    const moved: Record<string, Moved> = {};
    for (const [name, [from, to]] of Object.entries(VIEWS)) {
      await page.evaluate(`map.look(${from}, ${to})`);
      const start = await busyMs();
      const gaps = z.array(z.number()).parse(await page.evaluate('map.pan()'));
      moved[name] = { gaps, busy: ((await busyMs()) - start) / gaps.length };
    }
    await devtools.send('HeapProfiler.collectGarbage');
    const heap = heapSchema.parse(await devtools.send('Runtime.getHeapUsage'));
    const canvas = z.number().parse(await page.evaluate(CANVAS_BYTES));
    return { first, firstBusy, moved, bytes: heap.usedSize + heap.backingStorageSize + canvas };
  } finally {
    await browser.close();
  }
}

const verdict = (value: number, most: number): string =>
  `${value <= most ? 'met' : 'MISSED'} (at most ${figure(most)})`;

function percentile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}
