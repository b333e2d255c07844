import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { LaunchError } from './launch-error.mjs';

/** @typedef {import('node:child_process').ChildProcess} ChildProcess */
/** @typedef {Readonly<Record<string, string | undefined>>} Env */
/** @typedef {{ env: Env, cwd: string }} Where */

const WINDOWS = process.platform === 'win32';
const STOP_SIGNALS = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);
/** How long a child may take to end by itself before it is killed. */
const GRACE_MS = 5_000;
/** The same for a launcher that runs on another Node.js: it has children of its own to wait for. */
const LAUNCHER_GRACE_MS = 3 * GRACE_MS;
/** Lines of a failed step that are shown; the whole is in its log. */
const SHOWN_LINES = 40;

/** Flags for every Node process of ours that stays: no notices about features used knowingly, and no orphans. */
const NODE_FLAGS = [
  '--disable-warning=ExperimentalWarning',
  `--import=${new URL('leave-with-parent.mjs', import.meta.url).href}`,
];

/**
 * The environment for children: ours, with this Node.js and the project's own commands first on the path.
 *
 * @param {Env} env
 * @param {string} root
 * @param {Env} [more]
 * @returns {Env}
 */
export function childEnv(env, root, more = {}) {
  const name = Object.keys(env).find((key) => key.toUpperCase() === 'PATH') ?? 'PATH';
  const folders = [path.dirname(process.execPath), path.join(root, 'node_modules/.bin'), env[name] ?? ''];
  return { ...env, ...more, [name]: folders.join(path.delimiter) };
}

/**
 * Starts a child in a process group of its own, so that a Ctrl-C reaches it once, through us, and killing it takes
 * its own children along.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {Where} where
 * @param {import('node:child_process').StdioOptions} stdio
 * @returns {ChildProcess}
 */
const spawnGroup = (command, args, where, stdio) =>
  spawn(command, args, {
    cwd: where.cwd,
    env: /** @type {NodeJS.ProcessEnv} */ (where.env),
    stdio,
    detached: !WINDOWS,
  });

/**
 * @param {ChildProcess} child
 * @param {NodeJS.Signals} signal
 */
