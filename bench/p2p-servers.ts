import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startBrowser } from '#tests/support/browser-process.ts';
import { DevTools, type DrivenPage } from '#tests/support/devtools.ts';
import { startServerProcess, type ServerProcess } from '#tests/support/server-process.ts';

// The processes that measurements of neighbours start: relay, devnet, host, and browsers with the app in them.

/** A devnet of its own that mines no block by itself. */
export async function startDevnetProcess(): Promise<ServerProcess & AsyncDisposable> {
  const data = await mkdtemp(path.join(tmpdir(), 'nabo-bench-'));
  const args = ['--port', '0', '--data', data, '--seed', 'none', '--interval', '3600'];
  const devnet = await startServerProcess('devnet/main.ts', args);
  return {
    ...devnet,
    async [Symbol.asyncDispose]() {
      await devnet.kill();
      await rm(data, { recursive: true, force: true });
    },
  };
}

export type HostOptions = {
  /** Where the app reads, as its browser reaches it. */
  readonly devnetUrl: string;
  readonly era?: string | undefined;
  /** Multiaddr of the relay; without one its readers are alone. */
  readonly relay?: string;
};

export async function startHostProcess({
  devnetUrl,
  era = '',
  relay = '',
}: HostOptions): Promise<ServerProcess & AsyncDisposable> {
  const host = await startServerProcess('host/server.ts', [], {
    PORT: '0',
    HOST: '127.0.0.1',
    NABO_NETWORK: 'devnet',
    NABO_DEVNET_URL: devnetUrl,
    NABO_DEVNET_ERA: era,
    NABO_RELAYS: relay,
  });
  return { ...host, [Symbol.asyncDispose]: host.kill };
}

export async function startRelayProcess(): Promise<ServerProcess & AsyncDisposable> {
  const data = await mkdtemp(path.join(tmpdir(), 'nabo-relay-'));
  const relay = await startServerProcess('lib/p2p/relay/main.ts', [], { RELAY_PORT: '0', RELAY_DATA: data });
  return {
    ...relay,
    async [Symbol.asyncDispose]() {
      await relay.kill();
      await rm(data, { recursive: true, force: true });
    },
  };
}

export type AppPage = AsyncDisposable & { readonly page: DrivenPage; readonly pid: number };

/** A browser of its own with the app in it. */
export async function openApp(url: string): Promise<AppPage> {
  const browser = await startBrowser();
  const devtools = await DevTools.connect(browser.devtools);
  return {
    pid: browser.pid,
    page: await devtools.openPage(url),
    async [Symbol.asyncDispose]() {
      devtools[Symbol.dispose]();
      await browser[Symbol.asyncDispose]();
    },
  };
}

/** What a page runs to ask its service worker how it is going with neighbours: a function `show`. */
export const SHOW = `const show = async () => {
  const { active } = await navigator.serviceWorker.ready;
  const { port1, port2 } = new MessageChannel();
  const answer = new Promise((resolve) => { port1.onmessage = ({ data }) => resolve(data.view); });
  active.postMessage({ type: 'SHOW_NEIGHBOURS' }, [port2]);
  return answer;
};`;

/** Waits until a page's service worker is a neighbour. */
export const untilNeighbour = (page: DrivenPage): Promise<void> =>
  page.until(`(async () => { ${SHOW} return (await show()).state === 'on'; })()`, 60_000);
