import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import { toHex } from '#lib/bytes/hex.ts';
import { onesatTx } from './corpus.ts';
import { startHost, type HostProcess } from './host-process.ts';
import { load, percentile, type Outcome, type Shot } from './load.ts';
import { figure, printTable } from './measure.ts';

const UPSTREAM_MS = 20;
/** As many as the route lets be under way at once (lib/broadcast/admission.ts). */
const CONNECTIONS = 64;
const MAX_P99_MS = 300;
const MAX_OVERLOAD_P99_MS = 1_500;
const MAX_RECOVERY_MS = 5_000;
const MAX_RSS = 500e6;
const LARGE_BYTES = 1_000_000;

/**
 * The route `/api/broadcast` of a host process with a build, on loopback: beside its bounds, over them, and after. Load
 * and upstream run in this process, so it takes a part of the same machine. Options: `--seconds N` for each load (8),
 * `--root DIR` for another checkout with a build.
 */
export async function run(options: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...options],
    options: {
      seconds: { type: 'string', default: '8' },
      root: { type: 'string', default: path.resolve(import.meta.dirname, '..') },
    },
  });
  const seconds = Number(values.seconds);
  if (!(seconds >= 1 && seconds <= 120)) throw new RangeError('--seconds is a number from 1 to 120');
  await using upstream = await startUpstream();
  await using host = await startHost(path.resolve(values.root), {
    NABO_NETWORK: 'devnet',
    NABO_DEVNET_URL: upstream.url,
    TRUST_PROXY: '1',
  });
  await measure(host, seconds);
}

async function measure(host: HostProcess, seconds: number): Promise<void> {
  const url = `${host.url}/api/broadcast`;
  const rows: string[][] = [];
  const at = async (name: string, shots: () => Shot, connections: number, lasts: number): Promise<Row> => {
    const watch = watchMemory(host);
    const { cpuMs } = await host.gauge();
    const outcome = await load({ url, connections, seconds: lasts, nextShot: shots });
    const row = { outcome, rss: await watch.stop(), cpuMs: (await host.gauge()).cpuMs - cpuMs };
    rows.push([name, ...cellsOf(row)]);
    return row;
  };

  const post = shooter(onesatTx('text/plain;charset=utf-8', new Uint8Array(750).fill(0x78)));
  const large = shooter(onesatTx('text/plain;charset=utf-8', new Uint8Array(LARGE_BYTES).fill(0x78)));
  // Ten bytes that claim sixteen million inputs.
  const junk = shooter(Uint8Array.of(1, 0, 0, 0, 0xfe, 0, 0xff, 0xff, 0xff, 0), false);

  await load({ url, connections: 8, seconds: 2, nextShot: post });
  const { rss: rssBefore } = await host.gauge();
  const few = await at('8 connections', post, 8, seconds / 2);
  const full = await at(`${CONNECTIONS} connections`, post, CONNECTIONS, seconds);
  const over = await at(`${CONNECTIONS * 4} connections`, post, CONNECTIONS * 4, seconds);
  const recovery = await recover(url, post);
  const refused = await at('junk, 64 connections', junk, CONNECTIONS, seconds / 2);
  const heavy = await at('1 MB each, 64 connections', large, CONNECTIONS, seconds / 2);
  await recover(url, post);
  const { rss: rssAfter } = await host.gauge();

  printTable(
    [
      `upstream ${UPSTREAM_MS} ms`,
      'a second',
      '200',
      'p50 ms',
      'p99 ms',
      'host ms each',
      'other',
      'errors',
      'RSS MB',
    ],
    rows,
  );
  const isGood = ({ outcome }: Row): boolean => outcome.errors.size === 0 && others(outcome, [200]) === 0;
  const goals: readonly (readonly [string, string, boolean])[] = [
    ['all are answered with 200 up to the bound', '', isGood(few) && isGood(full)],
    [`p99 at the bound <= ${MAX_P99_MS} ms`, figure(p99(full)), p99(full) <= MAX_P99_MS],
    [
      '4 times over it: 200 or 503 with Retry-After',
      '',
      over.outcome.errors.size === 0 &&
        others(over.outcome, [200, 503]) === 0 &&
        over.outcome.withoutRetry === 0,
    ],
    [
      `p99 of the 200s there <= ${MAX_OVERLOAD_P99_MS} ms`,
      figure(p99(over)),
      p99(over) <= MAX_OVERLOAD_P99_MS,
    ],
    [
      `as before within ${MAX_RECOVERY_MS} ms after it`,
      recovery === undefined ? 'never' : figure(recovery),
      recovery !== undefined && recovery <= MAX_RECOVERY_MS,
    ],
    ['junk is refused', '', refused.outcome.errors.size === 0 && others(refused.outcome, [400, 503]) === 0],
    [
      `never more than ${MAX_RSS / 1e6} MB of memory`,
      figure(Math.max(...[few, full, over, refused, heavy].map(({ rss }) => rss)) / 1e6),
      [few, full, over, refused, heavy].every(({ rss }) => rss <= MAX_RSS),
    ],
  ];
  printTable(
    ['goal', 'measured', ''],
    goals.map(([goal, measured, isMet]) => [goal, measured, isMet ? 'met' : 'MISSED']),
  );
  console.log(`  memory: ${figure(rssBefore / 1e6)} MB before, ${figure(rssAfter / 1e6)} MB after\n`);
  if (goals.some(([, , isMet]) => !isMet)) process.exitCode = 1;
}

