import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { LaunchError } from './launch-error.mjs';
import { childEnv } from './processes.mjs';
import { usesRelay } from './settings.mjs';

/** Longer than any start that was seen, on the slowest machine. */
const PATIENCE_MS = 15_000;

/**
 * Where neighbours meet: `relays` as the host takes them, `words` for a person.
 *
 * @typedef {{ relays: string, words: string }} Meeting
 */

/**
 * Starts the relay, unless others are named. The app runs without one, so this never fails: it says what is wrong.
 *
 * @param {import('./settings.mjs').Settings} settings
 * @param {import('./processes.mjs').Children} children
 * @param {(line: string) => void} say
 * @returns {Promise<Meeting>}
 */
export async function startRelay(settings, children, say) {
  if (!usesRelay(settings)) return { relays: settings.relays ?? '', words: settings.relays ?? '' };
  const { root, env, dataDir, relayPort } = settings;
  const service = children.startService('relay', ['lib/p2p/relay/main.ts'], {
    cwd: root,
    env: childEnv(env, root, {
      RELAY_PORT: String(relayPort),
      // Beside the devnet's data, which may be removed: with the key the address would change.
      RELAY_DATA: path.join(dataDir, 'relay'),
    }),
  });
  try {
    const { url = '' } = await Promise.race([service.ready, tooLate()]);
    void service.exited.then((code) => {
      if (!children.signal.aborted) say(`The relay ended (code ${code}). The app runs on without it.`);
    });
    return { relays: url, words: url };
  } catch (error) {
    if (!(error instanceof LaunchError)) throw error;
    await service.stop();
    return { relays: '', words: `none, so neighbours do not meet. ${error.message}` };
  }
}

const tooLate = async () => {
  await sleep(PATIENCE_MS, undefined, { ref: false });
  throw new LaunchError(`The relay was not up after ${PATIENCE_MS / 1000} seconds.`);
};
