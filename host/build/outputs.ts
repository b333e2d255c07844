import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { glob, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';
import type { ShellParts } from '#lib/bridge/sw-manifest.ts';
import persian from '#lib/language/fa.json' with { type: 'json' };
import type { ContentKind } from '../headers.ts';
import type { HostTable, Resource } from '../table.ts';
import { compress } from './compress.ts';
import { contentTypeOf } from './content-type.ts';
import type { Pages } from './pages.ts';

const KINDS: Readonly<Record<string, ContentKind>> = {
  '/feed.js': 'worker',
  '/media.js': 'worker',
  '/sw.js': 'service-worker',
  '/signer.js': 'signer',
  '/frame.html': 'frame',
};

/** Scripts that few people want: the service worker holds them once a page has asked. */
const LATE: ReadonlySet<string> = new Set(['/direct.js']);

/** The service worker's own scripts, which the browser keeps with it. */
const KEPT_BY_BROWSER: ReadonlySet<string> = new Set(['/sw.js', '/sw-helia.js']);

/**
 * Hexadecimal digits that tell one build's file from another's, as short as accidents allow: the list lies in a script that
 * browsers fetch again at every look for an update, and whoever could choose the bytes could choose the list.
 */
const REVISION_DIGITS = 8;

/** A file to serve, before its bytes are looked at. */
type Source = {
  readonly path: string;
  readonly file: string;
  readonly immutable: boolean;
  readonly contentType: string;
};

/** What the service worker has to hold so that every route starts without the host. */
export async function collectShellParts(root: string, pages: Pages): Promise<Omit<ShellParts, 'helia'>> {
  const revision = async (file: string) =>
    hashOf(await readFile(path.join(root, file))).slice(0, REVISION_DIGITS);
  const unneeded = await neverLoaded(root);
  const words: string[] = [];
  const hashed: string[] = [];
  const files: { path: string; revision: string; late?: true }[] = [];
  for (const source of await listFiles(root)) {
    if (KEPT_BY_BROWSER.has(source.path) || unneeded.has(source.path)) continue;
    // Shown by stores and installers, never by the app.
    if (source.path.startsWith('/screenshots/')) continue;
    if (source.immutable) ((await holdsWords(root, source)) ? words : hashed).push(source.path);
    else
      files.push({
        path: source.path,
        revision: await revision(source.file),
        ...(LATE.has(source.path) && { late: true as const }),
      });
  }
  const routes = await Promise.all(
    pages.routes.map(async ({ route, file, payload }) => ({
      path: route,
      html: await revision(file),
      rsc: await revision(payload),
    })),
  );
  if (words.length === 0) throw new Error('No script of the build holds the words of another language.');
  return { routes, hashed, words, files };
}

/** A sentence of the catalogue that no other script says. */
const [SENTENCE] = Object.values(persian).filter((text) => /^[^{}'"\\<>]{40,}$/.test(text));

/** Whether a script was loaded for its language alone. */
async function holdsWords(root: string, { file, contentType }: Source): Promise<boolean> {
  if (SENTENCE === undefined || !contentType.startsWith('text/javascript')) return false;
  return (await readFile(path.join(root, file), 'utf8')).includes(SENTENCE);
}

/** Every file that may be served, with its compressed copies. */
export async function collectResources(
  root: string,
  pages: Pages,
  compressedDir: string,
): Promise<Record<string, Resource>> {
  const resources: Record<string, Resource> = {};
  const add = async (source: Source, kind: ContentKind, scriptHashes?: readonly string[]) => {
    const bytes = await readFile(path.join(root, source.file));
    const hash = hashOf(bytes);
    const { br, gzip } = await compress(bytes, source.contentType, compressedDir, hash);
    resources[source.path] = {
      file: source.file,
      contentType: source.contentType,
      kind,
      hash,
      immutable: source.immutable,
      ...(scriptHashes && { scriptHashes: [...scriptHashes] }),
      encodings: {
        ...(br !== undefined && { br: path.relative(root, br) }),
        ...(gzip !== undefined && { gzip: path.relative(root, gzip) }),
      },
    };
  };
  for (const source of await listFiles(root)) await add(source, KINDS[source.path] ?? 'inert');
  for (const { route, file, scriptHashes } of pages.routes) {
    await add(
      { path: route, file, immutable: false, contentType: contentTypeOf(file) },
      'document',
      scriptHashes,
    );
  }
  return resources;
}

/** Writes the table in one step: a build that was cut short leaves none. */
export async function writeTable(file: string, table: HostTable): Promise<void> {
  await writeFile(`${file}.part`, JSON.stringify(table));
  await rename(`${file}.part`, file);
}

/** Next's static files, ours in public/, and what routes such as app/manifest.ts made. */
async function listFiles(root: string): Promise<Source[]> {
  const sources: Source[] = [];
  for await (const name of filesIn(path.join(root, '.next/static'))) {
    sources.push({
      path: `/_next/static/${name}`,
      file: path.join('.next/static', name),
      immutable: true,
      contentType: contentTypeOf(name),
    });
  }
  for await (const name of filesIn(path.join(root, 'public'))) {
    sources.push({
      path: `/${name}`,
      file: path.join('public', name),
      immutable: false,
      contentType: contentTypeOf(name),
    });
  }
  for await (const name of filesIn(path.join(root, '.next/server/app'))) {
    if (!name.endsWith('.body')) continue;
    const file = path.join('.next/server/app', name);
    sources.push({
      path: `/${name.slice(0, -5)}`,
      file,
      immutable: false,
      contentType: await typeOfBody(root, file),
    });
  }
  return sources.filter(({ file }) => !file.endsWith('.map')).sort((a, b) => (a.path < b.path ? -1 : 1));
}

async function* filesIn(directory: string): AsyncGenerator<string> {
  if (!existsSync(directory)) return;
  for await (const entry of glob('**/*', { cwd: directory, withFileTypes: true })) {
    if (entry.isFile())
      yield path.relative(directory, path.join(entry.parentPath, entry.name)).split(path.sep).join('/');
  }
}

const metaSchema = z.object({ headers: z.object({ 'content-type': z.string() }) });

async function typeOfBody(root: string, file: string): Promise<string> {
  const meta: unknown = JSON.parse(await readFile(path.join(root, file.replace(/\.body$/, '.meta')), 'utf8'));
  return metaSchema.parse(meta).headers['content-type'];
}

const buildManifestSchema = z.object({
  polyfillFiles: z.array(z.string()),
  lowPriorityFiles: z.array(z.string()),
});

/** Files that no browser with service workers asks for: polyfills for older ones, and lists of the other router. */
async function neverLoaded(root: string): Promise<ReadonlySet<string>> {
  const manifest: unknown = JSON.parse(await readFile(path.join(root, '.next/build-manifest.json'), 'utf8'));
  const { polyfillFiles, lowPriorityFiles } = buildManifestSchema.parse(manifest);
  return new Set([...polyfillFiles, ...lowPriorityFiles].map((file) => `/_next/${file}`));
}

const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex').slice(0, 32);
