import { existsSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { startControl } from './launch/control.mjs';
import { launch } from './launch/entry.mjs';
import { LaunchError, runMain } from './launch/launch-error.mjs';
import { assertPortFree } from './launch/ports.mjs';
import { Plug } from './launch/plug.mjs';
import { childEnv } from './launch/processes.mjs';
import { startRelay } from './launch/relay.mjs';
import { Servers } from './launch/servers.mjs';
import { ENV, USAGE, hasPlug, portsOf, readSettings, usesDevnet } from './launch/settings.mjs';
import { ensureBuild, ensurePackages } from './launch/setup.mjs';

/**
 * What a request leaves behind dies young. With Node's own bound for young objects the host grows to twice the size before
 * it clears them away (bench/README.md, proxy).
 */
const HOST_FLAGS = ['--max-semi-space-size=4'];

/** @typedef {import('./launch/settings.mjs').Settings} Settings */
/** @typedef {import('./launch/processes.mjs').Children} Children */

/**
 * `npm start`: everything that Nabo needs, then the relay, the devnet and the host, until Ctrl-C.
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

  // It stays while the plug is pulled, so it is none of the servers.
  const relay = startRelay(settings, children, say);
  const servers = new Servers(async (keep) => {
    // The devnet says which one it is, and the host passes that on to the app.
    const devnet = usesDevnet(settings)
      ? await keep('devnet', await startDevnet(settings, children))
      : undefined;
    const { relays } = await relay;
    const host = await keep('host', startHost(settings, { era: devnet?.era, relays }, children));
    return host.url ?? '';
  });
  const url = await servers.start();
  if (hasPlug(settings)) {
    const { signal } = children;
    const plug = new Plug({ servers, signal, say });
    await startControl({ port: settings.controlPort, appPort: settings.port, plug, signal });
  }
  process.stdout.write(describe(settings, url, (await relay).words));
  // A stop signal ends this function from outside.
  return await servers.untilFailure();
}

/** @param {string} line */
const say = (line) => void process.stdout.write(`  ${line}\n`);

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
 * @param {{ era: string | undefined, relays: string }} known
 * @param {Children} children
 */
function startHost(settings, { era, relays }, children) {
  const { root, env, port, devnetPort, controlPort, network, archive, dev } = settings;
  const devnetUrl = `http://127.0.0.1:${devnetPort}`;
  const variables = {
    NODE_ENV: dev ? 'development' : 'production',
    PORT: String(port),
    NABO_NETWORK: network,
    ...(network === 'devnet' && { NABO_DEVNET_URL: devnetUrl, NABO_DEVNET_ERA: era }),
    NABO_RELAYS: relays,
    NABO_OFFERS: settings.offers,
    NABO_PLUG_URL: hasPlug(settings) ? `http://127.0.0.1:${controlPort}` : undefined,
    ...(archive !== undefined && { NABO_ARCHIVE_URL: devnetUrl }),
  };
  return children.startService('host', dev ? ['host/dev.ts'] : [...HOST_FLAGS, 'host/server.ts'], {
    cwd: root,
    env: childEnv(env, root, variables),
  });
}

/**
 * @param {Settings} settings
 * @param {string} url The host's own word for where it listens.
 * @param {string} relay
 */
function describe(settings, url, relay) {
  const { network, archive, devnetPort } = settings;
  const rows = [
    ['App', url],
    ['Network', NETWORK_WORDS[archive === undefined ? network : 'archive']],
    ...(usesDevnet(settings)
      ? [[archive === undefined ? 'Devnet' : 'Archive', `http://127.0.0.1:${devnetPort}`]]
      : []),
    ['Relay', relay],
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
  for (const { variable, port } of portsOf(settings)) await assertPortFree(port, variable);
  return await launch(import.meta.url, settings, (runtime, children) => start(settings, runtime, children));
});
