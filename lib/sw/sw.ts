/// <reference lib="webworker" />
import {
  OUTBOX_SYNC_TAG,
  TAKE_OVER_CHANNEL,
  toServiceWorkerSchema,
  type FromServiceWorker,
} from '#lib/bridge/sw-messages.ts';
import type { NeighbourAnswer } from '#lib/bridge/neighbour-messages.ts';
import { NOTICE_TAG, type Notice } from '#lib/bridge/notice.ts';
import type { ShellManifest } from '#lib/bridge/sw-manifest.ts';
import { HASHED_FROM_CACHE } from './handlers/assets.ts';
import { chooseHandler, createHandlers } from './handlers/index.ts';
import { importHelia, type HeliaScope } from './helia-script.ts';
import { NeighbourHost } from './neighbour-host.ts';
import { neighbourPlatform } from './neighbour-platform.ts';
import { lookAround } from './notice.ts';
import { dropUnusedRevisions, notePage, noteUnknownPages } from './pages.ts';
import { createPrecache } from './precache.ts';
import { isShare, receiveShare } from './share.ts';

declare const self: ServiceWorkerGlobalScope &
  HeliaScope & {
    /** Put here by the build. */
    readonly __NABO_MANIFEST: ShellManifest;
  };

/** Background Sync, which only Chromium has; TypeScript's library does not know it. */
interface SyncEvent extends ExtendableEvent {
  readonly tag: string;
}

type Badging = { readonly setAppBadge?: (count: number) => Promise<void> };

/** Ways around this worker, which Chromium alone has yet. */
interface InstallEvent extends ExtendableEvent {
  readonly addRoutes?: (rule: object) => Promise<void>;
}

const { helia } = self.__NABO_MANIFEST;
const precache = createPrecache(self.__NABO_MANIFEST);
const { revision } = precache;
const neighbour = new NeighbourHost(
  neighbourPlatform(
    () => importHelia(self, helia),
    () => void tellPages({ type: 'NEIGHBOURS_CHANGED' }),
  ),
);

const takeOver = new BroadcastChannel(TAKE_OVER_CHANNEL);
let letGo = (): void => undefined;
const gone = new Promise<void>((resolve) => (letGo = resolve));

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

self.addEventListener('install', (event) => {
  event.waitUntil(
    (async () => {
      await precache.install();
      // What the hashed handler gives, without a wait for this worker: a page's sheets and scripts are many at once.
      await (event as InstallEvent).addRoutes?.(HASHED_FROM_CACHE).catch(() => undefined);
      // Now or never: afterwards the browser gives this worker no script that it has not seen.
      importHelia(self, helia);
    })(),
  );
});

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
  if (isShare(request, self.location.origin)) {
    event.respondWith(receiveShare(request));
    return;
  }
  const incoming = {
    method: request.method,
    mode: request.mode,
    destination: request.destination,
    url: new URL(request.url),
    headers: request.headers,
  };
  const chosen = chooseHandler(handlers, incoming, self.location.origin);
  if (chosen === undefined) return;
  const { handler, key } = chosen;
  const scope = {
    request,
    newPage: event.resultingClientId,
    page: () => self.clients.get(event.clientId),
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
      takeOver.postMessage('let go');
      event.waitUntil(self.skipWaiting());
      break;
    case 'STAY':
      event.waitUntil(stay(message.data.forMs));
      break;
    case 'KEEP_WORDS':
      // Where they do not come now, the next page asks again.
      event.waitUntil(precache.keepWords().catch(() => undefined));
      break;
    case 'SHOW_NEIGHBOURS':
      event.waitUntil(answer(event.ports[0], showNeighbours));
      break;
    case 'SET_SHARING': {
      const { on } = message.data;
      event.waitUntil(answer(event.ports[0], () => neighbour.setSharing(on).then(showNeighbours)));
      break;
    }
    case 'COUNT_HOLDERS': {
      const { txids } = message.data;
      const counted = async () =>
        ({ type: 'HOLDERS', counts: txids.map((txid) => neighbour.holders(txid)) }) as const;
      event.waitUntil(answer(event.ports[0], counted));
      break;
    }
    case 'FETCH_POST': {
      const { txid } = message.data;
      const fetched = async () => ({ type: 'FETCHED', found: await neighbour.fetchPost(txid) }) as const;
      event.waitUntil(answer(event.ports[0], fetched));
      break;
    }
    case 'OFFER':
      event.waitUntil(neighbour.offer(message.data.txid, message.data.raw).catch(() => undefined));
      break;
    case 'FETCH_BLOCK': {
      const { hash } = message.data;
      const fetched = async () => ({ type: 'BLOCK', raw: await neighbour.fetchBlock(hash) }) as const;
      event.waitUntil(answer(event.ports[0], fetched));
      break;
    }
  }
});

// Another worker takes over. It wants to be the neighbour, and has to wait for whatever this one still does.
takeOver.addEventListener('message', () => {
  letGo();
  void neighbour.retire().catch(() => undefined);
});

self.addEventListener('sync', (event) => {
  const { tag } = event as SyncEvent;
  if (tag === OUTBOX_SYNC_TAG) (event as SyncEvent).waitUntil(tellPages({ type: 'WAKE_OUTBOX' }));
});

// Periodic Background Sync, where it was granted: the reader asked for it in Settings.
self.addEventListener('periodicsync', (event) => {
  const { tag } = event as SyncEvent;
  if (tag !== NOTICE_TAG) return;
  const isOpen = async (): Promise<boolean> => (await openPages()).size > 0;
  (event as SyncEvent).waitUntil(
    lookAround({
      isOpen,
      gather: () => neighbour.gather(),
      tell: tellReader,
      now: () => Date.now(),
    }),
  );
});

self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(self.clients.openWindow('/activity'));
});

async function tellReader({ title, body, lang }: Notice, count: number): Promise<void> {
  await self.registration.showNotification(title, { body, lang, tag: NOTICE_TAG, icon: '/icon-192.png' });
  // Only installed apps have an icon to mark.
  await (self.navigator as Badging).setAppBadge?.(count).catch(() => undefined);
}

const showNeighbours = async (): Promise<NeighbourAnswer> => ({ type: 'VIEW', view: await neighbour.view() });

/** Answers a question about neighbours on the port that came with it. */
async function answer(port: MessagePort | undefined, find: () => Promise<NeighbourAnswer>): Promise<void> {
  const given = await find().catch((error: unknown): NeighbourAnswer => ({
    type: 'FAILURE',
    message: error instanceof Error ? error.message : String(error),
  }));
  port?.postMessage(given);
}

/** Is a neighbour, and stays one for `ms` more, unless another worker takes over. */
async function stay(ms: number): Promise<void> {
  await neighbour.settle().catch(() => undefined);
  await Promise.race([after(ms), gone]);
}

const after = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

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
