import { glob, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { transform } from 'esbuild';
import { hardenPage } from './harden-page.ts';
import { readIcons, withIcons } from './page-icons.ts';

/** A route whose page was prerendered. */
export type Page = {
  /** As a browser asks for it: `/`, `/post`. */
  readonly route: string;
  /** Relative to the project's folder. */
  readonly file: string;
  /** Its RSC payload, which Next's router fetches on a client-side navigation. */
  readonly payload: string;
  readonly scriptHashes: readonly string[];
};

export type Pages = {
  readonly routes: readonly Page[];
  /** CSP sources of the pages that Next answers errors with, by status. */
  readonly errorPages: Readonly<Record<string, string[]>>;
};

/** Pages that Next answers errors with. It makes them by itself, styles inline, where the app has none of its own. */
const ERROR_PAGES: Readonly<Record<string, string>> = {
  'app/_not-found.html': '404',
  'pages/404.html': '404',
  'app/_global-error.html': '500',
  'pages/500.html': '500',
};

/**
 * Hardens every prerendered page in place, where Next serves it from, and puts the icons into it.
 *
 * @throws {Error} naming the page, when its policy would stop something that it needs.
 */
export async function hardenPages(root: string): Promise<Pages> {
  const serverDir = path.join(root, '.next/server');
  const routes: Page[] = [];
  const first = await firstScript();
  const icons = await readIcons(root);
  const errorPages: Record<string, string[]> = {};
  for await (const found of glob('{app,pages}/**/*.html', { cwd: serverDir })) {
    const name = found.split(path.sep).join('/');
    const file = path.join(serverDir, found);
    const { html, scriptHashes, problems } = hardenPage(await readFile(file, 'utf8'), first);
    await writeFile(file, withIcons(html, icons));
    const status = ERROR_PAGES[name];
    if (status !== undefined) {
      errorPages[status] = [...new Set([...(errorPages[status] ?? []), ...scriptHashes])];
      if (problems.length > 0) console.log(`Note: ${name} is Next's own and has ${problems.join('; ')}`);
      continue;
    }
    if (problems.length > 0)
      throw new Error(`${name} has ${problems.join('; ')}. Use a class, or an event prop.`);
    const base = name.replace(/^app\/|\.html$/g, '');
    routes.push({
      route: base === 'index' ? '/' : `/${base}`,
      file: path.relative(root, file),
      payload: path.relative(root, file.replace(/\.html$/, '.rsc')),
      scriptHashes,
    });
  }
  if (routes.length === 0) throw new Error('Next prerendered no page: every page has to be static.');
  return { routes: routes.sort((a, b) => (a.route < b.route ? -1 : 1)), errorPages };
}

async function firstScript(): Promise<string> {
  const source = await readFile(path.join(import.meta.dirname, 'first-script.js'), 'utf8');
  const { code } = await transform(source, { minify: true, target: 'es2022' });
  return code.trim();
}