function signalGroup(child, signal) {
  if (child.pid === undefined) return;
  try {
    if (WINDOWS) child.kill(signal);
    else process.kill(-child.pid, signal);
  } catch (error) {
    // ESRCH: the whole group is gone already, which is what we wanted.
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

/**
 * @param {ChildProcess} child
 * @returns {Promise<number>} The exit code; 1 for a child that a signal ended.
 */
function exitOf(child) {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

/**
 * @param {Promise<unknown>} promise
 * @param {number} ms
 */
async function waitAtMost(promise, ms) {
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  await Promise.race([promise, new Promise((resolve) => (timer = setTimeout(resolve, ms)))]);
  clearTimeout(timer);
}

/**
 * What a service says when it is up. `era`: which devnet it is.
 *
 * @typedef {{ url?: string, era?: string }} Ready
 */

/**
 * @typedef {object} Service
 * @property {Promise<Ready>} ready Rejects with a {@link LaunchError} when the service ends before.
 * @property {Promise<number>} exited Its exit code.
 * @property {() => Promise<void>} stop Ends it and all that it started; resolves when it is gone.
 */

/** The children of one launcher. All of them end together. */
export class Children {
  /** @type {Map<ChildProcess, Promise<number>>} */
  #running = new Map();
  #graceMs;
  #stopped = new AbortController();

  /** @param {number} [graceMs] How long a child may take to end by itself. */
  constructor(graceMs = GRACE_MS) {
    this.#graceMs = graceMs;
  }

  /** Aborted once all are asked to end: nothing is to be started from then on. */
  get signal() {
    return this.#stopped.signal;
  }

  /**
   * Runs a command to its end with our own output.
   *
   * @param {string} command
   * @param {readonly string[]} args
   * @param {Where} where
   * @returns {Promise<number>} Its exit code.
   */
  run(command, args, where) {
    return this.#track(spawnGroup(command, args, where, ['ignore', 'inherit', 'inherit']));
  }

  /**
   * Runs a step whose output nobody reads unless it fails: it goes to `logFile`.
   *
   * @param {string} command
   * @param {readonly string[]} args
   * @param {Where & { logFile: string }} where
   * @throws {LaunchError} with the last lines, when the step fails.
   */
  async runQuietly(command, args, where) {
    await mkdir(path.dirname(where.logFile), { recursive: true });
    const log = createWriteStream(where.logFile);
    const child = spawnGroup(command, args, where, ['ignore', 'pipe', 'pipe']);
    /** @type {string[]} */
    const lines = [];
    for (const stream of [child.stdout, child.stderr]) {
      if (!stream) continue;
      createInterface({ input: stream }).on('line', (line) => {
        log.write(`${line}\n`);
        lines.push(line);
        if (lines.length > SHOWN_LINES) lines.shift();
      });
    }
    const code = await this.#track(child);
    log.end();
    if (code !== 0) {
      throw new LaunchError(
        `${lines.join('\n')}\n\nThis step failed (code ${code}). Its whole output: ${where.logFile}`,
      );
    }
  }

  /**
   * Starts a service: a Node script that prints one JSON line `{"ready":true,...}` on stdout when it is up.
   *
   * @param {string} name
   * @param {readonly string[]} args The script and its arguments.
   * @param {Where} where
   * @returns {Service}
   */
  startService(name, args, where) {
    this.signal.throwIfAborted();
    const child = spawnGroup(process.execPath, [...NODE_FLAGS, ...args], where, [
      'ignore',
      'pipe',
      'inherit',
      'ipc',
    ]);
    const exited = this.#track(child);
    /** @type {Promise<Ready>} */
    const ready = new Promise((resolve, reject) => {
      if (child.stdout) {
        let isUp = false;
        createInterface({ input: child.stdout }).on('line', (line) => {
          // What is said before is about starting; only a failure would make it worth reading, and that is on stderr.
          if (isUp) process.stdout.write(`${line}\n`);
          const message = readyMessage(line);
          if (message !== undefined) resolve(message);
          isUp ||= message !== undefined;
        });
      }
      exited.then(
        (code) => reject(new LaunchError(`The ${name} ended before it was up (code ${code}).`)),
        reject,
      );
    });
    const stop = async () => {
      await this.#end([[child, exited]]);
      await Promise.allSettled([exited]);
    };
    return { ready, exited, stop };
  }

  /** Asks all children to end, and kills those that have not in time, with all that they started. */
  async stop() {
    this.#stopped.abort();
    await this.#end([...this.#running]);
  }

  /** @param {readonly (readonly [ChildProcess, Promise<number>])[]} asked */
  async #end(asked) {
    for (const [child] of asked) signalGroup(child, 'SIGTERM');
    await waitAtMost(Promise.allSettled(asked.map(([, exited]) => exited)), this.#graceMs);
    for (const [child] of asked) signalGroup(child, 'SIGKILL');
  }

  /** Kills what still runs, at once. */
  kill() {
    for (const child of this.#running.keys()) signalGroup(child, 'SIGKILL');
  }

  /** @param {ChildProcess} child */
  #track(child) {
    const exited = exitOf(child).finally(() => this.#running.delete(child));
    this.#running.set(child, exited);
    return exited;
  }
}

/**
 * Runs `main` with children that end with it. A stop signal ends them too; a second one does not wait for anybody.
 *
 * @template T
 * @param {(children: Children) => Promise<T>} main
 * @param {Children} [children]
 * @returns {Promise<T | undefined>} `undefined` when a signal stopped us.
 */
export async function withChildren(main, children = new Children()) {
  let stopping = false;
  /** @type {(value: undefined) => void} */
  let stopped = () => {};
  /** @type {Promise<undefined>} */
  const stop = new Promise((resolve) => (stopped = resolve));
  const onSignal = () => {
    if (stopping) return children.kill();
    stopping = true;
    void children.stop().then(() => stopped(undefined));
  };
  for (const signal of STOP_SIGNALS) process.on(signal, onSignal);
  try {
    // A step that we ended ourselves fails; the stop, not that failure, is the outcome.
    const outcome = main(children).catch((error) => (stopping ? stop : Promise.reject(error)));
    return await Promise.race([stop, outcome]);
  } finally {
    await children.stop();
    for (const signal of STOP_SIGNALS) process.off(signal, onSignal);
  }
}

const PARENT_CHECK_MS = 500;

/**
 * Ends us as if we had been asked to, once the shell that npm ran us in is gone: npm passes a signal on to that shell
 * only, and the shell dies of it without telling us.
 */
export function endWithParent() {
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) process.kill(process.pid, 'SIGTERM');
  }, PARENT_CHECK_MS).unref();
}

/**
 * Runs our script again on another Node.js, with our terminal and environment, until it ends. Signals go on to it: it
 * decides what they mean.
 *
 * @param {string} node
 * @param {readonly string[]} args
 * @param {Where} where
 * @returns {Promise<number>} Its exit code.
 */
export async function continueOn(node, args, where) {
  const child = spawnGroup(node, [...NODE_FLAGS, ...args], where, ['inherit', 'inherit', 'inherit', 'ipc']);
  const exited = exitOf(child);
  for (const signal of STOP_SIGNALS) {
    process.on(signal, () => {
      child.kill(signal);
      void waitAtMost(exited, LAUNCHER_GRACE_MS).then(() => signalGroup(child, 'SIGKILL'));
    });
  }
  return await exited;
}

/** @param {string} line */
function readyMessage(line) {
  if (!line.startsWith('{')) return undefined;
  try {
    const message = JSON.parse(line);
    return message?.ready === true ? message : undefined;
  } catch {
    return undefined;
  }
}
