import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { ROOT } from '#host/launch/settings.mjs';

/** A launcher of its own, as a person's `npm start` is, with one service. */
const LAUNCHER = `
import { Children, endWithParent, withChildren } from ${JSON.stringify(pathToFileURL(path.join(ROOT, 'host/launch/processes.mjs')).href)};
const [service, graceMs] = process.argv.slice(2);
endWithParent();
const outcome = await withChildren(async (children) => {
  const { ready, exited } = children.startService('service', [service], { cwd: process.cwd(), env: process.env });
  console.log(JSON.stringify(await ready));
  return await exited;
}, new Children(Number(graceMs)));
console.log(JSON.stringify({ outcome: outcome ?? 'stopped' }));
`;

const say = 'console.log(JSON.stringify({ ready: true, pid: process.pid }));';

const SERVICES = {
  /** Ends when it is asked to. */
  good: `setInterval(() => {}, 1e6); ${say}`,
  /** Takes no notice of anybody. */
  deaf: `process.on('SIGTERM', () => {}); process.on('SIGINT', () => {}); setInterval(() => {}, 1e6); ${say}`,
  /** Deaf, with a child of its own that is deaf too; tells the child's pid. */
  parent: `
    import { spawn } from 'node:child_process';
    process.on('SIGTERM', () => {});
    const child = spawn(process.execPath, ['-e', "process.on('SIGTERM', () => {}); console.log(1); setInterval(() => {}, 1e6)"], { stdio: ['ignore', 'pipe', 'ignore'] });
    child.stdout.once('data', () => console.log(JSON.stringify({ ready: true, pid: process.pid, child: child.pid })));`,
  /** Ends by itself. */
  brief: `setTimeout(() => process.exit(3), 50); ${say}`,
};

let folder: string;
const running: ChildProcess[] = [];

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'nabo-launch-'));
  await writeFile(path.join(folder, 'launcher.mjs'), LAUNCHER);
  for (const [name, text] of Object.entries(SERVICES))
    await writeFile(path.join(folder, `${name}.mjs`), text);
});

afterAll(() => rm(folder, { recursive: true }));

afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
});

type Said = { readonly pid: number; readonly child?: number; readonly outcome?: unknown };

async function launch(service: keyof typeof SERVICES, graceMs = 60_000) {
  const child = spawn(process.execPath, ['launcher.mjs', `${service}.mjs`, String(graceMs)], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  running.push(child);
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const read = async (): Promise<Said> => JSON.parse(String((await lines.next()).value)) as Said;
  return { launcher: child, first: await read(), read, ended: once(child, 'exit') };
}

const isAlive = (pid = 0): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

const untilGone = (pid: number | undefined): Promise<void> =>
  vi.waitFor(() => expect(isAlive(pid)).toBe(false), { timeout: 10_000, interval: 20 });

describe('a launcher', () => {
  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    'ends its children and itself on %s, without an error',
    async (signal) => {
      const { launcher, first, ended } = await launch('good');
      expect(isAlive(first.pid)).toBe(true);
      launcher.kill(signal);
      expect(await ended).toEqual([0, null]);
      expect(isAlive(first.pid)).toBe(false);
    },
  );

  it('kills a child that does not end in time', async () => {
    const { launcher, first, ended } = await launch('deaf', 200);
    launcher.kill('SIGINT');
    expect(await ended).toEqual([0, null]);
    await untilGone(first.pid);
  });

  it('does not wait for anybody on a second signal', async () => {
    const { launcher, first, ended } = await launch('deaf');
    launcher.kill('SIGINT');
    launcher.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
    await untilGone(first.pid);
  });

  it('takes the children of a child along', async () => {
    const { launcher, first, ended } = await launch('parent', 200);
    expect(isAlive(first.child)).toBe(true);
    launcher.kill('SIGTERM');
    await ended;
    await untilGone(first.pid);
    await untilGone(first.child);
  });

  it('leaves no child behind when it is killed itself', async () => {
    const { launcher, first, ended } = await launch('good');
    launcher.kill('SIGKILL');
    await ended;
    await untilGone(first.pid);
  });

  it('ends when the shell that npm ran it in is gone', async () => {
    const shell = spawn('sh', ['-c', `"${process.execPath}" launcher.mjs good.mjs 60000; true`], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    running.push(shell);
    const [line] = (await once(createInterface(shell.stdout), 'line')) as [string];
    shell.kill('SIGTERM');
    await untilGone((JSON.parse(line) as Said).pid);
  });

  it('learns that a child ended by itself', async () => {
    const { read } = await launch('brief');
    expect(await read()).toEqual({ outcome: 3 });
  });
});
