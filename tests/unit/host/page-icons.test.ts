import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { readIcons, withIcons } from '#host/build/page-icons.ts';

const root = path.resolve(import.meta.dirname, '../../..');

/** What a component may name, by the unions in its own file. */
async function namesOf(union: string): Promise<readonly string[]> {
  const source = await readFile(path.join(root, 'components/ui/icon.tsx'), 'utf8');
  const [, members = ''] = new RegExp(`export type ${union} =([^;]*);`).exec(source) ?? [];
  return [...members.matchAll(/'([a-z]+)'/g)].map(([, name = '']) => name);
}

test('a page holds the lines of every icon once, and of nothing else', async () => {
  const icons = await readIcons(root);
  const ids = [...icons.matchAll(/ id="([^"]+)"/g)].map(([, id = '']) => id);
  const glyphs = (await namesOf('GlyphName')).map((name) => `g-${name}`);
  const lines = (await namesOf('IconName')).map((name) => `i-${name}`);
  expect(lines.length).toBeGreaterThan(35);
  expect(ids.toSorted()).toEqual(['icons', 'i-mark', 'g-seal', ...glyphs, ...lines].toSorted());
});

test('they come first in its body, where no quoting or pattern changes them', () => {
  const icons = '<svg id="icons"><path id="i-a" d="$& $1"/></svg>';
  expect(withIcons('<head></head><body class="a"><p>b</p></body>', icons)).toBe(
    `<head></head><body class="a">${icons}<p>b</p></body>`,
  );
  expect(withIcons('no page', icons)).toBe('no page');
});
