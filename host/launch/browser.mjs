import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { LaunchError } from './launch-error.mjs';
import { childEnv } from './processes.mjs';
import { showProgress } from './progress.mjs';

/** @typedef {import('./processes.mjs').Env} Env */

/** Names that Chromium and its relatives go by on a path. */
const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome'];
/** Where they lie when they are not on the path. */
const PLACES = [
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/**
 * The browser for tests: `CHROME` when it is set, else the system's, else one that Playwright downloaded before.
 *
 * @param {Env} env
 * @param {string} root
 * @returns {string | undefined} Path of an executable.
 */
export function findChromium(env, root) {
  const chosen = env['CHROME'];
  if (chosen !== undefined && chosen !== '') return chosen;
  const folders = (env['PATH'] ?? '').split(path.delimiter).filter((folder) => folder !== '');
  const candidates = [
    ...NAMES.flatMap((name) => folders.map((folder) => path.join(folder, name))),
    ...PLACES,
  ];
  return candidates.find(runs) ?? downloadedChromium(env, root);
}

/**
 * The browser for tests, brought where the machine has none: from Debian's packages where we may install them, else
 * Playwright's own download into the project's folder.
 *
 * @param {{ root: string, env: Env }} place
 * @param {import('./processes.mjs').Children} children
 * @returns {Promise<string>}
 * @throws {LaunchError} when neither way gives a browser.
 */
export async function bringChromium({ root, env }, children) {
  const found = findChromium(env, root);
  if (found !== undefined) return found;
  const logFile = path.join(root, '.nabo/logs/browser.log');
  return await showProgress('Bringing a browser for the tests', async () => {
    if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
      const where = { cwd: root, env: { ...env, DEBIAN_FRONTEND: 'noninteractive' }, logFile };
      await children
        .runQuietly('apt-get', ['update'], where)
        .then(() =>
          children.runQuietly('apt-get', ['install', '-y', '--no-install-recommends', 'chromium'], where),
        )
        // A distribution without such a package leaves the other way.
        .catch(() => undefined);
      const installed = findChromium(env, root);
      if (installed !== undefined) return installed;
    }
    const download = playwrightEnv(env, root);
    await children.runQuietly(process.execPath, [playwrightCli(root), 'install', 'chromium'], {
      cwd: root,
      env: download,
      logFile,
    });
    const downloaded = findChromium(env, root);
    if (downloaded === undefined) {
      throw new LaunchError('No Chromium for the browser tests. Install one, or set CHROME to its path.');
    }
    return downloaded;
  });
}

/** @param {string} root */
const playwrightCli = (root) => path.join(root, 'node_modules/playwright-core/cli.js');

/**
 * @param {Env} env
 * @param {string} root
 */
const playwrightEnv = (env, root) =>
  childEnv(env, root, { PLAYWRIGHT_BROWSERS_PATH: path.join(root, '.nabo/browsers') });

/**
 * @param {Env} env
 * @param {string} root
 */
function downloadedChromium(env, root) {
  if (!existsSync(path.join(root, '.nabo/browsers'))) return undefined;
  const script =
    "import('playwright-core').then(({ chromium }) => process.stdout.write(chromium.executablePath()))";
  const asked = spawnSync(process.execPath, ['--input-type=module', '--eval', script], {
    cwd: root,
    env: /** @type {NodeJS.ProcessEnv} */ (playwrightEnv(env, root)),
    encoding: 'utf8',
  });
  return asked.status === 0 && runs(asked.stdout) ? asked.stdout : undefined;
}

/**
 * Whether this is a browser that starts: some systems put a note there instead, that tells how to install one.
 *
 * @param {string} file
 */
const runs = (file) => existsSync(file) && spawnSync(file, ['--version'], { timeout: 20_000 }).status === 0;
