import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';

/** Everything that a build is made of. Folders are read whole; files that are not there do not count. */
const INPUTS = [
  'app',
  'components',
  'lib',
  'public',
  'host/build.ts',
  'host/build',
  'host/launch/inputs.mjs',
  'css.d.ts',
  'next.config.mjs',
  'package-lock.json',
  'package.json',
  'tsconfig.json',
];

/** Scripts that the build itself writes into public/. */
export const BUILT_SCRIPTS = Object.freeze(['feed.js', 'signer.js', 'sw.js', 'sw-helia.js', 'direct.js']);

/**
 * A hash of all that a build is made of: names and contents, no times, so that equal sources give equal builds and a
 * build is skipped exactly when nothing in it could change.
 *
 * @param {string} root The project's folder.
 * @returns {string} 64 hex digits.
 */
export function hashInputs(root) {
  const hash = createHash('sha256');
  for (const file of INPUTS.flatMap((input) => listFiles(root, input))) {
    const bytes = readFileSync(path.join(root, file));
    hash.update(`${file.split(path.sep).join('/')}\0${bytes.length}\0`).update(bytes);
  }
  return hash.digest('hex');
}

/**
 * @param {string} root
 * @param {string} name
 * @returns {string[]}
 */
function listFiles(root, name) {
  const stats = statSync(path.join(root, name), { throwIfNoEntry: false });
  if (!stats) return [];
  if (!stats.isDirectory()) return isBuilt(name) ? [] : [name];
  return readdirSync(path.join(root, name))
    .sort()
    .flatMap((entry) => listFiles(root, path.join(name, entry)));
}

/** @param {string} name */
function isBuilt(name) {
  const { dir, base } = path.parse(name);
  return dir === 'public' && BUILT_SCRIPTS.some((script) => base === script || base === `${script}.map`);
}
