import { OUTBOX_SYNC_TAG, toServiceWorkerSchema, type FromServiceWorker } from '#lib/bridge/sw-messages.ts';
import type { ShellManifest } from '#lib/bridge/sw-manifest.ts';
import { chooseHandler, createHandlers } from './handlers/index.ts';
import { dropUnusedRevisions, notePage, noteUnknownPages } from './pages.ts';
import { createPrecache } from './precache.ts';

declare const self: ServiceWorkerGlobalScope & {
  /** Put here by the build. */
  readonly __NABO_MANIFEST: ShellManifest;
};

/** Background Sync, which only Chromium has; TypeScript's library does not know it. */
interface SyncEvent extends ExtendableEvent {
  readonly tag: string;
}

const precache = createPrecache(self.__NABO_MANIFEST);
const { revision } = precache;

const handlers = createHandlers({
  shell: precache,
  onPage: async (id) => {
    await notePage(id, revision);
    await dropUnusedRevisions(revision, openPages, updatePending);
  },
  onConfigChange: async () => {
    if (await precache.refreshHeaders()) await tellPages({ type: 'SHELL_CHANGED' });
  },
});

self.addEventListener('install', (event) => event.waitUntil(precache.install(event)));

self.addEventListener('activate', (event) => {
  event.waitUntil(
    (async () => {
      await self.clients.claim();
      await noteUnknownPages(await openPages(), revision);
      await dropUnusedRevisions(revision, openPages, updatePending);
    })(),
  );
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const incoming = {
    method: request.method,
    mode: request.mode,
    url: new URL(request.url),
    headers: request.headers,
  };
  const chosen = chooseHandler(handlers, incoming, self.location.origin);
  if (chosen === undefined) return;
  const { handler, key } = chosen;
  const scope = {
    request,
    newPage: event.resultingClientId,
    waitUntil: (work: Promise<unknown>): void => event.waitUntil(work),
  };
  // Storage that fails must not stop what the host can still answer.
  event.respondWith(handler.answer(key, scope).catch(() => fetch(request)));
});

self.addEventListener('message', (event) => {
  const message = toServiceWorkerSchema.safeParse(event.data);
  if (!message.success) return;
  switch (message.data.type) {
    case 'SKIP_WAITING':
      event.waitUntil(self.skipWaiting());
      break;
  }
});

self.addEventListener('sync', (event) => {
  const { tag } = event as SyncEvent;
  if (tag === OUTBOX_SYNC_TAG) (event as SyncEvent).waitUntil(tellPages({ type: 'WAKE_OUTBOX' }));
});

async function openPages(): Promise<ReadonlySet<string>> {
  const pages = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  return new Set(pages.map(({ id }) => id));
}

function updatePending(): boolean {
  const { installing, waiting } = self.registration;
  return installing !== null || waiting !== null;
}

async function tellPages(message: FromServiceWorker): Promise<void> {
  const pages = await self.clients.matchAll({ type: 'window' });
  for (const page of pages) page.postMessage(message);
}
