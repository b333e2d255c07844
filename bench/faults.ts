import { parseArgs } from 'node:util';
import { runFaults } from '#tests/support/fault-run.ts';
import { printTable } from './measure.ts';

/**
 * Posts that are written all at once to a devnet whose broadcasters fail on command. Options: `--posts N` (2,000),
 * `--writers N` (8), `--percent N` (30), `--seed N` (1), `--minutes N` until it is given up (20).
 */
export async function run(options: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...options],
    options: {
      posts: { type: 'string', default: '2000' },
      writers: { type: 'string', default: '8' },
      percent: { type: 'string', default: '30' },
      seed: { type: 'string', default: '1' },
      minutes: { type: 'string', default: '20' },
    },
  });
  const [posts, writers, percent, seed, minutes] = [
    values.posts,
    values.writers,
    values.percent,
    values.seed,
    values.minutes,
  ].map(Number) as [number, number, number, number, number];
  const from = performance.now();
  const { onChain, falseTicks, ticks, retries, handedOver } = await runFaults({
    posts,
    writers,
    percent,
    seed,
    patience: minutes * 60_000,
  });
  const once = onChain.get(1) ?? 0;
  printTable(
    ['goal', 'measured', ''],
    [
      ['each on the chain exactly once', `${once} of ${posts}`, once === posts ? 'met' : 'MISSED'],
      [
        'none is called seen on a word alone',
        `${falseTicks} of ${ticks}`,
        falseTicks === 0 ? 'met' : 'MISSED',
      ],
    ],
  );
  const others = [...onChain]
    .filter(([times]) => times !== 1)
    .map(([times, count]) => `${count} ${times} times`);
  if (others.length > 0) console.log(`  on the chain otherwise: ${others.join(', ')}`);
  const seconds = Math.round((performance.now() - from) / 1_000);
  console.log(
    `  ${percent} % of submissions failed, seed ${seed}: ${handedOver} bodies to our route, ${retries} times`,
  );
  console.log(`  tried again by a person, ${seconds} s\n`);
  if (once !== posts || falseTicks > 0) process.exitCode = 1;
}
