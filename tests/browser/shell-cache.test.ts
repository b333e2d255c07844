import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import type { CDPSession, Page } from 'playwright-core';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ServiceWorkerLink } from '#lib/client/service-worker.ts';
import { openProfile, type Profile } from '#tests/support/chromium.ts';
import { startFront, type Alter, type Answer, type Front } from '#tests/support/front.ts';
import { startServerProcess, type ServerProcess } from '#tests/support/server-process.ts';

declare global {
  /** The page's side of the service worker, put into each page beside the app's own. */
  var testLink: ServiceWorkerLink;
  /** How often this page was told to send its outbox. */
  var testWakes: number;
  /** Next's handle on the page, there once React took it over. */
  var next: { readonly router?: { push(url: string): void } } | undefined;
}

let linkScript: string;
let host: ServerProcess;
let front: Front;
let profile: Profile;
let page: Page;

beforeAll(async () => {
  linkScript = await bundleLink();
}, 60_000);

beforeEach(async () => {
  // Nobody answers there: the shell needs no devnet.
  const environment = { PORT: '0', HOST: '127.0.0.1', NABO_DEVNET_URL: 'http://127.0.0.1:9' };
  host = await startServerProcess('host/server.ts', [], environment);
  front = await startFront(host.url);
  profile = await openProfile();
  await profile.addInitScript({ content: linkScript });
  page = await profile.newPage();
  return async () => {
    await profile.close();
    await front[Symbol.asyncDispose]();
    await host.kill();
  };
});

describe('without the host', () => {
  it('starts, at every route and with the headers that the host gave', async () => {
    const blocked: string[] = [];
    page.on('console', (line) => {
      if (line.text().includes('Content Security Policy')) blocked.push(line.text());
    });
    await install(host.url);
    const routes = await listedRoutes();
    expect(routes).toEqual(expect.arrayContaining(['/', '/post', '/status']));
    const policies = new Map<string, string | undefined>();
    for (const route of routes) {
      const response = await fetch(host.url + route);
      policies.set(route, response.headers.get('content-security-policy') ?? undefined);
    }
    await page.goto('about:blank');
    await host.kill();

    for (const route of routes) {
      const response = await page.goto(`${host.url}${route}#${'0f'.repeat(32)}`);
      expect(response?.status(), route).toBe(200);
      expect(response?.headers()['content-security-policy'], route).toBe(policies.get(route));
      await hydrated();
      await page.reload();
      await hydrated();
      // The key of an invite leaves the address at once.
      const kept = route === '/invite' ? '' : `#${'0f'.repeat(32)}`;
      expect(new URL(page.url()).hash, route).toBe(kept);
    }
    expect(await page.evaluate(async () => (await fetch('/config.json')).status)).toBe(200);
    expect(blocked).toEqual([]);
    await expect(page.goto(`${host.url}/no-such-page`)).rejects.toThrow('ERR_CONNECTION_REFUSED');
  });

  it('goes from route to route as it does with it: no page is loaded anew', async () => {
    await install(host.url);
    const routes = await listedRoutes();
    await host.kill();
    await page.reload();
    await hydrated();
    await page.evaluate(() => Object.assign(globalThis, { sameDocument: true }));
    for (const route of [...routes.slice(1), ...routes]) {
      await page.evaluate((to) => globalThis.next?.router?.push(`${to}#0f0f`), route);
      await page.waitForFunction((to) => location.pathname + location.hash === `${to}#0f0f`, route);
      expect(await page.evaluate(() => 'sameDocument' in globalThis), route).toBe(true);
    }
  });

  it('starts again after the browser ended the worker', async () => {
    await install(host.url);
    const session = await profile.newCDPSession(page);
    await session.send('ServiceWorker.enable');
    await session.send('ServiceWorker.stopAllWorkers');
    await host.kill();
    expect((await page.reload())?.status()).toBe(200);
    await hydrated();
  });
});

