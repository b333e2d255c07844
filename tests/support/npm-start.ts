import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import path from 'node:path';
import { expect, vi } from 'vitest';

const ROOT = path.resolve(import.meta.dirname, '../..');
const PORTS = {
  port: 'PORT',
  devnetPort: 'DEVNET_PORT',
  relayPort: 'RELAY_PORT',
  controlPort: 'CONTROL_PORT',
};

/** What `npm start` runs, on ports of its own. */
export type Started = Readonly<Record<keyof typeof PORTS, number>> & {
  readonly child: ChildProcess;
  /** How long it took to be up. */
  readonly milliseconds: number;
  readonly output: () => string;
  /** Ctrl-C. Answers the exit code. */
  stop(): Promise<unknown>;
  /** Ends it at once, if it still runs. */
  kill(): void;
};

type Options = { readonly data: string; readonly flags?: readonly string[] };

/** Runs `npm start` where the build is current, until it says that it is up. */
export async function npmStart({ data, flags = [] }: Options): Promise<Started> {
  const ports = { port: 0, devnetPort: 0, relayPort: 0, controlPort: 0 };
  for (const name of Object.keys(ports) as (keyof typeof ports)[]) ports[name] = await freePort();
  const variables = Object.entries(PORTS).map(([name, variable]) => [
    variable,
    String(ports[name as keyof typeof ports]),
  ]);
  const began = performance.now();
  const child = spawn(process.execPath, ['host/start.mjs', ...flags], {
    cwd: ROOT,
    // Nobody in a test takes words back, so none waits for it.
    env: {
      ...process.env,
      NABO_UNDO_SECONDS: '0',
      ...Object.fromEntries(variables),
      NABO_DATA_DIR: data,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
  try {
    await vi.waitUntil(() => text.includes('Ctrl-C') || child.exitCode !== null, {
      timeout: 60_000,
      interval: 20,
    });
    expect(text).toContain('Ctrl-C');
  } catch (error) {
    child.kill('SIGTERM');
    throw error;
  }
  return {
    ...ports,
    child,
    milliseconds: performance.now() - began,
    output: () => text,
    async stop() {
      const ended = once(child, 'exit');
      child.kill('SIGINT');
      return (await ended)[0];
    },
    kill() {
      if (child.exitCode === null) child.kill('SIGKILL');
    },
  };
}

/** The status that is answered; 0 when nobody is there. */
export const answers = (url: string): Promise<number> =>
  fetch(url).then(
    (response) => response.arrayBuffer().then(() => response.status),
    () => 0,
  );

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
