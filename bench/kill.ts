import { parseArgs } from 'node:util';
import { killWhileReading } from '#tests/support/killed-sync.ts';
import { figure, printTable } from './measure.ts';

/** Posts of one transaction: a page of the feed is stored every 50 transactions. */
const EACH = 10;

/**
 * Kills a browser again and again while it reads a devnet, and counts what it had said it stored and is not there. The
 * build must be there. `--posts` and `--kills` make it shorter.
 */
export async function run(options: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...options],
    options: { posts: { type: 'string', default: '100000' }, kills: { type: 'string', default: '50' } },
  });
  const [posts, kills] = [Number(values.posts), Number(values.kills)];
  if (!(posts >= EACH) || !(kills >= 1)) throw new RangeError('--posts 10 and --kills 1 are the least');
  console.log(`Writing ${figure(posts)} posts, then reading them in a browser that is killed ${kills} times`);
  const begun = performance.now();
  const figures = await killWhileReading({
    posts,
    each: EACH,
    kills,
    onKill: ({ stored, found }) => console.log(`  killed with ${stored} stored; it had begun with ${found}`),
  });
  const stored = figures.kills.map((kill) => kill.stored);
  printTable(
    ['figure', '', 'goal'],
    [
      ['kills', figure(figures.kills.length), ''],
      ['transactions that the last kill found stored', figure(stored.at(-1) ?? 0), ''],
      ['posts that are there and proven in the end', figure(figures.proven), figure(posts)],
      [
        'posts and bookmarks that were acknowledged and lost',
        figure(figures.lost),
        figures.lost === 0 ? 'met (0)' : 'MISSED (0)',
      ],
      ['seconds', figure((performance.now() - begun) / 1000), ''],
    ],
  );
}