describe('an update', () => {
  it('waits for the reader, then takes over with one reload and leaves IndexedDB alone', async () => {
    await install(front.url);
    await keep('written before the update');
    const before = await shells();
    const other = await profile.newPage();
    await other.goto(`${front.url}/status`);
    await other.evaluate(() => Object.assign(globalThis, { sameDocument: true }));

    front.alter(anotherBuild);
    await page.evaluate(() => globalThis.testLink.check());
    await becomes(page, 'waiting');
    expect((await page.reload())?.status()).toBe(200);
    await becomes(page, 'waiting');

    // An old worker that a late request wakes again gives way after 30 s only, and not at all while a debugger is attached.
    await page.waitForLoadState('networkidle');
    let loads = 0;
    page.on('load', () => (loads += 1));
    await page.evaluate(() => void globalThis.testLink.update());
    await becomes(page, 'active');
    await page.waitForFunction(() => document.readyState === 'complete');
    expect(loads).toBe(1);
    expect(await kept()).toBe('written before the update');

    // The other page was made from the old shell: it is not reloaded under the reader's hands, and keeps its scripts.
    await becomes(other, 'waiting');
    expect(await other.evaluate(() => 'sameDocument' in globalThis)).toBe(true);
    expect(await shells()).toEqual(expect.arrayContaining(before));
    expect(await shells()).toHaveLength(2);
    expect(await statusOf(other, chunk?.lost)).toBe(200);

    await other.evaluate(() => void globalThis.testLink.update());
    await becomes(other, 'active');
    await expect
      .poll(async () => (await page.reload(), await shells()), { timeout: 60_000, interval: 1_000 })
      .toHaveLength(1);
    expect(await shells()).not.toEqual(before);
    expect(await statusOf(other, chunk?.lost)).toBe(404);
    expect(await statusOf(other, chunk?.made)).toBe(200);
    expect(await kept()).toBe('written before the update');
  });

  it.each([
    ['a script is missing', missingScript],
    ['a portal answers everything with its own page', portal],
    ['a page is of yet another build', otherPage],
  ] satisfies [string, Alter][])('that is broken changes nothing: %s', async (_, broken) => {
    await install(front.url);
    const before = await shells();
    front.alter((path, answer) => {
      anotherBuild(path, answer);
      broken(path, answer);
    });
    const ended = page.evaluate(
      () =>
        new Promise<string>((resolve) => {
          void navigator.serviceWorker.ready.then((registration) => {
            registration.addEventListener('updatefound', () => {
              const worker = registration.installing;
              worker?.addEventListener('statechange', () => resolve(worker.state));
            });
            return globalThis.testLink.check();
          });
        }),
    );
    expect(await ended).toBe('redundant');
    expect(await page.evaluate(() => globalThis.testLink.state())).toBe('active');
    await host.kill();
    expect((await page.reload())?.status()).toBe(200);
    await hydrated();
    expect(await shells()).toEqual(expect.arrayContaining(before));
  });
});

it('takes the headers anew when the host is configured anew', async () => {
  await install(front.url);
  const policy = (await page.reload())?.headers()['content-security-policy'];
  const changed = `${policy}; connect-src 'self' http://127.0.0.1:1`;
  front.alter((path, answer) => {
    if (path === '/config.json') answer.body = encode(decode(answer.body).replace('{', '{ "new": 1,'));
    else answer.headers['content-security-policy'] = changed;
  });
  await page.evaluate(async () => (await fetch('/config.json')).text());
  await becomes(page, 'waiting');
  expect((await page.reload())?.headers()['content-security-policy']).toBe(changed);
  await becomes(page, 'active');
});

it('stays small: the worker is fetched again at every look for an update', async () => {
  const script = await (await fetch(`${host.url}/sw.js`)).bytes();
  expect(gzipSync(script, { level: 9 }).length).toBeLessThan(25 * 1024);
});

it('wakes the outbox of an open page when the browser says that the network is back', async () => {
  await install(host.url);
  const session = await profile.newCDPSession(page);
  const registrationId = await registrationOf(session);
  const event = { origin: host.url, registrationId, tag: 'outbox', lastChance: false };
  await session.send('ServiceWorker.dispatchSyncEvent', event);
  await page.waitForFunction(() => globalThis.testWakes === 1);
});

it('looks around while no page is open, and tells once what names the reader', async () => {
  await install(host.url);
  await profile.grantPermissions(['notifications'], { origin: host.url });
  const session = await profile.newCDPSession(page);
  const registrationId = await registrationOf(session);
  // What the page leaves when it is asked to, and what a neighbour gave.
  await page.evaluate(leaveNotice);
  await page.goto('about:blank');
  const look = { origin: host.url, registrationId, tag: 'look-around' };
  await session.send('ServiceWorker.dispatchPeriodicSyncEvent', look);
  const [worker] = profile.serviceWorkers();
  const told = () =>
    worker?.evaluate(async () => {
      const { registration } = globalThis as unknown as { readonly registration: ServiceWorkerRegistration };
      return (await registration.getNotifications()).map(({ title, body }) => `${title}: ${body}`);
    });
  await expect.poll(told, { timeout: 20_000 }).toEqual(['Something for you: It names you.']);
});

async function registrationOf(session: CDPSession): Promise<string> {
  const registered = new Promise<string>((resolve) => {
    session.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      const [registration] = registrations.filter(({ isDeleted }) => !isDeleted);
      if (registration !== undefined) resolve(registration.registrationId);
    });
  });
  await session.send('ServiceWorker.enable');
  return registered;
}

/** Runs in the page: the words of a notice, and a transaction in the inbox that names what is looked for. */
async function leaveNotice(): Promise<void> {
  const own = 'ab'.repeat(32);
  const notice = {
    names: [own],
    unheard: [],
    title: 'Something for you',
    body: 'It names you.',
    lang: 'en',
    since: 0,
  };
  await (await caches.open('nabo-notice')).put('/notice.json', Response.json(notice));
  const raw = new TextEncoder().encode(`like ${own}`);
  const row = { seq: 1, txid: '0c'.repeat(32), raw, peer: 'somebody', at: Date.now(), ms: 1 };
  await new Promise<void>((resolve, reject) => {
    const opening = indexedDB.open('nabo-shelf-devnet');
    opening.onerror = reject;
    opening.onsuccess = () => {
      const transaction = opening.result.transaction('inbox', 'readwrite');
      transaction.objectStore('inbox').put(row);
      transaction.oncomplete = () => {
        opening.result.close();
        resolve();
      };
    };
  });
}

