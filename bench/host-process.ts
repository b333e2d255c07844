import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { get } from 'node:http';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import * as z from 'zod';

/** What the process says of itself. */
export type Gauge = {
  /** Bytes of memory that it holds. */
  readonly rss: number;
  /** Milliseconds that it has computed. */
  readonly cpuMs: number;
};

/** The host as a process of its own, as somebody runs it. */
export interface HostProcess extends AsyncDisposable {
  readonly url: string;
  gauge(): Promise<Gauge>;
}

/** As `npm start` starts it (host/start.mjs). */
const HOST_FLAGS = ['--max-semi-space-size=4'];

const readySchema = z.object({ ready: z.literal(true), url: z.string(), health: z.string() });

/**
 * Starts the host of the checkout at `root` with no variable set but these, on free ports.
 *
 * @throws {Error} with what it printed, when it ends before it is ready: there is no build, for one.
 */
export async function startHost(
  root: string,
  variables: Readonly<Record<string, string>>,
): Promise<HostProcess> {
  const child = spawn(process.execPath, [...HOST_FLAGS, path.join(root, 'host/server.ts')], {
    cwd: root,
    env: { NODE_ENV: 'production', PORT: '0', HOST: '127.0.0.1', HEALTH_PORT: '0', ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = once(child, 'exit');
  const complaint = text(child.stderr);
  const { url, health } = await Promise.race([
    readReady(child.stdout),
    exited.then(async () => {
      throw new Error(`the host ended before it was ready: ${await complaint}`);
    }),
  ]);
  child.stdout.resume();
  return {
    url,
    gauge: async () => {
      const metrics = await read(`${health}/metrics`);
      const value = (name: string): number =>
        Number(new RegExp(`^${name} ([0-9.]+)$`, 'm').exec(metrics)?.[1]);
      return {
        rss: value('process_resident_memory_bytes'),
        cpuMs: value('process_cpu_seconds_total') * 1_000,
      };
    },
    async [Symbol.asyncDispose]() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGTERM');
      await exited;
    },
  };
}

async function readReady(stdout: NodeJS.ReadableStream): Promise<z.infer<typeof readySchema>> {
  for await (const line of createInterface({ input: stdout })) {
    if (line.startsWith('{')) return readySchema.parse(JSON.parse(line));
  }
  throw new Error('the host said nothing');
}

const read = (url: string): Promise<string> =>
  new Promise((resolve, reject) => {
    get(url, (response) => void text(response).then(resolve, reject)).once('error', reject);
  });
