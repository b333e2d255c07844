import { Workbox } from 'workbox-window/Workbox.js';
import { OUTBOX_SYNC_TAG, fromServiceWorkerSchema } from '#lib/bridge/sw-messages.ts';

/**
 * `none`: this page has no service worker (not supported, refused, or failed to install).
 * `installing`: the first one fetches the shell; without the host a reload would still fail.
 * `active`: a reload works without the host. `waiting`: so it does, and {@link ServiceWorkerLink.update} brings something newer.
 */
type ServiceWorkerState = 'none' | 'installing' | 'active' | 'waiting';

/** The page's side of the service worker. */
export interface ServiceWorkerLink {
  readonly state: () => ServiceWorkerState;
  /** Calls `listener` whenever {@link state} may have changed. Returns the way to stop that. */
  readonly subscribe: (listener: () => void) => () => void;
  /** Looks for an update now. A host that does not answer is no error: what is installed stays. */
  check(): Promise<void>;
  /**
   * Takes the update and reloads this page, once. The caller sees to it that nothing unsaved is on screen.
   *
   * @throws {Error} when the new worker does not take over and the host is gone too; nothing is lost then.
   */
  update(): Promise<void>;
  /** Whether there is a worker that answers, or one may still come. */
  readonly mayAnswer: () => boolean;
  /** The worker that messages go to, if there is one already. */
  readonly active: () => ServiceWorker | undefined;
  /** The first such worker; `undefined` when there will be none. */
  readonly ready: Promise<ServiceWorker | undefined>;
  /** Asks the browser to wake open pages, hidden ones too, when it finds the network again. A bonus: Chromium only. */
  requestSync(): Promise<void>;
  /** Removes every listener and timer. The worker itself stays. */
  stop(): void;
}

type Options = {
  /** The outbox should be sent now. */
  readonly onWakeOutbox: () => void;
  /** Neighbours are not what they were. */
  readonly onNeighbours?: () => void;
};

const SCRIPT = '/sw.js';
const CHECK_EVERY_MS = 3_600_000;
/** Coming back to the tab looks for an update, but not more often than this. */
const CHECK_GAP_MS = 60_000;
/**
 * A new worker takes over when the old one has nothing to do. A request that comes in between wakes the old one again,
 * and Chromium then waits until it has idled for 30 s.
 */
const TAKE_OVER_MS = 35_000;

/** Background Sync is not in TypeScript's library. */
type WithSync = ServiceWorkerRegistration & { readonly sync?: { register(tag: string): Promise<void> } };

