import * as esbuild from 'esbuild';
import { chromium } from 'playwright-core';
import * as z from 'zod';
import { CHROMIUM_FLAGS, chromiumExecutable } from '#tests/support/chromium.ts';
import { figure, printTable, showSpread, spread } from './measure.ts';

const PHONE = { viewport: { width: 412, height: 823 }, deviceScaleFactor: 1.75, isMobile: true };
const TIMES = 25;
/** The first pictures are drawn by code that the engine has not met yet. */
const WARM_UP = 5;
/** By how many times slower the processor is made, and how long a picture may take then. */
const GOALS = [
  [1, 8],
  [4, 16.7],
] as const;

const stepsSchema = z.array(
  z.object({
    ready: z.number(),
    read: z.number(),
    laidOut: z.number(),
    drawn: z.number(),
    shown: z.number(),
  }),
);

const metricsSchema = z.object({ metrics: z.array(z.object({ name: z.string(), value: z.number() })) });

/** A district from the bytes that are kept of its block to its picture in Chromium, on a phone's screen. */
export async function measurePlanPicture(kept: Uint8Array, parcels: number): Promise<void> {
  const script = await esbuild.build({
    entryPoints: ['bench/plan-page.ts'],
    bundle: true,
    format: 'iife',
    platform: 'browser',
    target: 'es2022',
    minify: true,
    write: false,
  });
  const browser = await chromium.launch({ executablePath: chromiumExecutable(), args: CHROMIUM_FLAGS });
  try {
    const context = await browser.newContext(PHONE);
    const page = await context.newPage();
    const devtools = await context.newCDPSession(page);
    await page.setContent(
      '<!doctype html><style>body{margin:0}div{width:412px;height:412px}canvas{display:block;width:100%;height:100%}</style>',
    );
    await page.addScriptTag({ content: script.outputFiles[0]?.text ?? '' });
    await devtools.send('Performance.enable', { timeDomain: 'threadTicks' });
    const busyMs = async (): Promise<number> => {
      const { metrics } = metricsSchema.parse(await devtools.send('Performance.getMetrics'));
      return 1000 * (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN);
    };
    await page.evaluate(`globalThis.kept = ${JSON.stringify(Array.from(kept))}`);
    for (const [rate, most] of GOALS) {
      await devtools.send('Emulation.setCPUThrottlingRate', { rate });
      const before = await busyMs();
      const all = stepsSchema.parse(await page.evaluate(`plan.paint(globalThis.kept, ${TIMES})`));
      const busy = ((await busyMs()) - before) / TIMES;
      const steps = all.slice(WARM_UP);
      const whole = spread(steps.map(({ read, laidOut, drawn, shown }) => read + laidOut + drawn + shown));
      const row = (name: string, of: (step: (typeof steps)[number]) => number): string[] => [
        name,
        showSpread(spread(steps.map(of))),
        '',
      ];
      printTable(
        [`${figure(parcels)} parcels from kept bytes to pixels, CPU ${rate} x`, 'ms', 'goal'],
        [
          row('a canvas made ready, while nothing is here yet', ({ ready }) => ready),
          row('bytes read', ({ read }) => read),
          row('laid out', ({ laidOut }) => laidOut),
          row('drawn', ({ drawn }) => drawn),
          row('put on the canvas', ({ shown }) => shown),
          [
            'all of it',
            showSpread(whole),
            `${whole.median <= most ? 'met' : 'MISSED'} (at most ${figure(most)})`,
          ],
          ['its thread busy a picture, frames included, mean', figure(busy), ''],
        ],
      );
    }
  } finally {
    await browser.close();
  }
}