/** First visit: done when a reload needs no host any more. */
async function install(url: string): Promise<void> {
  await page.goto(url);
  await becomes(page, 'active');
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  await hydrated();
}

const becomes = (where: Page, state: string) =>
  where.waitForFunction((wanted) => globalThis.testLink?.state() === wanted, state);

/** React took over the page: its scripts came and ran. */
const hydrated = () => page.waitForFunction(() => typeof globalThis.next?.router?.push === 'function');

/** Every route of the build: those whose payload the service worker holds. */
const listedRoutes = (): Promise<string[]> =>
  page.evaluate(async () => {
    const names = (await caches.keys()).filter((name) => name.startsWith('nabo-shell-'));
    const requests = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
    const urls = requests.flat().map(({ url }) => new URL(url));
    return urls.filter(({ searchParams }) => searchParams.has('_rsc')).map(({ pathname }) => pathname);
  });

const statusOf = (where: Page, path = ''): Promise<number> =>
  where.evaluate(async (url) => (await fetch(url, { cache: 'no-store' })).status, path);

const shells = (): Promise<string[]> =>
  page.evaluate(async () => (await caches.keys()).filter((name) => name.startsWith('nabo-shell-')));

const keep = (text: string): Promise<void> =>
  page.evaluate(
    (value) =>
      new Promise<void>((resolve, reject) => {
        const opening = indexedDB.open('kept', 1);
        opening.onupgradeneeded = () => opening.result.createObjectStore('rows');
        opening.onerror = reject;
        opening.onsuccess = () => {
          const transaction = opening.result.transaction('rows', 'readwrite');
          transaction.objectStore('rows').put(value, 0);
          transaction.oncomplete = () => {
            opening.result.close();
            resolve();
          };
        };
      }),
    text,
  );

const kept = (): Promise<unknown> =>
  page.evaluate(
    () =>
      new Promise((resolve, reject) => {
        const opening = indexedDB.open('kept', 1);
        opening.onerror = reject;
        opening.onsuccess = () => {
          const get = opening.result.transaction('rows').objectStore('rows').get(0);
          get.onsuccess = () => {
            opening.result.close();
            resolve(get.result);
          };
        };
      }),
  );

/** The page's side of the service worker as a script of its own. */
async function bundleLink(): Promise<string> {
  const { outputFiles } = await build({
    stdin: {
      contents: `
        import { startServiceWorker } from '#lib/client/service-worker.ts';
        globalThis.testWakes = 0;
        globalThis.testLink = startServiceWorker({ onWakeOutbox: () => { globalThis.testWakes += 1; } });
      `,
      resolveDir: process.cwd(),
      loader: 'ts',
    },
    bundle: true,
    format: 'iife',
    target: 'es2022',
    define: { 'process.env.NODE_ENV': '"production"' },
    write: false,
  });
  return outputFiles[0]?.text ?? '';
}

/** A chunk that the other build names anew: `lost` is gone from the host, `made` is there instead. */
let chunk: { readonly lost: string; readonly made: string } | undefined;

/** Turns the worker's script, and with it the host, into that of another build. */
function anotherBuild(path: string, answer: Answer): void {
  if (path === chunk?.lost) answer.status = 404;
  if (path === chunk?.made) {
    answer.status = 200;
    answer.headers['content-type'] = 'application/javascript';
    answer.body = encode('void 0;');
  }
  if (path !== '/sw.js') return;
  const script = decode(answer.body);
  // The last one of the list: which chunk comes first changes with the build, and may be one that every page runs on.
  const chunks = script.matchAll(/"(\/_next\/static\/chunks\/[^"]+\.js)","?revision"?:null/g);
  const lost = [...chunks].at(-1)?.[1];
  const [, revision] = /"?revision"?:"([^"]+)","?entries"?/.exec(script) ?? [];
  if (lost === undefined || revision === undefined) throw new Error('no list in /sw.js');
  chunk = { lost, made: lost.replace(/\.js$/, '-made.js') };
  answer.body = encode(script.replace(lost, chunk.made).replace(revision, digest(revision)));
}

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const decode = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
const digest = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 16);

function missingScript(path: string, answer: Answer): void {
  if (path === chunk?.made) answer.status = 404;
}

function otherPage(path: string, answer: Answer): void {
  if (path === '/post') answer.body = encode(`${decode(answer.body)}<!-- deployed just now -->`);
}

function portal(path: string, answer: Answer): void {
  if (path === '/sw.js') return;
  answer.headers['content-type'] = 'text/html; charset=utf-8';
  answer.body = encode('<!doctype html><title>Log in</title>');
}
