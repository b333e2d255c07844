import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');

/**
 * What a page may cost before its first post, in kilobytes of 1,000 bytes after gzip -9: every script that its HTML
 * names, as a browser with modules fetches them. Next's own runtime alone is 138 of them, by the same count over an app of
 * two empty pages. Raise a limit only with a reason in the commit.
 */
const BUDGETS = [
  ['/', 'index', 162],
  ['/post', 'post', 158],
  ['/map', 'map', 162],
] as const;

const SCRIPT = /<script(?<rest>[^>]*) src="(?<src>\/[^"?]+)[^>]*>/g;

/** The scripts of a page in order, without those for browsers that know no modules. */
function scriptsOf(html: string): string[] {
  const tags = [...html.matchAll(SCRIPT)].filter(([tag]) => !/nomodule/i.test(tag));
  return [...new Set(tags.map(({ groups }) => groups?.src ?? ''))];
}

const fileOf = (src: string): string =>
  src.startsWith('/_next/')
    ? path.join(root, '.next', src.slice('/_next/'.length))
    : path.join(root, 'public', src);

test.for(BUDGETS)('the scripts of %s stay within their budget', async ([, page, most]) => {
  const html = await readFile(path.join(root, `.next/server/app/${page}.html`), 'utf8');
  const scripts = scriptsOf(html);
  // React and Next alone are five: fewer means that nothing was counted.
  expect(scripts.length).toBeGreaterThanOrEqual(5);
  const sizes = await Promise.all(
    scripts.map(async (src) => gzipSync(await readFile(fileOf(src)), { level: 9 }).length),
  );
  const kilobytes = sizes.reduce((sum, size) => sum + size, 0) / 1_000;
  expect(kilobytes).toBeGreaterThan(100);
  expect(kilobytes).toBeLessThanOrEqual(most);
});

/**
 * What cities and models draw with is one script, of which a browser that shows one of them needs no second copy: the loader
 * of models, a script of its own, asks for eight kilobytes of it.
 */
test('what draws cities and models is loaded by nobody before, and stays within its budget', async () => {
  const chunks = path.join(root, '.next/static/chunks');
  const files = (await readdir(chunks)).filter((name) => name.endsWith('.js'));
  const sizes: number[] = [];
  let loaders = 0;
  for (const name of files) {
    const script = await readFile(path.join(chunks, name));
    if (script.includes('GLTFLoader')) {
      expect(script.includes('WebGLRenderer')).toBe(false);
      expect(gzipSync(script, { level: 9 }).length / 1_000).toBeLessThanOrEqual(16);
      loaders += 1;
    }
    if (!script.includes('WebGLRenderer')) continue;
    sizes.push(gzipSync(script, { level: 9 }).length / 1_000);
    for (const [, page] of BUDGETS)
      expect(await readFile(path.join(root, `.next/server/app/${page}.html`), 'utf8')).not.toContain(name);
  }
  expect(loaders).toBe(1);
  const kilobytes = sizes.reduce((sum, size) => sum + size, 0);
  expect(kilobytes).toBeGreaterThan(50);
  expect(kilobytes).toBeLessThanOrEqual(148);
});
