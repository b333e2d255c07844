import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { assertPortFree } from '#host/launch/ports.mjs';
import { ROOT } from '#host/launch/settings.mjs';

const PORTS = ['PORT', 'DEVNET_PORT', 'RELAY_PORT', 'CONTROL_PORT'] as const;
const servers: Server[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.close();
    await once(server, 'close');
  }
});

async function takePort(host: string): Promise<number> {
  const server = createServer();
  server.listen(0, host);
  await once(server, 'listening');
  servers.push(server);
  return (server.address() as AddressInfo).port;
}

/** Runs `npm start` as a person would, and waits for its end. */
function start(variables: Readonly<Record<string, string>>): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [path.join(ROOT, 'host/start.mjs')],
      { cwd: ROOT, env: { ...process.env, ...variables } },
      (_error, stdout, stderr) => resolve({ code: child.exitCode ?? -1, output: stdout + stderr }),
    );
  });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

describe('a port in use', () => {
  it.each(['127.0.0.1', '0.0.0.0'])('is found on %s, and named with its variable', async (host) => {
    const port = await takePort(host);
    await expect(assertPortFree(port, 'PORT')).rejects.toThrow(`Port ${port} is in use`);
    await expect(assertPortFree(port, 'PORT')).rejects.toThrow(`PORT=${port + 1}`);
  });

  it('is free again once the other program is gone', async () => {
    await expect(assertPortFree(await freePort(), 'PORT')).resolves.toBeUndefined();
  });

  it.each(PORTS)('ends npm start before anything long: %s', async (variable) => {
    const taken = await takePort('127.0.0.1');
    const free = await Promise.all(PORTS.map(async (name) => [name, String(await freePort())]));
    const { code, output } = await start({ ...Object.fromEntries(free), [variable]: String(taken) });
    expect(code).toBe(1);
    expect(output).toContain(`Port ${taken} is in use`);
    expect(output).toContain(`${variable}=`);
    expect(output).not.toMatch(/Installing|Building|Bringing|\.mjs/);
  });
});
