import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import path from 'node:path';
import * as z from 'zod';

const ROOT = path.resolve(import.meta.dirname, '../..');
/** What a failing start may print before we stop listening. */
const STDERR_LIMIT = 8_000;

/** A server of ours as a process of its own, so that a test can end it as a power cut would. */
export type ServerProcess = {
  readonly pid: number;
  readonly url: string;
  /** Which devnet it is, when it is one. */
  readonly era?: string;
  /** Ends it at once (SIGKILL by pid) and waits until it is gone. Does nothing when it is gone already. */
  readonly kill: () => Promise<void>;
};

/**
 * Starts `script` with this Node and waits for the line `{"ready":true,"url":…}` that our servers print.
 *
 * @throws {Error} with what it printed, when it ends before it is ready.
 */
export async function startServerProcess(
  script: string,
  args: readonly string[],
  variables: Readonly<Record<string, string>> = {},
): Promise<ServerProcess> {
  const child = spawn(process.execPath, [script, ...args], {
    cwd: ROOT,
    env: { ...process.env, NODE_ENV: 'production', ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let errors = '';
  child.stderr.on('data', (chunk: Uint8Array) => {
    if (errors.length < STDERR_LIMIT) errors += new TextDecoder().decode(chunk);
  });
  const exited = once(child, 'exit');
  const kill = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
    process.kill(child.pid, 'SIGKILL');
    await exited;
  };
  const { url, era } = await Promise.race([
    readyMessage(child.stdout),
    exited.then(([code]) => {
      throw new Error(`${script} ended with code ${code} before it was ready.\n${errors}`);
    }),
  ]);
  // Later output is read and dropped, so that a full pipe never stops the server.
  child.stdout.resume();
  return { pid: child.pid ?? 0, url, ...(era !== undefined && { era }), kill };
}

const readySchema = z.object({ ready: z.literal(true), url: z.string(), era: z.string().exactOptional() });

async function readyMessage(stdout: NodeJS.ReadableStream): Promise<z.infer<typeof readySchema>> {
  for await (const line of createInterface({ input: stdout })) {
    if (!line.startsWith('{')) continue;
    const message = readySchema.safeParse(JSON.parse(line));
    if (message.success) return message.data;
  }
  throw new Error('the server closed its output before it was ready');
}
