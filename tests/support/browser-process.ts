import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { CHROMIUM_FLAGS, chromiumExecutable } from './chromium.ts';

/** A Chromium of its own with a profile of its own, that a test ends by pid as a power cut would. */
export interface BrowserProcess extends AsyncDisposable {
  readonly pid: number;
  /** Where it is driven from: a WebSocket that speaks the DevTools protocol. */
  readonly devtools: string;
  /** Ends it at once and waits until it is gone. Does nothing when it is gone already. */
  kill(): Promise<void>;
}

/**
 * Starts one; nobody is attached to any of its pages or workers. `profile` is a folder of the caller's that stays; without
 * one it has a profile of its own.
 */
export async function startBrowser(profile?: string): Promise<BrowserProcess> {
  const folder = profile ?? (await mkdtemp(path.join(tmpdir(), 'nabo-browser-')));
  const flags = [...CHROMIUM_FLAGS, '--remote-debugging-port=0', `--user-data-dir=${folder}`];
  const child = spawn(chromiumExecutable(), [...flags, 'about:blank'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const exited = once(child, 'exit');
  const kill = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
    process.kill(child.pid, 'SIGKILL');
    await exited;
  };
  const devtools = await Promise.race([
    listeningAddress(child.stderr),
    exited.then(([code]) => {
      throw new Error(`Chromium ended with code ${String(code)} before it could be driven`);
    }),
  ]);
  child.stderr.resume();
  return {
    pid: child.pid ?? 0,
    devtools,
    kill,
    async [Symbol.asyncDispose]() {
      await kill();
      // Its children end a moment later, and write until then.
      if (profile === undefined)
        await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    },
  };
}

async function listeningAddress(stderr: NodeJS.ReadableStream): Promise<string> {
  for await (const line of createInterface({ input: stderr })) {
    const address = /^DevTools listening on (ws:\S+)$/.exec(line)?.[1];
    if (address !== undefined) return address;
  }
  throw new Error('Chromium closed its output before it could be driven');
}
