import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { shellCacheName } from '#lib/sw/caches.ts';
import { createPrecache } from '#lib/sw/precache.ts';
import { memoryCaches } from '#tests/support/memory-caches.ts';

const ORIGIN = 'https://nabo.invalid';
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

const scripts = Array.from({ length: 20 }, (_, at) => `/_next/static/chunks/${at}.js`);
const WORDS = '/_next/static/chunks/words.js';
const PAGE = '<p>post</p>';
const manifest = (entries: readonly { url: string; revision: string | null; late?: true }[]) => ({
  revision: 'r1',
  entries,
  words: [WORDS],
  helia: { url: '/sw-helia.js', revision: 'h' },
});
const ALL = manifest([
  ...scripts.map((url) => ({ url, revision: null })),
  { url: '/post', revision: sha256(PAGE).slice(0, 16) },
]);

const answers = new Map<string, () => Response>();
const asked: string[] = [];
let underWay = 0;
let mostAtOnce = 0;

const typed = (type: string, body: string) => () => new Response(body, { headers: { 'content-type': type } });

beforeEach(() => {
  answers.clear();
  asked.length = 0;
  mostAtOnce = 0;
  for (const url of scripts) answers.set(url, typed('text/javascript', url));
  answers.set('/post', typed('text/html', PAGE));
  answers.set(WORDS, typed('text/javascript', 'words'));
  answers.set('/config.json', typed('application/json', '{}'));
  vi.stubGlobal('location', { origin: ORIGIN });
  vi.stubGlobal('caches', memoryCaches(ORIGIN));
  vi.stubGlobal('navigator', { locks: { request: (_name: string, work: () => Promise<void>) => work() } });
  vi.stubGlobal('fetch', async (url: string) => {
    asked.push(url);
    underWay += 1;
    mostAtOnce = Math.max(mostAtOnce, underWay);
    await new Promise((resolve) => setImmediate(resolve));
    underWay -= 1;
    return answers.get(url)?.() ?? new Response('gone', { status: 404 });
  });
});
afterEach(() => vi.unstubAllGlobals());

describe('the shell of a revision', () => {
  it('is fetched a few files at a time, and held whole', async () => {
    const shell = createPrecache(ALL);
    await shell.install();
    // The configuration is asked for beside them.
    expect(mostAtOnce).toBeGreaterThan(1);
    expect(mostAtOnce).toBeLessThanOrEqual(5);
    for (const url of scripts) expect(await (await shell.match(url))?.text()).toBe(url);
    expect(await (await shell.match('/post'))?.text()).toBe(PAGE);
    expect(await shell.match('/other')).toBeUndefined();
  });

  it('holds what few ask for from the first time on, and no other bytes', async () => {
    const text = 'export {}';
    const late = { url: '/late.js', revision: sha256(text).slice(0, 8), late: true as const };
    const shell = createPrecache(manifest([...ALL.entries, late]));
    await shell.install();
    expect(asked).not.toContain('/late.js');
    answers.set('/late.js', typed('text/javascript', 'of another build'));
    expect(await shell.match('/late.js')).toBeUndefined();
    answers.set('/late.js', typed('text/javascript', text));
    expect(await (await shell.match('/late.js'))?.text()).toBe(text);
    answers.delete('/late.js');
    expect(await (await shell.match('/late.js'))?.text()).toBe(text);
  });

  it.each([
    ['is missing', () => new Response('gone', { status: 404 })],
    ['has another kind', typed('text/html', PAGE)],
  ])('is not installed when a file %s, and asks for no more', async (_, answer) => {
    answers.set(scripts[2] ?? '', answer);
    await expect(createPrecache(ALL).install()).rejects.toThrow(scripts[2] ?? '');
    expect(asked.length).toBeLessThan(12);
    expect(underWay).toBe(0);
  });

  it('is not installed when a page has other bytes than the list says', async () => {
    answers.set('/post', typed('text/html', '<p>another build</p>'));
    await expect(createPrecache(ALL).install()).rejects.toThrow('/post');
  });

  it('keeps what came by a detour as an answer of its own, which a page may be given', async () => {
    answers.set('/post', () =>
      Object.defineProperty(typed('text/html', PAGE)(), 'redirected', { value: true }),
    );
    const put = vi.spyOn(await caches.open(shellCacheName(ALL.revision)), 'put');
    await createPrecache(ALL).install();
    const kept = put.mock.calls.find(([url]) => url === '/post')?.[1];
    expect(kept?.redirected).toBe(false);
    expect(await kept?.text()).toBe(PAGE);
  });

  it('takes what an earlier revision holds under the same name without asking for it', async () => {
    await createPrecache({ ...ALL, revision: 'r0' }).install();
    asked.length = 0;
    await createPrecache(ALL).install();
    expect(asked.sort()).toEqual(['/config.json', '/post']);
  });

  it('holds the words of other languages for whoever reads them, in each revision from then on', async () => {
    const shell = createPrecache(ALL);
    await shell.install();
    expect(asked).not.toContain(WORDS);
    const held = async (revision: string) =>
      (await (await caches.open(shellCacheName(revision))).match(WORDS))?.text();
    await shell.keepWords();
    await shell.keepWords();
    expect(asked.filter((url) => url === WORDS)).toHaveLength(1);
    expect(await held('r1')).toBe('words');

    const later = '/_next/static/chunks/later.js';
    answers.set(later, typed('text/javascript', 'later words'));
    await createPrecache({ ...ALL, revision: 'r2', words: [later] }).install();
    expect(await (await (await caches.open(shellCacheName('r2'))).match(later))?.text()).toBe('later words');
  });

  it('asks again for words that did not come', async () => {
    const shell = createPrecache(ALL);
    await shell.install();
    answers.delete(WORDS);
    await expect(shell.keepWords()).rejects.toThrow(WORDS);
    answers.set(WORDS, typed('text/javascript', 'words'));
    await shell.keepWords();
    expect(await (await caches.match(WORDS))?.text()).toBe('words');
  });

  it('takes new headers for the bytes that it has, and no other bytes', async () => {
    const shell = createPrecache(ALL);
    await shell.install();
    const policy = { 'content-type': 'text/html', 'content-security-policy': "default-src 'none'" };
    answers.set('/post', () => new Response('<p>another</p>', { headers: policy }));
    expect(await shell.refreshHeaders()).toBe(false);
    answers.set('/post', () => new Response(PAGE, { headers: policy }));
    expect(await shell.refreshHeaders()).toBe(true);
    expect((await shell.match('/post'))?.headers.get('content-security-policy')).toBe("default-src 'none'");
  });
});
