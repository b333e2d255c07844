import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as z from 'zod';
import { startServerProcess, type ServerProcess } from './server-process.ts';
import { startWireTap, type WireTap } from './wire-tap.ts';

export type NaboOptions = {
  /** A folder of real transactions; the app then reads network main from it. */
  readonly archive?: string;
  /** Story that a new devnet begins with. Default: none, an empty chain. */
  readonly seed?: string;
  /** Public networks that the host offers besides its own, with commas. */
  readonly offers?: string;
  /** Seconds between blocks. Default: an hour, so that only `mine` makes blocks. */
  readonly interval?: number;
  /** How long new words may be taken back. Default: not at all, so that no test waits for it. */
  readonly undoSeconds?: number;
  /** Where neighbours meet. Default: nowhere, so that everybody is alone. */
  readonly relays?: readonly string[];
  /** A folder with files of older posts, which the host offers to newcomers. */
  readonly snapshots?: string;
};

const generated = z.object({ posts: z.array(z.object({ id: z.string() })) });

/**
 * The built app as `npm start` runs it: devnet and host as processes of their own, each behind a wire tap whose port
 * stays the same while the server behind it is killed and started again.
 */
export interface Nabo extends AsyncDisposable {
  readonly url: string;
  readonly devnetUrl: string;
  readonly taps: { readonly host: WireTap; readonly devnet: WireTap };
  mine(count?: number): Promise<void>;
  /** POSTs to the devnet's `/dev/<path>`. */
  dev(path: string, body?: unknown): Promise<unknown>;
  /** Posts of several authors, in the mempool; answers the id of the newest. */
  generate(posts: number, authors: number): Promise<string>;
  /** Ends the devnet alone, by pid: sources and broadcasters are gone, and the app is still served. */
  killDevnet(): Promise<void>;
  /** Ends devnet and host by pid, as a power cut would. */
  killServers(): Promise<void>;
  /** Starts them again over the same data. */
  startServers(): Promise<void>;
  /** `npm start -- --fresh`: the devnet's data is gone, and another chain begins. */
  beginAnew(): Promise<void>;
}

/** Starts everything on free ports. The build must be there (`npm run build`). */
export async function startNabo({
  archive,
  seed = 'none',
  offers,
  interval = 3_600,
  relays = [],
  undoSeconds = 0,
  snapshots,
}: NaboOptions = {}): Promise<Nabo> {
  const data = await mkdtemp(path.join(tmpdir(), 'nabo-test-'));
  let devnet: ServerProcess | undefined;
  let host: ServerProcess | undefined;
  const portOf = (server: ServerProcess | undefined): number =>
    Number(new URL(server?.url ?? 'http://127.0.0.1:9').port);
  const taps = {
    devnet: await startWireTap(() => portOf(devnet)),
    host: await startWireTap(() => portOf(host)),
  };

  async function startServers(): Promise<void> {
    const args = ['--port', '0', '--data', data, '--seed', seed, '--interval', String(interval)];
    if (archive !== undefined) args.push('--archive', archive);
    devnet = await startServerProcess('devnet/main.ts', args);
    host = await startServerProcess('host/server.ts', [], {
      PORT: '0',
      HOST: '127.0.0.1',
      NABO_RELAYS: relays.join(','),
      NABO_UNDO_SECONDS: String(undoSeconds),
      ...(offers !== undefined && { NABO_OFFERS: offers }),
      ...(snapshots !== undefined && { NABO_SNAPSHOTS: snapshots }),
      ...(archive === undefined
        ? { NABO_NETWORK: 'devnet', NABO_DEVNET_URL: taps.devnet.url, NABO_DEVNET_ERA: devnet.era ?? '' }
        : { NABO_NETWORK: 'main', NABO_ARCHIVE_URL: taps.devnet.url }),
    });
  }

  async function killServers(): Promise<void> {
    await Promise.all([devnet?.kill(), host?.kill()]);
  }

  async function dev(path: string, body: unknown = {}): Promise<unknown> {
    // Past the tap: what the test itself asks must not look like what the app asked.
    const response = await fetch(`${devnet?.url}/dev/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`/dev/${path} answered ${response.status}: ${await response.text()}`);
    return response.json();
  }

  await startServers();
  return {
    url: taps.host.url,
    devnetUrl: taps.devnet.url,
    taps,
    dev,
    async generate(posts, authors) {
      const { id } = generated.parse(await dev('generate', { posts, authors })).posts.at(-1) ?? {};
      if (id === undefined) throw new Error('nothing was generated');
      return id;
    },
    mine: async (count = 1) => void (await dev('mine', { count })),
    killDevnet: async () => devnet?.kill(),
    killServers,
    startServers,
    async beginAnew() {
      await killServers();
      await rm(data, { recursive: true });
      await mkdir(data);
      await startServers();
    },
    async [Symbol.asyncDispose]() {
      await killServers();
      await taps.host[Symbol.asyncDispose]();
      await taps.devnet[Symbol.asyncDispose]();
      await rm(data, { recursive: true, force: true });
    },
  };
}
