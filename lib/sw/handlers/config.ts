import { CONFIG_CACHE } from '../caches.ts';
import type { Handler } from './handler.ts';

const CONFIG_PATH = '/config.json';

/** How long a slow host is waited for while an earlier answer is held. */
const PATIENCE_MS = 2_000;

type ConfigOptions = {
  /** Called when the host gives another configuration than the one held, before that one is replaced. */
  readonly onChange: () => Promise<void>;
  readonly patienceMs?: number;
};

/**
 * `/config.json`: the host's answer when it comes in time, else the one held. It belongs to no revision of the shell:
 * a host may be configured anew without a new build.
 */
export function configHandler({ onChange, patienceMs = PATIENCE_MS }: ConfigOptions): Handler {
  return {
    name: 'config',
    keyOf: ({ url }) => (url.pathname === CONFIG_PATH ? CONFIG_PATH : undefined),
    async answer(key, { request, waitUntil }) {
      const cache = await caches.open(CONFIG_CACHE);
      const held = await cache.match(key);
      const asked = fetch(request, { cache: 'no-store' }).catch(() => Response.error());
      if (held === undefined) {
        const first = await asked;
        if (isConfig(first)) waitUntil(cache.put(key, first.clone()));
        return first;
      }
      // A proxy's error page is no reason to forget what is held.
      const fresh = asked.then((response) => (isConfig(response) ? response : undefined));
      waitUntil(fresh.then((response) => response && replace(cache, key, response.clone(), onChange)));
      return (await Promise.race([fresh, after(patienceMs)])) ?? held;
    },
  };
}

/** Asks for the configuration while the worker installs, so that one visit is enough to start without the host. */
export async function holdConfig(): Promise<void> {
  const response = await fetch(CONFIG_PATH, { cache: 'no-store' });
  if (!isConfig(response)) throw new Error(`${CONFIG_PATH} answered ${response.status}`);
  const cache = await caches.open(CONFIG_CACHE);
  await cache.put(CONFIG_PATH, response);
}

/** The last configuration that the host gave. */
export const heldConfig = async (): Promise<Response | undefined> =>
  (await caches.open(CONFIG_CACHE)).match(CONFIG_PATH);

/**
 * One at a time, so that two pages that start together do not both find a change. `onChange` comes first: when it is cut
 * short, the configuration still differs next time and it runs again.
 */
async function replace(
  cache: Cache,
  key: string,
  response: Response,
  onChange: () => Promise<void>,
): Promise<void> {
  const text = await response.clone().text();
  await navigator.locks.request('nabo-config', async () => {
    const held = await cache.match(key);
    if ((await held?.text()) === text) return;
    await onChange();
    await cache.put(key, response);
  });
}

const isConfig = (response: Response): boolean =>
  response.ok && (response.headers.get('content-type') ?? '').startsWith('application/json');

const after = (ms: number): Promise<undefined> =>
  new Promise((resolve) => setTimeout(() => resolve(undefined), ms));
