import * as esbuild from 'esbuild';
import { chromium } from 'playwright-core';
import * as z from 'zod';
import { CHROMIUM_FLAGS, chromiumExecutable, SOFTWARE_WEBGL } from '#tests/support/chromium.ts';
import { figure, printTable, spread } from './measure.ts';
import { noise } from './corpus.ts';

const SCREEN = { viewport: { width: 412, height: 560 }, deviceScaleFactor: 1 };
/** From this length on a browser calls a task long. */
const LONG_MS = 50;

const openedSchema = z.object({ first: z.number(), lit: z.number(), longest: z.number() });
const turnedSchema = z.object({ gaps: z.array(z.number()), pictures: z.number(), quality: z.string() });

/**
 * A district in three dimensions, drawn by the processor alone (SwiftShader), which is the tier of machines without a
 * graphics card: how long it takes to be seen, the longest task until its light is worked out, and how often it is drawn
 * while it turns. On a graphics card the last is another figure, which cannot be measured here.
 */
export async function measureCity(sizes: readonly number[]): Promise<void> {
  const script = await esbuild.build({
    entryPoints: ['bench/city-page.ts'],
    bundle: true,
    format: 'iife',
    platform: 'browser',
    target: 'es2022',
    minify: true,
    write: false,
  });
  const vbytes = Array.from(noise(sizes.length, 7), (byte) => 150 + 12 * byte);
  const args = [...CHROMIUM_FLAGS, ...SOFTWARE_WEBGL];
  const browser = await chromium.launch({ executablePath: chromiumExecutable(), args });
  try {
    const page = await (await browser.newContext(SCREEN)).newPage();
    await page.setContent(
      '<!doctype html><style>body{margin:0}canvas{display:block;width:412px;height:560px}</style><canvas></canvas>',
    );
    await page.addScriptTag({ content: script.outputFiles[0]?.text ?? '' });
    const asked = `city.open(${JSON.stringify(sizes)}, ${JSON.stringify(vbytes)})`;
    const { first, lit, longest } = openedSchema.parse(await page.evaluate(asked));
    const { gaps, pictures, quality } = turnedSchema.parse(await page.evaluate('city.turn()'));
    const { median, max } = spread(gaps);
    printTable(
      [`a city of ${figure(sizes.length)}, no graphics card`, 'ms', 'goal'],
      [
        ['first picture', figure(first), ''],
        ['light worked out', figure(lit), ''],
        [
          'longest task until then',
          figure(longest),
          `${longest <= LONG_MS ? 'met' : 'MISSED'} (at most ${figure(LONG_MS)})`,
        ],
        [
          'frame to frame of the page while it turns, median and most',
          `${figure(median)} / ${figure(max)}`,
          '',
        ],
        ['pictures a second', figure(pictures), `quality: ${quality}`],
      ],
    );
  } finally {
    await browser.close();
  }
}