/** `cpuMs`: what the host has computed meanwhile. It tells more than the clock where other programs have the machine. */
type Row = { readonly outcome: Outcome; readonly rss: number; readonly cpuMs: number };

const p99 = ({ outcome }: Row): number => percentile(outcome.goodMs, 99);

/** How many answers had another status than these. */
const others = ({ statuses }: Outcome, expected: readonly number[]): number =>
  [...statuses].reduce((sum, [status, count]) => (expected.includes(status) ? sum : sum + count), 0);

const list = (counts: ReadonlyMap<number | string, number>): string =>
  [...counts].map(([name, count]) => `${count} x ${name}`).join(', ');

function cellsOf({ outcome, rss, cpuMs }: Row): string[] {
  const { goodMs, statuses, errors, perSecond } = outcome;
  const rest = new Map([...statuses].filter(([status]) => status !== 200));
  const ms = [50, 99].map((part) => (goodMs.length === 0 ? '-' : figure(percentile(goodMs, part))));
  const total = [...statuses.values()].reduce((sum, count) => sum + count, 0);
  return [
    figure(perSecond),
    String(goodMs.length),
    ...ms,
    figure(cpuMs / total),
    list(rest),
    list(errors),
    figure(rss / 1e6),
  ];
}

/**
 * Milliseconds until a second of full load is served as it should be, from now to the begin of that second; `undefined`
 * when that does not happen in three times the time that it may take.
 */
async function recover(url: string, nextShot: () => Shot): Promise<number | undefined> {
  const from = performance.now();
  for (let begun = from; begun - from < MAX_RECOVERY_MS * 3; begun = performance.now()) {
    const outcome = await load({ url, connections: CONNECTIONS, seconds: 1, nextShot });
    const isGood = outcome.errors.size === 0 && others(outcome, [200]) === 0;
    if (isGood && percentile(outcome.goodMs, 99) <= MAX_P99_MS) return begun - from;
  }
  return undefined;
}

/** Looks at the host's memory until it is told to stop, and gives the most that it saw. */
function watchMemory(host: HostProcess): { stop(): Promise<number> } {
  let most = 0;
  const look = async (): Promise<void> => {
    most = Math.max(most, (await host.gauge()).rss);
  };
  let last: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    last = last.then(look);
  }, 250);
  return {
    async stop() {
      clearInterval(timer);
      await last;
      await look();
      return most;
    },
  };
}

/** Addresses that requests come from in turn; fewer than the route remembers, and none of them asks too much of it. */
const ADDRESSES = 9_000;

/** Requests with `body`, each another transaction by its lock time unless `isFresh` is false, from another address each. */
function shooter(body: Uint8Array, isFresh = true): () => Shot {
  let shots = 0;
  return () => {
    shots += 1;
    const own = isFresh ? body.slice() : body;
    if (isFresh) new DataView(own.buffer).setUint32(own.length - 4, shots, true);
    const address = shots % ADDRESSES;
    return { headers: { 'x-forwarded-for': `10.1.${address >> 8}.${address & 255}` }, body: own };
  };
}

/** Answers as ARC does to a plain transaction that it has seen, after a while. */
async function startUpstream(): Promise<AsyncDisposable & { readonly url: string }> {
  const sha256 = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest();
  const server = createServer((request, response) => {
    buffer(request).then(
      (body) => {
        const txid = toHex(sha256(sha256(body)).toReversed());
        const answer = JSON.stringify({ txid, txStatus: 'SEEN_ON_NETWORK' });
        setTimeout(() => {
          response.writeHead(200, {
            'content-type': 'application/json',
            'content-length': String(answer.length),
          });
          response.end(answer);
        }, UPSTREAM_MS);
      },
      () => response.destroy(),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
