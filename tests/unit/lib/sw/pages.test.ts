import { beforeEach, describe, expect, it, vi } from 'vitest';
import { shellCacheName } from '#lib/sw/caches.ts';
import { dropUnusedRevisions, notePage, noteUnknownPages } from '#lib/sw/pages.ts';
import { memoryCaches } from '#tests/support/memory-caches.ts';

const MINUTE = 60_000;
const START = 1_000_000;
const open =
  (...ids: string[]) =>
  () =>
    Promise.resolve(new Set(ids));
const settled = () => false;

beforeEach(async () => {
  const caches = memoryCaches('https://nabo.test');
  vi.stubGlobal('caches', caches);
  for (const name of ['old', 'now'].map(shellCacheName)) await caches.open(name);
  await caches.open('nabo-config');
  return () => vi.unstubAllGlobals();
});

const shells = async (): Promise<string[]> =>
  (await caches.keys()).filter((name) => name.startsWith('nabo-shell-')).toSorted();
const OLD = shellCacheName('old');
const NOW = shellCacheName('now');

describe('the shells of earlier revisions', () => {
  it('go when no page is open', async () => {
    await dropUnusedRevisions('now', open(), settled);
    expect(await shells()).toEqual([NOW]);
    expect(await caches.keys()).toContain('nabo-config');
  });

  it('stay while a page that was made from one is open, and go after it', async () => {
    await notePage('a', 'old', START);
    await notePage('b', 'now', START);
    await dropUnusedRevisions('now', open('a', 'b'), settled, START + MINUTE);
    expect(await shells()).toEqual([NOW, OLD]);
    await dropUnusedRevisions('now', open('b'), settled, START + MINUTE);
    expect(await shells()).toEqual([NOW]);
  });

  it('stay for a page that is being made and not listed yet', async () => {
    await notePage('a', 'old', START);
    await dropUnusedRevisions('now', open(), settled, START + 1_000);
    expect(await shells()).toEqual([NOW, OLD]);
  });

  it('stay while an update installs or waits, whose shell looks like any other', async () => {
    await dropUnusedRevisions('now', open(), () => true);
    expect(await shells()).toEqual([NOW, OLD]);
  });

  it('stay while another worker fills its cache', async () => {
    await navigator.locks.request('nabo-shell', () => dropUnusedRevisions('now', open(), settled));
    expect(await shells()).toEqual([NOW, OLD]);
  });
});

describe('the notes of pages', () => {
  it('are forgotten with the page, so that they do not pile up', async () => {
    for (let i = 0; i < 50; i += 1) await notePage(`page-${i}`, 'now', START);
    await dropUnusedRevisions('now', open('page-7'), settled, START + MINUTE);
    const cache = await caches.open('nabo-pages');
    expect((await cache.keys()).map(({ url }) => url)).toEqual(['https://nabo.test/.nabo/pages/page-7']);
  });

  it('do not change for a page that is known', async () => {
    await notePage('a', 'old', START);
    await noteUnknownPages(new Set(['a', 'b']), 'now');
    await dropUnusedRevisions('now', open('a'), settled, START + MINUTE);
    expect(await shells()).toEqual([NOW, OLD]);
  });

  it('that cannot be read count for nothing', async () => {
    const cache = await caches.open('nabo-pages');
    await cache.put('/.nabo/pages/a', Response.json({ revision: 1 }));
    await dropUnusedRevisions('now', open('a'), settled);
    expect(await shells()).toEqual([NOW]);
  });
});
