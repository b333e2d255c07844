import { spawn } from 'node:child_process';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { createHash } from 'node:crypto';
import { shellManifest } from '#lib/bridge/sw-manifest.ts';
import {
  DIRECT,
  FEED,
  HELIA,
  MEDIA,
  SERVICE_WORKER,
  SIGNER,
  buildWorker,
  stampHelia,
  type WorkerScript,
} from './build/workers.ts';
import { collectResources, collectShellParts, writeTable } from './build/outputs.ts';
import { hardenPages } from './build/pages.ts';
import { hashInputs } from './launch/inputs.mjs';
import { ENV } from './launch/settings.mjs';
import { BUILD_TABLE } from './launch/setup.mjs';

/**
 * `npm run build`: worker scripts, Next, and what has to know both: the pages' policies, the service worker's list of
 * the shell, and the table that the host serves from.
 */
const root = path.resolve(import.meta.dirname, '..');
const outDir = path.join(root, '.next/nabo');
const started = performance.now();

const inputs = hashInputs(root);
await rm(path.join(root, BUILD_TABLE), { force: true });
await rm(outDir, { recursive: true, force: true });

for (const script of [FEED, MEDIA, SIGNER, HELIA, DIRECT])
  say(script, await buildWorker(root, script, path.join(outDir, 'maps')));
const helia = await stampHelia(root);
await runNext();
const pages = await hardenPages(root);
const parts = { ...(await collectShellParts(root, pages)), helia };
const manifest = shellManifest(parts, (text) => createHash('sha256').update(text).digest('hex').slice(0, 16));
say(SERVICE_WORKER, await buildWorker(root, SERVICE_WORKER, path.join(outDir, 'maps'), manifest));
const resources = await collectResources(root, pages, path.join(outDir, 'compressed'));
await writeTable(path.join(root, BUILD_TABLE), {
  inputs,
  build: inputs.slice(0, 16),
  resources,
  errorPages: pages.errorPages,
});

const seconds = ((performance.now() - started) / 1000).toFixed(1);
console.log(
  `Built ${Object.keys(resources).length} files, ${manifest.entries.length} of them in the shell, in ${seconds} s.`,
);

function say({ entry, output }: WorkerScript, built: boolean): void {
  console.log(built ? `${entry} -> ${output}` : `${entry} does not exist: ${output} is left out.`);
}

/** Runs Next's own build as a program: it changes globals and ends by exiting. */
async function runNext(): Promise<void> {
  const next = path.join(root, 'node_modules/next/dist/bin/next');
  const child = spawn(process.execPath, [next, 'build'], {
    cwd: root,
    stdio: 'inherit',
    env: { ...ENV, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
  });
  const code = await new Promise((resolve) => child.once('exit', resolve));
  if (code !== 0) process.exit(1);
}
