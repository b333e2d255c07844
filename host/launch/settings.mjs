import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { LaunchError } from './launch-error.mjs';

/** The project's folder. */
export const ROOT = fileURLToPath(new URL('../../', import.meta.url)).replace(/[\\/]$/, '');

/** The environment we were started with. The launcher names `process.env` nowhere else; the host has host/config.ts. */
export const ENV = process.env;

/**
 * What a person asked for with flags and environment.
 *
 * @typedef {object} Settings
 * @property {string} root The project's folder.
 * @property {number} port Of the app. `PORT`, default 3000.
 * @property {number} devnetPort Of the devnet. `DEVNET_PORT`, default 3100.
 * @property {number} relayPort Of the relay. `RELAY_PORT`, default 3200.
 * @property {number} controlPort Where a devnet's plug is pulled. `CONTROL_PORT`, default 3300.
 * @property {string} [relays] `NABO_RELAYS`: relays that run elsewhere. None is started here then.
 * @property {string} offers `NABO_OFFERS`: public networks that a reader may turn to besides the host's own.
 * @property {string} dataDir Everything that outlives a run. `NABO_DATA_DIR`, default `.nabo` in the project.
 * @property {'devnet' | 'test' | 'main'} network `--network`, default devnet.
 * @property {string} [archive] `--archive DIR`: read the network from a folder of real transactions and blocks.
 * @property {string} [seed] `--seed NAME`: the story that a new devnet begins with.
 * @property {boolean} fresh `--fresh`: forget the devnet's data first.
 * @property {boolean} dev `--dev`: Next's development server and workers that rebuild, instead of a build.
 * @property {boolean} help
 * @property {Readonly<Record<string, string | undefined>>} env The environment that children get.
 */

export const USAGE = `npm start -- [flags]

  --fresh            begin with a new devnet (removes .nabo/devnet, nothing else)
  --network NAME     devnet (default), test or main; only devnet starts a chain of its own
  --archive DIR      read network main from a folder of transactions and blocks, offline
  --seed NAME        the story that a new devnet begins with

  PORT=3000          the app's port           DEVNET_PORT=3100   the devnet's port
  RELAY_PORT=3200    the relay's port         CONTROL_PORT=3300  where a devnet's plug is pulled
  HOST=localhost     the app's address        NABO_DATA_DIR      where data lies (.nabo)
  NABO_RELAYS        relays that run elsewhere, as multiaddrs with commas; none is started here then
  NABO_OFFERS=main,test  public networks that a reader may turn to in the app; empty for none
  NABO_JUNGLEBUS_SUBSCRIPTION  on network main, a list of posts made on JungleBus's dashboard
  NABO_UNDO_SECONDS=10  how long new words may be taken back before they leave
  NABO_SNAPSHOTS     a folder that npm run snapshot wrote: older posts for newcomers
  HEALTH_PORT        health and metrics on loopback, off when unset
  TRUST_PROXY=0      how many proxies in front of the host set x-forwarded-for
`;

const NETWORKS = /** @type {const} */ (['devnet', 'test', 'main']);

/**
 * @param {readonly string[]} argv Flags, without node and the script.
 * @param {Readonly<Record<string, string | undefined>>} env
 * @returns {Settings}
 * @throws {LaunchError} naming the flag or the variable that cannot be understood.
 */
export function readSettings(argv, env) {
  /** @type {Settings} */
  const settings = {
    root: ROOT,
    port: readPort(env, 'PORT', 3000),
    devnetPort: readPort(env, 'DEVNET_PORT', 3100),
    relayPort: readPort(env, 'RELAY_PORT', 3200),
    controlPort: readPort(env, 'CONTROL_PORT', 3300),
    offers: env['NABO_OFFERS'] ?? 'main,test',
    ...(env['NABO_RELAYS'] && { relays: env['NABO_RELAYS'] }),
    dataDir: path.resolve(ROOT, env['NABO_DATA_DIR'] || '.nabo'),
    network: 'devnet',
    fresh: false,
    dev: false,
    help: false,
    env,
  };
  const words = argv.flatMap((word) => (/^--\w+=/.test(word) ? splitOnce(word) : [word]));
  while (words.length > 0) {
    const flag = words.shift();
    if (flag === '--fresh') settings.fresh = true;
    else if (flag === '--dev') settings.dev = true;
    else if (flag === '--help' || flag === '-h') settings.help = true;
    else if (flag === '--network') settings.network = readNetwork(words.shift());
    else if (flag === '--archive')
      settings.archive = path.resolve(needValue('--archive', 'a folder', words.shift()));
    else if (flag === '--seed') settings.seed = needValue('--seed', 'a name', words.shift());
    else throw new LaunchError(`Unknown flag: ${flag}\n\n${USAGE}`);
  }
  if (settings.archive !== undefined) settings.network = 'main';
  assertApart(portsOf(settings));
  return settings;
}

/**
 * The ports that will be listened on, each with the variable that moves it.
 *
 * @param {Settings} settings
 * @returns {{ variable: string, port: number }[]}
 */
export const portsOf = (settings) => [
  { variable: 'PORT', port: settings.port },
  ...(usesDevnet(settings) ? [{ variable: 'DEVNET_PORT', port: settings.devnetPort }] : []),
  ...(usesRelay(settings) ? [{ variable: 'RELAY_PORT', port: settings.relayPort }] : []),
  ...(hasPlug(settings) ? [{ variable: 'CONTROL_PORT', port: settings.controlPort }] : []),
];

/** @param {readonly { variable: string, port: number }[]} ports */
function assertApart(ports) {
  for (const [at, { variable, port }] of ports.entries()) {
    const other = ports.slice(at + 1).find((later) => later.port === port);
    if (other === undefined) continue;
    throw new LaunchError(
      `${variable} and ${other.variable} are both ${port}. Give one of them another number.`,
    );
  }
}

/** Whether the devnet's process runs: for a chain of its own, or to serve an archive. @param {Settings} settings */
export const usesDevnet = (settings) => settings.network === 'devnet' || settings.archive !== undefined;

/** Whether a relay runs here; where others are named, neighbours meet there. @param {Settings} settings */
export const usesRelay = (settings) => settings.relays === undefined;

/** Whether the plug can be pulled: only where a whole network runs on this machine. @param {Settings} settings */
export const hasPlug = (settings) => settings.network === 'devnet';

/**
 * @param {Readonly<Record<string, string | undefined>>} env
 * @param {string} variable
 * @param {number} fallback
 */
function readPort(env, variable, fallback) {
  const text = env[variable];
  if (text === undefined || text === '') return fallback;
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port >= 1 && port <= 65_535) return port;
  throw new LaunchError(`${variable}=${text} is not a port. Give a number from 1 to 65535.`);
}

/** @param {string | undefined} text */
function readNetwork(text) {
  const network = NETWORKS.find((name) => name === text);
  if (network === undefined) throw new LaunchError(`--network needs one of: ${NETWORKS.join(', ')}.`);
  return network;
}

/**
 * @param {string} flag
 * @param {string} what
 * @param {string | undefined} value
 */
function needValue(flag, what, value) {
  if (value === undefined || value.startsWith('--')) throw new LaunchError(`${flag} needs ${what}.`);
  return value;
}

/** @param {string} word */
function splitOnce(word) {
  const at = word.indexOf('=');
  return [word.slice(0, at), word.slice(at + 1)];
}
