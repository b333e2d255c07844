/**
 * Every cache of the service worker, and why it exists. Keys, outbox and posts lie in IndexedDB and are none of their
 * business: dropping a cache loses nothing that the host cannot give again.
 */

/**
 * One cache a revision, whole: pages, payloads and scripts that belong together. A new revision fills its own while the
 * old one goes on answering, and an old one is dropped in one step.
 */
const SHELL_PREFIX = 'nabo-shell-';
export const shellCacheName = (revision: string): string => `${SHELL_PREFIX}${revision}`;

/** The host's last configuration; outside of the revisions, because it changes without a build. */
export const CONFIG_CACHE = 'nabo-config';

/** Which revision each open page was loaded from: the reason to keep an old shell. One small entry a page. */
export const PAGES_CACHE = 'nabo-pages';

/** There, and empty, once somebody read a page in another language: each revision then holds its words. */
export const WORDS_CACHE = 'nabo-words';

// What the page leaves for a look around lies in NOTICE_CACHE of lib/bridge/notice.ts.

/** Held by an install and by the removal of old shells, so that neither sees the other's work half done. */
const SHELL_LOCK = 'nabo-shell';

/** Runs `work` while no other worker of this origin removes shells. */
export const withShellLock = <T>(work: () => Promise<T>): Promise<T> =>
  navigator.locks.request(SHELL_LOCK, work);

/** Runs `work` unless a worker installs: an activation must not wait for somebody else's download. */
export const ifShellFree = (work: () => Promise<void>): Promise<void> =>
  navigator.locks.request(SHELL_LOCK, { ifAvailable: true }, async (lock) => {
    if (lock !== null) await work();
  });

/** A response of one revision. `Vary` does not count: a shell holds one answer a URL, whatever the asker's headers. */
export const matchInRevision = (revision: string, url: string): Promise<Response | undefined> =>
  caches.match(url, { cacheName: shellCacheName(revision), ignoreVary: true });

/** A response of whichever revision holds it. Only for URLs that name their bytes. */
export const matchAnyRevision = (url: string): Promise<Response | undefined> =>
  caches.match(url, { ignoreVary: true });

/** Revisions other than `revision` that have a cache, complete or not. */
export async function otherRevisions(revision: string): Promise<string[]> {
  const names = await caches.keys();
  return names
    .filter((name) => name.startsWith(SHELL_PREFIX) && name !== shellCacheName(revision))
    .map((name) => name.slice(SHELL_PREFIX.length));
}

export const dropRevision = (revision: string): Promise<boolean> => caches.delete(shellCacheName(revision));
