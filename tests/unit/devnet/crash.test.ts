import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { keyFrom } from '#devnet/keys.ts';
import { postJson } from './http.ts';
import { replay } from './replay.ts';

const MAIN = join(import.meta.dirname, '../../../devnet/main.ts');
const KILLS = 50;
/** Data files that are crashed side by side, to use what the machine has. */
const LANES = 2;
const BUDGET_MILLISECONDS = 240_000;
/** Answers that a devnet gives before it is killed, at most; then the kill comes at any moment of the next ones. */
const MAX_ANSWERS = 12;
const MAX_MILLISECONDS = 30;
/** About what a start takes; a share of the kills comes before it is over. */
const START_MILLISECONDS = 900;

const readySchema = z.object({ ready: z.literal(true), url: z.string() });
const txSchema = z.object({ txid: z.string() });
const blocksSchema = z.object({ blocks: z.array(z.object({ hash: z.string() })) });
const postsSchema = z.object({ posts: z.array(txSchema) });

/** A repeatable source of numbers from 0 to 1 (mulberry32). */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** What the devnet said it had done, before it was killed. */
type Acknowledged = { readonly txids: Set<string>; readonly blocks: Set<string> };

async function readyUrl(child: ChildProcess): Promise<string | undefined> {
  if (child.stdout === null) throw new Error('no standard output');
  for await (const line of createInterface({ input: child.stdout }))
    return readySchema.parse(JSON.parse(line)).url;
  return undefined;
}

/** Asks for coins, posts, blocks and reorgs, one after the other, until the devnet is gone. Tells each answer. */
async function keepBusy(
  url: string,
  next: () => number,
  acknowledged: Acknowledged,
  onAnswer: () => void,
): Promise<void> {
  const { address } = keyFrom('somebody with a crash helmet');
  for (;;) {
    const dice = next();
    if (dice < 0.5) {
      const given = await postJson(`${url}/dev/faucet`, { address });
      acknowledged.txids.add(txSchema.parse(await given.json()).txid);
    } else if (dice < 0.75) {
      const mined = await postJson(`${url}/dev/mine`, { count: 1 + Math.floor(next() * 3) });
      for (const { hash } of blocksSchema.parse(await mined.json()).blocks) acknowledged.blocks.add(hash);
    } else if (dice < 0.9) {
      const written = await postJson(`${url}/dev/generate`, { posts: 5, authors: 2 });
      for (const { txid } of postsSchema.parse(await written.json()).posts) acknowledged.txids.add(txid);
    } else {
      await (await postJson(`${url}/dev/reorg`, { depth: 1 + Math.floor(next() * 4) })).json();
    }
    onAnswer();
  }
}

/** Starts a devnet on `dataDir`, gives it work, and kills it at a moment that `next` chooses. */
async function crashOnce(dataDir: string, next: () => number, acknowledged: Acknowledged): Promise<void> {
  const child = spawn(
    process.execPath,
    [MAIN, '--port', '0', '--data', dataDir, '--seed', 'none', '--interval', '0.05'],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const gone = once(child, 'exit');
  const isEarly = next() < 0.2;
  if (isEarly) {
    await wait(next() * START_MILLISECONDS);
  } else {
    const url = await readyUrl(child);
    if (url === undefined) throw new Error('the devnet did not start again');
    const { promise: isDue, resolve } = Promise.withResolvers<void>();
    let answersLeft = Math.floor(next() * MAX_ANSWERS);
    const onAnswer = (): void => {
      answersLeft -= 1;
      if (answersLeft < 0) resolve();
    };
    const work = Array.from({ length: 3 }, () =>
      keepBusy(url, next, acknowledged, onAnswer).catch(() => undefined),
    );
    await Promise.race([isDue, Promise.all(work)]);
    await wait(next() * MAX_MILLISECONDS);
    child.kill('SIGKILL');
    await Promise.all(work);
  }
  child.kill('SIGKILL');
  await gone;
}

describe('a devnet that is killed', () => {
  it(
    `holds after each of ${KILLS} kills what it acknowledged, and what its blocks say`,
    { timeout: BUDGET_MILLISECONDS + 60_000 },
    async () => {
      const deadline = performance.now() + BUDGET_MILLISECONDS;
      const crashLane = async (lane: number): Promise<{ kills: number; height: number }> => {
        const dataDir = await mkdtemp(join(tmpdir(), 'nabo-crash-'));
        const file = join(dataDir, 'devnet.sqlite');
        const next = random(20_261_122 + lane);
        const acknowledged: Acknowledged = { txids: new Set(), blocks: new Set() };
        let height = -1;
        let kills = 0;
        try {
          for (; kills < KILLS / LANES && performance.now() < deadline; kills += 1) {
            await crashOnce(dataDir, next, acknowledged);
            if (!existsSync(file)) continue;
            const found = readAfterCrash(file);
            if (found === undefined) continue;
            expect(found.stored).toEqual(found.replayed);
            expect([...acknowledged.txids].filter((txid) => !found.txids.has(txid))).toEqual([]);
            expect([...acknowledged.blocks].filter((hash) => !found.blocks.has(hash))).toEqual([]);
            ({ height } = found);
          }
          expect(acknowledged.txids.size).toBeGreaterThan(20);
          return { kills, height };
        } finally {
          await rm(dataDir, { recursive: true, force: true });
        }
      };
      const lanes = await Promise.all(Array.from({ length: LANES }, (_, lane) => crashLane(lane)));
      for (const { kills, height } of lanes) {
        expect(kills).toBe(KILLS / LANES);
        expect(height).toBeGreaterThan(102);
      }
    },
  );
});

/** The data file's content, or `undefined` when the kill came before its tables were made. */
function readAfterCrash(file: string): ReturnType<typeof replay> | undefined {
  try {
    return replay(file);
  } catch (error) {
    if (error instanceof Error && error.message.includes('no such table')) return undefined;
    throw error;
  }
}
