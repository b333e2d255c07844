import { existsSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as esbuild from 'esbuild';
import type { HeliaScriptFile, ShellManifest } from '#lib/bridge/sw-manifest.ts';
import { firstChannel } from './first-channel.ts';
import { noGossipMetrics } from './no-gossip-metrics.ts';

/** A script apart from Next's, made of one entry and all that it imports; a classic one unless said. */
export type WorkerScript = { readonly entry: string; readonly output: string; readonly format?: 'esm' };

export const FEED: WorkerScript = { entry: 'lib/feed/worker.ts', output: 'public/feed.js' };
/** Opens what was inscribed, when somebody looks at it. */
export const MEDIA: WorkerScript = { entry: 'lib/media/worker.ts', output: 'public/media.js' };
export const SIGNER: WorkerScript = { entry: 'lib/wallet/worker.ts', output: 'public/signer.js' };
export const SERVICE_WORKER: WorkerScript = { entry: 'lib/sw/sw.ts', output: 'public/sw.js' };
/** The service worker's second script: the neighbour, with Helia and libp2p in it. */
export const HELIA: WorkerScript = { entry: 'lib/sw/helia.ts', output: 'public/sw-helia.js' };

/** The tab's node with lines from browser to browser: a module, which a page imports when somebody switched them on. */
export const DIRECT: WorkerScript = {
  entry: 'lib/p2p/start-direct.ts',
  output: 'public/direct.js',
  format: 'esm',
};

const HELIA_URL = '/sw-helia.js';

type Mode = 'production' | 'development';

/** Classic scripts: a service worker that is a module cannot be registered everywhere, and one file is one request. */
const options = (root: string, mode: Mode): esbuild.BuildOptions => ({
  absWorkingDir: root,
  bundle: true,
  format: 'iife',
  platform: 'browser',
  target: 'es2022',
  alias: { asn1js: './host/build/no-asn1.ts' },
  plugins: [noGossipMetrics, firstChannel],
  charset: 'utf8',
  legalComments: 'none',
  minify: mode === 'production',
  sourcemap: mode === 'production' ? 'external' : 'inline',
  logLevel: 'warning',
  write: false,
});

const define = (mode: Mode, manifest?: ShellManifest): Record<string, string> => ({
  'process.env.NODE_ENV': JSON.stringify(mode),
  // Read once by lib/sw/sw.ts. It is part of the script's text, so another shell is another script.
  ...(manifest && { 'self.__NABO_MANIFEST': JSON.stringify(manifest) }),
});

/** The last line of Helia's script, by which the service worker knows that it has the one of its own build. */
const stamp = (revision: string): string => `self.__NABO_HELIA.revision=${JSON.stringify(revision)};`;

/**
 * Stamps Helia's script, once built, with the hash of its text.
 *
 * @returns What the service worker has to know of it.
 */
export async function stampHelia(root: string): Promise<HeliaScriptFile> {
  const file = path.join(root, HELIA.output);
  const text = await readFile(file, 'utf8');
  const revision = createHash('sha256').update(text).digest('hex').slice(0, 16);
  await writeFile(file, `${text}${stamp(revision)}\n`);
  return { url: HELIA_URL, revision };
}

/**
 * Builds one worker script into `public/`. Its source map goes to `mapsDir` and is not served.
 *
 * @returns Whether there was something to build: a worker whose entry does not exist is left out, and an older script
 *   of that name is removed.
 */
export async function buildWorker(
  root: string,
  { entry, output, format }: WorkerScript,
  mapsDir: string,
  manifest?: ShellManifest,
): Promise<boolean> {
  if (!existsSync(path.join(root, entry))) {
    await rm(path.join(root, output), { force: true });
    return false;
  }
  const outfile = path.join(root, output);
  const result = await esbuild.build({
    ...options(root, 'production'),
    ...(format !== undefined && { format }),
    entryPoints: [entry],
    outfile,
    define: define('production', manifest),
    write: false,
  });
  await mkdir(mapsDir, { recursive: true });
  for (const file of result.outputFiles) {
    const target = file.path.endsWith('.map') ? path.join(mapsDir, path.basename(file.path)) : file.path;
    await writeFile(target, file.contents);
  }
  return true;
}

/**
 * Builds the workers for development and again whenever one of their files changes. The service worker holds no shell
 * then, so that nothing old hides what was just written.
 *
 * @returns The way to stop.
 */
export async function watchWorkers(root: string): Promise<() => Promise<void>> {
  const revision = 'development';
  const empty: ShellManifest = { revision, entries: [], words: [], helia: { url: HELIA_URL, revision } };
  const scripts = [FEED, MEDIA, SIGNER, HELIA, DIRECT, SERVICE_WORKER].filter(({ entry }) =>
    existsSync(path.join(root, entry)),
  );
  const contexts = await Promise.all(
    scripts.map((script) =>
      esbuild.context({
        ...options(root, 'development'),
        ...(script.format !== undefined && { format: script.format }),
        entryPoints: [script.entry],
        outfile: path.join(root, script.output),
        define: define('development', empty),
        ...(script === HELIA && { footer: { js: stamp(revision) } }),
        write: true,
      }),
    ),
  );
  await Promise.all(contexts.map((context) => context.watch()));
  return async () => {
    await Promise.all(contexts.map((context) => context.dispose()));
  };
}
