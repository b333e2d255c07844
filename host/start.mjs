import { existsSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { launch } from './launch/entry.mjs';
import { LaunchError, runMain } from './launch/launch-error.mjs';
import { assertPortFree } from './launch/ports.mjs';
import { childEnv } from './launch/processes.mjs';
import { ENV, USAGE, readSettings, usesDevnet } from './launch/settings.mjs';
import { ensureBuild, ensurePackages } from './launch/setup.mjs';

/** @typedef {import('./launch/settings.mjs').Settings} Settings */
/** @typedef {import('./launch/processes.mjs').Children} Children */

/**
 * `npm start`: everything that Nabo needs, then the devnet and the host, until Ctrl-C.
 *
 * @param {Settings} settings
 * @param {import('./launch/runtime.mjs').Runtime} runtime
 * @param {Children} children
 * @returns {Promise<never>}
 */
async function start(settings, runtime, children) {
  await ensurePackages(settings, runtime.npm, children);
  if (!settings.dev) await ensureBuild(settings, children);
  if (settings.fresh) await forget(settings);

  const services = [];
  if (usesDevnet(settings)) services.push({ name: 'devnet', ...(await startDevnet(settings, children)) });
  // The devnet says which one it is, and the host passes that on to the app.
  const devnet = await services[0]?.ready;
  services.push({ name: 'host', ...startHost(settings, devnet?.era, children) });
  const ended = services.map(({ name, exited }) => exited.then((code) => ({ name, code })));
  const ready = await Promise.all(services.map((service) => service.ready));
  process.stdout.write(describe(settings, ready.at(-1)?.url ?? ''));

  const { name, code } = await Promise.race(ended);
  // Neither ends by itself while all is well; a stop signal ends this function from outside.
  throw new LaunchError(`The ${name} ended (code ${code}), so the rest was stopped too.`);
}

/** @param {Settings} settings */
const devnetData = ({ dataDir }) => path.join(dataDir, 'devnet');

/**
 * Removes the devnet's data, and nothing else: keys and drafts are in the browser, the build stays.
 *
 * @param {Settings} settings
 */
async function forget(settings) {
  const folder = devnetData(settings);
  const had = existsSync(folder);
  await rm(folder, { recursive: true, force: true });
  process.stdout.write(had ? `Removed ${folder}\n` : `Nothing to remove: ${folder} is not there\n`);
}

/**
 * @param {Settings} settings
 * @param {Children} children
 */
async function startDevnet(settings, children) {
  const { root, env, devnetPort, archive, seed } = settings;
  if (archive !== undefined && !existsSync(archive))
    throw new LaunchError(`--archive: there is no folder ${archive}`);
  const data = devnetData(settings);
  await mkdir(data, { recursive: true });
  const args = ['devnet/main.ts', '--port', String(devnetPort), '--data', data];
  if (archive !== undefined) args.push('--archive', archive);
  if (seed !== undefined) args.push('--seed', seed);
  return children.startService('devnet', args, { cwd: root, env: childEnv(env, root) });
}

/**
 * @param {Settings} settings
 * @param {string | undefined} era
 * @param {Children} children
 */
function startHost({ root, env, port, devnetPort, network, archive, dev }, era, children) {
  const devnetUrl = `http://127.0.0.1:${devnetPort}`;
  const variables = {
    NODE_ENV: dev ? 'development' : 'production',
    PORT: String(port),
    NABO_NETWORK: network,
    ...(network === 'devnet' && { NABO_DEVNET_URL: devnetUrl, NABO_DEVNET_ERA: era }),
    ...(archive !== undefined && { NABO_ARCHIVE_URL: devnetUrl }),
  };
  return children.startService('host', [dev ? 'host/dev.ts' : 'host/server.ts'], {
    cwd: root,
    env: childEnv(env, root, variables),
  });
}

/**
 * @param {Settings} settings
 * @param {string} url The host's own word for where it listens.
 */
function describe(settings, url) {
  const { network, archive, devnetPort } = settings;
  const rows = [
    ['App', url],
    ['Network', NETWORK_WORDS[archive === undefined ? network : 'archive']],
    ...(usesDevnet(settings)
      ? [[archive === undefined ? 'Devnet' : 'Archive', `http://127.0.0.1:${devnetPort}`]]
      : []),
    [
      'Data',
      archive ?? (network === 'devnet' ? devnetData(settings) : 'in your browser; this host keeps nothing'),
    ],
    ['Stop', 'Ctrl-C'],
  ];
  return `\n  Nabo is up.\n\n${rows.map(([name = '', value]) => `  ${name.padEnd(9)}${value}`).join('\n')}\n\n`;
}

const NETWORK_WORDS = {
  devnet: 'devnet, a chain of your own on this machine (begin anew: npm start -- --fresh)',
  test: 'test',
  main: 'main: posts cost real money',
  archive: 'main, read from an archive; nothing can be posted',
};

await runMain(async () => {
  const settings = readSettings(process.argv.slice(2), ENV);
  if (settings.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  await assertPortFree(settings.port, 'PORT');
  if (usesDevnet(settings)) await assertPortFree(settings.devnetPort, 'DEVNET_PORT');
  return await launch(import.meta.url, settings, (runtime, children) => start(settings, runtime, children));
});
