import { toHex } from '#lib/bytes/hex.ts';
import type { ShellManifest } from '#lib/bridge/sw-manifest.ts';
import { holdConfig } from './handlers/config.ts';
import type { Shell } from './handlers/handler.ts';
import { matchAnyRevision, matchInRevision, shellCacheName, withShellLock, WORDS_CACHE } from './caches.ts';
import { fitsUrl } from './fits-url.ts';

/** The shell of one revision: fills its cache when the worker installs and answers from it. */
export interface Precache extends Shell {
  readonly revision: string;
  /** Fetches the whole list. Rejects, and so fails the installation, when one file is missing or not what it should be. */
  install(): Promise<void>;
  /** Holds the words of other languages too, in this revision and those after it. Rejects when they do not come. */
  keepWords(): Promise<void>;
  /**
   * Takes the host's present headers for files whose bytes are still those of this revision: the content policy names
   * the sources of the configuration, which changes without a build. Tells whether a policy changed.
   */
  refreshHeaders(): Promise<boolean>;
}

type Entry = ShellManifest['entries'][number];

/** Files that an install fetches at once: a page that just opened wants the line as well. */
const AT_ONCE = 4;

const POLICY = 'content-security-policy';

export function createPrecache({ revision, entries, words }: ShellManifest): Precache {
  const listed = new Set(entries.map(({ url }) => url));
  const inWords: readonly Entry[] = words.map((url) => ({ url, revision: null }));
  const openCache = (): Promise<Cache> => caches.open(shellCacheName(revision));

  return {
    revision,
    match: async (path) =>
      listed.has(path) ? ((await matchInRevision(revision, path)) ?? late(path)) : undefined,
    lists: (path) => listed.has(path),
    install: () =>
      withShellLock(async () => {
        const inTime = entries.filter(({ late: isLate }) => isLate === undefined);
        const wanted = (await caches.has(WORDS_CACHE)) ? [...inWords, ...inTime] : inTime;
        await Promise.all([holdConfig(), fill(wanted)]);
      }),
    async keepWords() {
      await caches.open(WORDS_CACHE);
      for (const entry of inWords)
        if ((await matchInRevision(revision, entry.url)) === undefined) await fill([entry]);
    },
    async refreshHeaders() {
      let changed = false;
      for (const entry of entries) if (entry.revision !== null && (await refresh(entry))) changed = true;
      return changed;
    },
  };

  /** Takes a whole list, a few files at a time. The first that fails ends it; what is under way still settles. */
  async function fill(wanted: readonly Entry[]): Promise<void> {
    const cache = await openCache();
    const rest = [...wanted];
    const takeTurns = async (): Promise<void> => {
      for (let entry = rest.shift(); entry !== undefined; entry = rest.shift()) {
        try {
          await cache.put(entry.url, await obtain(entry));
        } catch (error) {
          rest.length = 0;
          throw error;
        }
      }
    };
    const turns = await Promise.allSettled(Array.from({ length: AT_ONCE }, takeTurns));
    for (const turn of turns) if (turn.status === 'rejected') throw turn.reason;
  }

  /** A file of the list; those that an earlier revision holds under the same hashed name are not downloaded again. */
  async function obtain(entry: Entry): Promise<Response> {
    const held = entry.revision === null ? await matchAnyRevision(entry.url) : undefined;
    const response = held ?? (await download(entry));
    if (response === undefined) throw new Error(`${entry.url} is not what the list names`);
    return response;
  }

  /** A file that is held from now on. */
  async function late(path: string): Promise<Response | undefined> {
    const entry = entries.find((each) => each.late && each.url === path);
    const response = entry && (await download(entry));
    if (response !== undefined) await (await openCache()).put(path, response.clone());
    return response;
  }

  async function refresh(entry: Entry): Promise<boolean> {
    const held = await matchInRevision(revision, entry.url);
    const response = held && (await download(entry));
    if (response === undefined || held === undefined) return false;
    const isNew = held.headers.get(POLICY) !== response.headers.get(POLICY);
    await (await openCache()).put(entry.url, response);
    return isNew;
  }
}

/** The host's file, when it is what the list names: of the right kind, and the very bytes where the list has their hash. */
async function download({ url, revision: hash }: Entry): Promise<Response | undefined> {
  const response = await fetch(url, {
    cache: hash === null ? 'default' : 'reload',
    credentials: 'same-origin',
    // The header that turns a route's page into its payload.
    ...(new URL(url, location.origin).searchParams.has('_rsc') && { headers: { RSC: '1' } }),
  });
  if (!fitsUrl(url, response)) return undefined;
  if (hash !== null) {
    const digest = await crypto.subtle.digest('SHA-256', await response.clone().arrayBuffer());
    if (!toHex(new Uint8Array(digest)).startsWith(hash)) return undefined;
  }
  // A page may not be answered with what came by a detour.
  return response.redirected ? new Response(response.body, response) : response;
}
