import { glob, readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { pageInPersian } from '#components/shell/in-persian.ts';
import { TAB_TITLES, titleInWords } from '#components/shell/tab-titles.ts';
import fa from '#lib/language/fa.json' with { type: 'json' };
import { speak } from '#lib/language/t.ts';

const root = path.resolve(import.meta.dirname, '../../../..');

afterEach(() => speak('en'));

test('every screen has a title that can be said in another language', async () => {
  const said = new Set<string>();
  for await (const file of glob('app/**/*.tsx', { cwd: root })) {
    const source = await readFile(path.join(root, file), 'utf8');
    const [, title] = /metadata: Metadata = \{ title: '([^']+)' \}/.exec(source) ?? [];
    if (title !== undefined) said.add(title);
    else if (file !== 'app/layout.tsx') expect(source, file).not.toMatch(/title: ['"`]/);
  }
  expect([...said].sort()).toEqual([...TAB_TITLES].sort());
  expect(said.size).toBeGreaterThan(20);
});

test('a tab in Persian is named in Persian, on every route, and installs what is in Persian', async () => {
  document.title = 'Lists · Nabo';
  document.head.innerHTML += '<link rel="manifest" href="/manifest.webmanifest">';
  pageInPersian();
  expect(document.title).toBe(`${fa.Lists} · Nabo`);
  expect(document.querySelector('link[rel=manifest]')?.getAttribute('href')).toBe('/manifest.fa.webmanifest');
  document.title = 'Map · Nabo';
  await expect.poll(() => document.title).toBe(`${fa.Map} · Nabo`);
  expect(titleInWords('Nabo')).toBe('Nabo');
  expect(titleInWords('mira.bitter · Nabo')).toBe('mira.bitter · Nabo');
});
