import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import path from 'node:path';

const ROOT = path.resolve(import.meta.dirname, '../..');
/** What a failing start may print before we stop listening. */
const STDERR_LIMIT = 8_000;

/** A server of ours as a process of its own, so that a test can end it as a power cut would. */
export type ServerProcess = {
  readonly pid: number;
  readonly url: string;
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
  const url = await Promise.race([
    readyUrl(child.stdout),
    exited.then(([code]) => {
      throw new Error(`${script} ended with code ${code} before it was ready.\n${errors}`);
    }),
  ]);
  // Later output is read and dropped, so that a full pipe never stops the server.
  child.stdout.resume();
  return { pid: child.pid ?? 0, url, kill };
}

async function readyUrl(stdout: NodeJS.ReadableStream): Promise<string> {
  for await (const line of createInterface({ input: stdout })) {
    if (!line.startsWith('{')) continue;
    const message: unknown = JSON.parse(line);
    if (isReady(message)) return message.url;
  }
  throw new Error('the server closed its output before it was ready');
}

const isReady = (message: unknown): message is { ready: true; url: string } =>
  typeof message === 'object' &&
  message !== null &&
  'ready' in message &&
  message.ready === true &&
  'url' in message &&
  typeof message.url === 'string';
