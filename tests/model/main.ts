import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { IDBKeyRange } from 'fake-indexeddb';
import fc from 'fast-check';
import { live, lives } from './schedule.ts';

/**
 * `npm run model -- [--count N] [--seed N] [--processes N]`: plays 100,000 lives of an outbox, or as many as are asked
 * for. `--path P` with the seed of a failure plays that one life again.
 */
const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '100000' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    processes: { type: 'string', default: '1' },
    path: { type: 'string' },
  },
});
/** Lives of one call of fast-check, which keeps a trace of each. */
const BATCH = 2_000;

const [count, seed, processes] = [values.count, values.seed, values.processes].map(wholeNumber) as [
  number,
  number,
  number,
];
if (processes > 1) await share();
else await play();

function wholeNumber(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  console.error('--count, --seed and --processes are whole numbers below a thousand million');
  process.exit(1);
}

/** Each process gets its part, and seeds of its own. */
async function share(): Promise<void> {
  const part = Math.ceil(count / processes);
  const ends = Array.from({ length: processes }, async (_none, at) => {
    const options = ['--count', String(part), '--seed', String(seed + at * 1_000_000)];
    const child = spawn(process.execPath, [import.meta.filename, ...options], { stdio: 'inherit' });
    const [code] = await once(child, 'exit');
    return code === 0;
  });
  process.exitCode = (await Promise.all(ends)).every(Boolean) ? 0 : 1;
}

async function play(): Promise<void> {
  globalThis.IDBKeyRange = IDBKeyRange;
  // Every abort makes an error, and the way to it is a third of its cost.
  Error.stackTraceLimit = 0;
  const from = performance.now();
  const played = { lives: 0, posts: 0, awaits: 0 };
  const said = (): string =>
    `${played.lives} lives, ${played.posts} posts, ${played.awaits} awaits, ${Math.round((performance.now() - from) / 1000)} s`;
  for (let batch = 0; played.lives < count; batch += 1) {
    const property = fc.asyncProperty(lives, async (schedule) => {
      const { wrongs, posts, awaits } = await live(schedule);
      played.lives += 1;
      played.posts += posts;
      played.awaits += awaits;
      if (wrongs.length > 0) throw new Error(wrongs.join('\n'));
    });
    const details = await fc.check(property, {
      numRuns: values.path === undefined ? Math.min(BATCH, count - played.lives) : 1,
      seed: seed + batch,
      endOnFailure: true,
      ...(values.path !== undefined && { path: values.path }),
    });
    if (details.failed) {
      const { counterexample, counterexamplePath, errorInstance } = details;
      console.error(
        `--seed ${seed + batch} --path ${counterexamplePath}\n${JSON.stringify(counterexample?.[0])}`,
      );
      console.error(errorInstance instanceof Error ? errorInstance.message : errorInstance);
      console.error(said());
      process.exit(1);
    }
    if (values.path !== undefined) break;
    if (batch % 5 === 4) console.log(said());
  }
  console.log(`seed ${seed}: ${said()}, nothing lost, said twice or leaked`);
}
