import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

const ROOT = path.resolve(import.meta.dirname, '../..');

let data: string;
let running: Started | undefined;

beforeEach(async () => {
  data = await mkdtemp(path.join(tmpdir(), 'nabo-start-'));
});

afterEach(async () => {
  if (running !== undefined && running.child.exitCode === null) running.child.kill('SIGKILL');
  running = undefined;
  await rm(data, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

type Started = {
  readonly child: ChildProcess;
  readonly port: number;
  readonly devnetPort: number;
  readonly milliseconds: number;
  readonly output: () => string;
};

/** Runs `npm start` where the build is current, until it says that it is up. */
async function start(...flags: readonly string[]): Promise<Started> {
  const [port, devnetPort] = [await freePort(), await freePort()];
  const began = performance.now();
  const child = spawn(process.execPath, ['host/start.mjs', ...flags], {
    cwd: ROOT,
    env: { ...process.env, PORT: String(port), DEVNET_PORT: String(devnetPort), NABO_DATA_DIR: data },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
  await vi.waitUntil(() => text.includes('Ctrl-C') || child.exitCode !== null, {
    timeout: 60_000,
    interval: 20,
  });
  expect(text).toContain('Ctrl-C');
  running = { child, port, devnetPort, milliseconds: performance.now() - began, output: () => text };
  return running;
}

const answers = (url: string): Promise<number> =>
  fetch(url).then(
    (response) => response.arrayBuffer().then(() => response.status),
    () => 0,
  );

async function stop({ child }: Started): Promise<unknown> {
  const ended = once(child, 'exit');
  child.kill('SIGINT');
  return (await ended)[0];
}

describe('npm start', () => {
  it('says where the app, its network and its data are, and ends all of it on Ctrl-C', async () => {
    const nabo = await start();
    expect(nabo.output()).toContain(`http://localhost:${nabo.port}`);
    expect(nabo.output()).toContain('devnet');
    expect(nabo.output()).toContain(path.join(data, 'devnet'));
    const app = `http://127.0.0.1:${nabo.port}`;
    const devnet = `http://127.0.0.1:${nabo.devnetPort}`;
    expect(await answers(`${app}/`)).toBe(200);
    expect(await answers(`${devnet}/v1/health`)).toBe(200);
    const config: unknown = await (await fetch(`${app}/config.json`)).json();
    expect(config).toMatchObject({
      network: 'devnet',
      sources: [{ url: `${devnet}/1sat` }],
      faucet: `${devnet}/dev/faucet`,
    });

    expect(await stop(nabo)).toBe(0);
    expect(await answers(`${app}/`)).toBe(0);
    expect(await answers(`${devnet}/v1/health`)).toBe(0);
  });

  it('is up again in under five seconds, over the same data', async () => {
    await stop(await start());
    const again = await start();
    expect(again.milliseconds).toBeLessThan(5_000);
    expect(again.output()).not.toMatch(/Installing|Building|Bringing/);
    await stop(again);
  });

  it('begins anew when asked, and names what it removed', async () => {
    await stop(await start());
    expect(await readdir(path.join(data, 'devnet'))).not.toEqual([]);
    const anew = await start('--fresh');
    expect(anew.output()).toContain(`Removed ${path.join(data, 'devnet')}`);
    await stop(anew);
  });

  it('runs no devnet for a public network', async () => {
    const nabo = await start('--network', 'main');
    expect(await answers(`http://127.0.0.1:${nabo.devnetPort}/v1/health`)).toBe(0);
    const config: unknown = await (await fetch(`http://127.0.0.1:${nabo.port}/config.json`)).json();
    expect(config).toMatchObject({ network: 'main' });
    expect(config).not.toHaveProperty('faucet');
    expect(await readdir(data)).toEqual([]);
    await stop(nabo);
  });

  it('ends the rest when one of them dies', async () => {
    const nabo = await start();
    const ended = once(nabo.child, 'exit');
    const pid = await devnetPid(nabo);
    process.kill(pid, 'SIGKILL');
    expect((await ended)[0]).toBe(1);
    expect(nabo.output()).toContain('The devnet ended');
    expect(await answers(`http://127.0.0.1:${nabo.port}/`)).toBe(0);
  });
});

/** The devnet's process among the children of the launcher. */
async function devnetPid({ child, devnetPort }: Started): Promise<number> {
  const ps = spawn('ps', ['-eo', 'pid=,ppid=,args='], { stdio: ['ignore', 'pipe', 'ignore'] });
  let text = '';
  ps.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
  await once(ps, 'close');
  const line = text
    .split('\n')
    .find((row) => row.includes(` ${child.pid} `) && row.includes(`--port ${devnetPort} `));
  if (line === undefined) throw new Error('no devnet among the children');
  return Number.parseInt(line, 10);
}
