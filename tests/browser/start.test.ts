import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import * as z from 'zod';
import { answers, npmStart, type Started } from '#tests/support/npm-start.ts';

let data: string;
let running: Started | undefined;

beforeEach(async () => {
  data = await mkdtemp(path.join(tmpdir(), 'nabo-start-'));
});

afterEach(async () => {
  running?.kill();
  running = undefined;
  await rm(data, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
});

async function start(...flags: readonly string[]): Promise<Started> {
  running = await npmStart({ data, flags });
  return running;
}

const configSchema = z.looseObject({ relays: z.array(z.string()), plug: z.string().optional() });

const configOf = async ({ port }: Started): Promise<z.infer<typeof configSchema>> =>
  configSchema.parse(await (await fetch(`http://127.0.0.1:${port}/config.json`)).json());

/** As a page of the app does it. */
const pullPlug = ({ port, controlPort }: Started, seconds: number): Promise<Response> =>
  fetch(`http://127.0.0.1:${controlPort}/dev/plug`, {
    method: 'POST',
    headers: { origin: `http://a.localhost:${port}`, 'content-type': 'application/json' },
    body: JSON.stringify({ seconds }),
  });

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
    const config = await configOf(nabo);
    expect(config).toMatchObject({
      network: 'devnet',
      sources: [{ url: `${devnet}/1sat` }],
      faucet: `${devnet}/dev/faucet`,
      plug: `http://127.0.0.1:${nabo.controlPort}/dev/plug`,
    });
    expect(config.relays).toEqual([
      expect.stringMatching(`^/ip4/127\\.0\\.0\\.1/tcp/${nabo.relayPort}/ws/p2p/12D3KooW\\w+$`),
    ]);
    expect(nabo.output()).toContain(config.relays[0]);
    // What speaks WebSocket only refuses a plain question.
    const relay = `http://127.0.0.1:${nabo.relayPort}/`;
    expect(await answers(relay)).toBe(400);

    expect(await nabo.stop()).toBe(0);
    expect(await answers(`${app}/`)).toBe(0);
    expect(await answers(`${devnet}/v1/health`)).toBe(0);
    expect(await answers(relay)).toBe(0);
  });

  it('keeps the name of its relay', async () => {
    const nameOf = (config: { relays: string[] }) => config.relays[0]?.split('/').at(-1);
    const first = await start();
    const name = nameOf(await configOf(first));
    await first.stop();
    const again = await start();
    expect(name).toMatch(/^12D3/);
    expect(nameOf(await configOf(again))).toBe(name);
    await again.stop();
  });

  it('runs without a relay that does not start, and says so', async () => {
    await mkdir(path.join(data, 'relay'));
    await writeFile(path.join(data, 'relay/key'), 'this is no key');
    const nabo = await start();
    expect(nabo.output()).toMatch(/Relay +none, so neighbours do not meet/);
    expect(nabo.output()).toContain(`${path.join(data, 'relay/key')} is no key`);
    expect((await configOf(nabo)).relays).toEqual([]);
    expect(await answers(`http://127.0.0.1:${nabo.port}/`)).toBe(200);
    await nabo.stop();
  });

  it('takes devnet and app away while the plug is pulled, and brings them back with what they held', async () => {
    const nabo = await start();
    const [app, devnet] = [
      `http://127.0.0.1:${nabo.port}/config.json`,
      `http://127.0.0.1:${nabo.devnetPort}/v1/health`,
    ];
    const before = await (await fetch(app)).text();
    const pull = await pullPlug(nabo, 5);
    expect([pull.status, await pull.json()]).toEqual([200, { seconds: 5 }]);
    expect([await answers(app), await answers(devnet)]).toEqual([0, 0]);
    expect(await answers(`http://127.0.0.1:${nabo.relayPort}/`)).toBe(400);

    const second = await pullPlug(nabo, 5);
    expect(second.status).toBe(409);
    expect(await second.text()).toMatch(/out already; the servers start again in [0-5] s/);

    await vi.waitUntil(() => nabo.output().includes('Devnet and app are back.'), { timeout: 60_000 });
    expect([await answers(app), await answers(devnet)]).toEqual([200, 200]);
    // The same chain (its era) and the same relay.
    expect(await (await fetch(app)).text()).toBe(before);
    await nabo.stop();
  });

  it('ends on Ctrl-C while the plug is pulled, and brings nothing back', async () => {
    const nabo = await start();
    expect((await pullPlug(nabo, 5)).status).toBe(200);
    expect(await nabo.stop()).toBe(0);
    expect(nabo.output()).not.toContain('are back');
    for (const port of [nabo.port, nabo.devnetPort, nabo.relayPort, nabo.controlPort])
      expect(await answers(`http://127.0.0.1:${port}/`)).toBe(0);
  });

  it('is up again in under five seconds, over the same data', async () => {
    await (await start()).stop();
    const again = await start();
    expect(again.milliseconds).toBeLessThan(5_000);
    expect(again.output()).not.toMatch(/Installing|Building|Bringing/);
    await again.stop();
  });

  it('begins anew when asked, and names what it removed', async () => {
    await (await start()).stop();
    expect(await readdir(path.join(data, 'devnet'))).not.toEqual([]);
    const anew = await start('--fresh');
    expect(anew.output()).toContain(`Removed ${path.join(data, 'devnet')}`);
    await anew.stop();
  });

  it('runs no devnet for a public network', async () => {
    const nabo = await start('--network', 'main');
    expect(await answers(`http://127.0.0.1:${nabo.devnetPort}/v1/health`)).toBe(0);
    const config = await configOf(nabo);
    expect(config).toMatchObject({ network: 'main', relays: [expect.stringContaining('/p2p/')] });
    expect(config).not.toHaveProperty('faucet');
    // All that this host keeps is the key of the relay.
    expect(await readdir(data)).toEqual(['relay']);

    expect(config).not.toHaveProperty('plug');
    expect(await answers(`http://127.0.0.1:${nabo.controlPort}/dev/plug`)).toBe(0);
    const plug = await fetch(`http://127.0.0.1:${nabo.port}/dev/plug`, { method: 'POST' });
    expect(plug.status).toBe(404);
    await nabo.stop();
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