/** Registers `/sw.js` and follows it. Called once a page, by the composition root. */
export function startServiceWorker({ onWakeOutbox, onNeighbours }: Options): ServiceWorkerLink {
  if (!('serviceWorker' in navigator)) return ABSENT;

  const container = navigator.serviceWorker;
  const workbox = new Workbox(SCRIPT, { scope: '/', updateViaCache: 'none' });
  const listeners = new Set<() => void>();
  const stopped = new AbortController();
  const { signal } = stopped;
  let registration: ServiceWorkerRegistration | undefined;
  /** The worker that this page was loaded under, or that claimed it first. */
  let first = container.controller;
  /** This page is older than what a reload would give. */
  let outdated = false;
  let checkedAt = Date.now();
  /** The browser has taken the worker, or refused. */
  let registered = false;

  const notify = (): void => listeners.forEach((listener) => listener());

  const state = (): ServiceWorkerState => {
    if (registration === undefined) return container.controller === null ? 'none' : 'active';
    const { installing, waiting, active } = registration;
    if (active === null) return installing === null && waiting === null ? 'none' : 'installing';
    return outdated || waiting !== null ? 'waiting' : 'active';
  };

  const check = async (): Promise<void> => {
    checkedAt = Date.now();
    await (await registering)?.update().catch(() => undefined);
  };

  const checkOnReturn = (): void => {
    if (document.visibilityState === 'visible' && Date.now() - checkedAt > CHECK_GAP_MS) void check();
  };

  container.addEventListener(
    'controllerchange',
    () => {
      if (first === null) first = container.controller;
      else outdated = true;
      notify();
    },
    { signal },
  );
  container.addEventListener(
    'message',
    ({ data }) => {
      const message = fromServiceWorkerSchema.safeParse(data);
      if (!message.success) return;
      switch (message.data.type) {
        case 'WAKE_OUTBOX':
          onWakeOutbox();
          break;
        case 'NEIGHBOURS_CHANGED':
          onNeighbours?.();
          break;
        case 'SHELL_CHANGED':
          outdated = true;
          notify();
          break;
      }
    },
    { signal },
  );
  document.addEventListener('visibilitychange', checkOnReturn, { signal });
  window.addEventListener('pageshow', checkOnReturn, { signal });
  const timer = setInterval(() => void check(), CHECK_EVERY_MS);
  // A browser may refuse (private windows, storage switched off): the app then works as long as the host answers.
  const registering = workbox.register().catch(() => undefined);
  void registering.then((taken) => {
    registered = true;
    registration = taken;
    if (taken !== undefined && !signal.aborted) follow(taken, notify, signal);
    notify();
  });

  return {
    state,
    check,
    mayAnswer: () => !registered || state() !== 'none',
    active: () => registration?.active ?? container.controller ?? undefined,
    ready: firstActive(registering),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async update() {
      if (registration?.waiting) {
        const takenOver = nextController(container, signal);
        workbox.messageSkipWaiting();
        if (!(await takenOver)) await startOver(registration);
      }
      location.reload();
    },
    async requestSync() {
      const taken: WithSync | undefined = await registering;
      await taken?.sync?.register(OUTBOX_SYNC_TAG).catch(() => undefined);
    },
    stop() {
      stopped.abort();
      clearInterval(timer);
      listeners.clear();
    },
  };
}

/** Calls `notify` at each step of each worker. Workbox's own events stop after one update that another tab found. */
function follow(registration: ServiceWorkerRegistration, notify: () => void, signal: AbortSignal): void {
  const watch = (worker: ServiceWorker | null): void =>
    worker?.addEventListener('statechange', notify, { signal });
  watch(registration.installing);
  watch(registration.waiting);
  registration.addEventListener(
    'updatefound',
    () => {
      watch(registration.installing);
      notify();
    },
    { signal },
  );
}

/** The worker of a registration, once there is one that is not being installed any more. */
async function firstActive(
  registering: Promise<ServiceWorkerRegistration | undefined>,
): Promise<ServiceWorker | undefined> {
  if ((await registering) === undefined) return navigator.serviceWorker.controller ?? undefined;
  return (await navigator.serviceWorker.ready).active ?? undefined;
}

/** Whether another worker took this page over within {@link TAKE_OVER_MS}. */
const nextController = (container: ServiceWorkerContainer, signal: AbortSignal): Promise<boolean> =>
  new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), TAKE_OVER_MS);
    const changed = (): void => {
      clearTimeout(timer);
      resolve(true);
    };
    container.addEventListener('controllerchange', changed, { once: true, signal });
  });

/**
 * The last resort against a worker that will not go: forgets it and its caches, so that the reload comes from the host.
 * IndexedDB is never touched. Without the host there is nothing to start over from.
 */
async function startOver(registration: ServiceWorkerRegistration): Promise<void> {
  try {
    await registration.update();
  } catch (cause) {
    throw new Error('The update did not take over, and the host does not answer.', { cause });
  }
  await registration.unregister();
  for (const name of await caches.keys()) await caches.delete(name);
}

const ABSENT: ServiceWorkerLink = {
  state: () => 'none',
  mayAnswer: () => false,
  active: () => undefined,
  ready: Promise.resolve(undefined),
  subscribe: () => () => undefined,
  check: () => Promise.resolve(),
  update() {
    location.reload();
    return Promise.resolve();
  },
  requestSync: () => Promise.resolve(),
  stop: () => undefined,
};
