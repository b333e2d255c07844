import type { WorkboxPlugin } from 'workbox-core/types.js';
import { PrecacheController } from 'workbox-precaching/PrecacheController.js';
import { toHex } from '#lib/bytes/hex.ts';
import type { ShellManifest } from '#lib/bridge/sw-manifest.ts';
import { holdConfig } from './handlers/config.ts';
import type { Shell } from './handlers/handler.ts';
import { matchAnyRevision, matchInRevision, shellCacheName, withShellLock } from './caches.ts';
import { fitsUrl } from './fits-url.ts';

/** The shell of one revision: fills its cache when the worker installs and answers from it. */
export interface Precache extends Shell {
  readonly revision: string;
  /** Fetches the whole list. Rejects, and so fails the installation, when one file is missing or not what it should be. */
  install(event: ExtendableEvent): Promise<void>;
  /**
   * Takes the host's present headers for files whose bytes are still those of this revision: the content policy names
   * the sources of the configuration, which changes without a build. Tells whether a policy changed.
   */
  refreshHeaders(): Promise<boolean>;
}

export function createPrecache({ revision, entries }: ShellManifest): Precache {
  const controller = new PrecacheController({
    cacheName: shellCacheName(revision),
    plugins: [
      routerHeader,
      { cacheWillUpdate: async (put) => ((await isListed(put)) ? put.response : null) },
    ],
  });
  controller.addToCacheList([...entries]);
  const hashes = new Map(entries.map((entry) => [new URL(entry.url, location.origin).href, entry.revision]));

  const match = async (path: string): Promise<Response | undefined> => {
    const key = controller.getCacheKeyForURL(path);
    return key === undefined ? undefined : matchInRevision(revision, key);
  };

  return {
    revision,
    match,
    lists: (path) => controller.getCacheKeyForURL(path) !== undefined,
    install: (event) =>
      withShellLock(async () => {
        await copyHashed();
        await controller.install(event);
        await holdConfig();
      }),
    async refreshHeaders() {
      let changed = false;
      for (const { url, revision: hash } of entries)
        if (hash !== null && (await refresh(url))) changed = true;
      return changed;
    },
  };

  /** Files that an earlier revision holds under the same hashed name are not downloaded again. */
  async function copyHashed(): Promise<void> {
    const cache = await caches.open(shellCacheName(revision));
    for (const { url } of entries.filter((entry) => entry.revision === null)) {
      const held = await matchAnyRevision(url);
      if (held !== undefined) await cache.put(url, held);
    }
  }

  async function refresh(url: string): Promise<boolean> {
    const request = withRouterHeader(new Request(url, { cache: 'reload' }));
    const response = await fetch(request);
    const key = controller.getCacheKeyForURL(url);
    const held = await match(url);
    if (key === undefined || held === undefined || !(await isListed({ request, response }))) return false;
    const cache = await caches.open(shellCacheName(revision));
    await cache.put(key, response);
    return held.headers.get(POLICY) !== response.headers.get(POLICY);
  }

  /** Whether a response is what the list names: of the right kind, and the very bytes where it has their hash. */
  async function isListed({ request, response }: { request: Request; response: Response }): Promise<boolean> {
    if (!fitsUrl(request.url, response)) return false;
    const hash = hashes.get(request.url);
    if (hash === undefined || hash === null) return hash === null;
    const digest = await crypto.subtle.digest('SHA-256', await response.clone().arrayBuffer());
    return toHex(new Uint8Array(digest)).startsWith(hash);
  }
}

const POLICY = 'content-security-policy';

/** The header that turns a route's page into its payload, for the entries that ask for it. */
function withRouterHeader(request: Request): Request {
  return new URL(request.url).searchParams.has('_rsc')
    ? new Request(request, { headers: { RSC: '1' } })
    : request;
}

const routerHeader: WorkboxPlugin = {
  requestWillFetch: ({ request }) => Promise.resolve(withRouterHeader(request)),
};
