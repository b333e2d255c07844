import { parseArgs } from 'node:util';
import { measureTaps } from '#tests/support/tap-times.ts';
import { printTable, showSpread, spread } from './measure.ts';

const GOAL_MS = 50;

/** From the press on "Post" to the post on screen, with the page's processor slowed down. The build must be there. */
export async function run(options: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...options],
    options: { posts: { type: 'string', default: '30' }, slowed: { type: 'string', default: '4' } },
  });
  const slowed = Number(values.slowed);
  const times = await measureTaps(Number(values.posts), slowed);
  const shown = spread(times.map((time) => time.shown));
  printTable(
    [`milliseconds, ${slowed} times slower`, 'least / middle / greatest', 'goal'],
    [
      [
        'until it is on screen',
        showSpread(shown),
        `${shown.median < GOAL_MS ? 'met' : 'MISSED'} (${GOAL_MS})`,
      ],
      ['that the page computed by then', showSpread(spread(times.map((time) => time.computed))), ''],
      ['until it is saved', showSpread(spread(times.map((time) => time.saved))), ''],
    ],
  );
}
