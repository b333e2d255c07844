import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { hashInputs } from './inputs.mjs';
import { childEnv } from './processes.mjs';
import { showProgress } from './progress.mjs';

/** @typedef {{ root: string, env: import('./processes.mjs').Env }} Place */

/** What the host serves from; the last file that a build writes, so its presence means a whole build. */
export const BUILD_TABLE = '.next/nabo-host.json';

/**
 * Installs what the lockfile says, when it is not what is installed. Nothing is resolved anew and no script of a
 * package runs.
 *
 * @param {Place} place
 * @param {readonly string[]} npm Command that runs npm.
 * @param {import('./processes.mjs').Children} children
 */
export async function ensurePackages({ root, env }, npm, children) {
  const stampFile = path.join(root, 'node_modules/.nabo-stamp');
  const stamp = packagesStamp(root);
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return;
  if (!installedByHand(root)) {
    await showProgress('Installing packages', async () => {
      const [command = 'npm', ...args] = npm;
      await children.runQuietly(command, [...args, 'ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
        cwd: root,
        // npm leaves out the development packages otherwise, and the build needs some of them.
        env: childEnv(env, root, { NODE_ENV: undefined }),
        logFile: path.join(root, '.nabo/logs/packages.log'),
      });
    });
  }
  await writeFile(stampFile, stamp);
}

/**
 * Builds when anything that a build is made of has changed since the last one.
 *
 * @param {Place} place
 * @param {import('./processes.mjs').Children} children
 */
export async function ensureBuild({ root, env }, children) {
  if (builtInputs(root) === hashInputs(root)) return;
  await showProgress('Building the app', () =>
    children.runQuietly(process.execPath, ['host/build.ts'], {
      cwd: root,
      env: childEnv(env, root),
      logFile: path.join(root, '.nabo/logs/build.log'),
    }),
  );
}

/**
 * The inputs of the last whole build, if there is one.
 *
 * @param {string} root
 * @returns {string | undefined}
 */
function builtInputs(root) {
  try {
    return JSON.parse(readFileSync(path.join(root, BUILD_TABLE), 'utf8')).inputs;
  } catch {
    return undefined;
  }
}

/**
 * Packages hold compiled parts for one platform and one major version of Node.js.
 *
 * @param {string} root
 */
function packagesStamp(root) {
  const [major] = process.versions.node.split('.');
  return createHash('sha256')
    .update(readFileSync(path.join(root, 'package-lock.json')))
    .update(`${process.platform} ${process.arch} ${major}`)
    .digest('hex');
}

/**
 * Whether somebody ran `npm install` themselves and has it all: npm notes what it installed in a lockfile of its own.
 *
 * @param {string} root
 */
function installedByHand(root) {
  try {
    const wanted = readPackages(path.join(root, 'package-lock.json'));
    const installed = readPackages(path.join(root, 'node_modules/.package-lock.json'));
    return Object.entries(wanted).every(
      ([name, entry]) =>
        name === '' ||
        installed[name]?.version === entry.version ||
        (entry.optional === true && !isForHere(entry)),
    );
  } catch {
    return false;
  }
}

/** @typedef {string | readonly string[]} Platforms */
/** @typedef {{ version?: string, optional?: boolean, os?: Platforms, cpu?: Platforms, libc?: Platforms }} LockEntry */

/**
 * @param {string} file
 * @returns {Record<string, LockEntry>}
 */
const readPackages = (file) => JSON.parse(readFileSync(file, 'utf8')).packages;

/**
 * Whether an optional package is a compiled part for this machine, so that it must be there.
 *
 * @param {LockEntry} entry
 */
const isForHere = ({ os = [], cpu = [], libc = 'glibc' }) =>
  os.includes(process.platform) && cpu.includes(process.arch) && libc.includes('glibc');
