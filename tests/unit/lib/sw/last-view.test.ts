import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { LAST_VIEW, LAST_VIEW_CACHE, LAST_VIEW_SHEETS } from '#lib/bridge/last-view.ts';
import { keepLastView } from '#lib/client/last-view.ts';
import { withLastView } from '#lib/sw/last-view.ts';
import { memoryCaches } from '#tests/support/memory-caches.ts';

const PAGE =
  '<html><head><link rel="stylesheet" href="/a.css" data-precedence="next"/></head><body><div>x</div></body></html>';
const VIEW = '<section id="last-view"><p class="a">$& &lt;script&gt;</p></section>';

const page = async (): Promise<Response> =>
  new Response(PAGE, {
    headers: { 'content-security-policy': "default-src 'none'", 'content-length': '7', etag: 'x' },
  });
const answered = async (): Promise<string> => (await withLastView(page())).text();

describe('the page of the feed', () => {
  beforeEach(() => void vi.stubGlobal('caches', memoryCaches('https://nabo.test')));
  afterEach(() => void vi.unstubAllGlobals());

  test('is as it was while nothing is kept', async () => {
    expect(await answered()).toBe(PAGE);
  });

  test('begins with the posts that were kept, under the same policy', async () => {
    await keepLastView({ markup: VIEW, sheets: ['/a.css', '/later.css'] });
    const response = await withLastView(page());
    expect(await response.text()).toBe(PAGE.replace('<body>', () => `<body>${VIEW}`));
    expect(response.headers.get('content-security-policy')).toBe("default-src 'none'");
    expect(response.headers.has('content-length')).toBe(false);
  });

  test('names its scripts behind the posts, for when they are painted', async () => {
    await keepLastView({ markup: VIEW, sheets: ['/a.css'] });
    const script = (name: string): string => `<script src="/_next/static/${name}.js" async=""></script>`;
    const kept = '<script>early()</script><script src="/old.js" noModule=""></script>';
    const head = `<link rel="stylesheet" href="/a.css" data-precedence="next"/>`;
    const early = '<link rel="preload" as="script" fetchPriority="low" href="/c.js"/>';
    const from = `<html><head>${script('a')}${early}${kept}${head}${script('b')}</head><body><div>x</div>${script('c')}</body></html>`;
    expect(await (await withLastView(Promise.resolve(new Response(from)))).text()).toBe(
      `<html><head>${kept}${head}</head><body>${VIEW}<div>x</div>${script('c')}<template data-scripts="/_next/static/a.js /_next/static/b.js"></template></body></html>`,
    );
  });

  test('takes none of another build, whose classes mean something else', async () => {
    await keepLastView({ markup: VIEW, sheets: ['/b.css'] });
    expect(await answered()).toBe(PAGE);
  });

  test('takes nothing that no view can have in it', async () => {
    const cache = await caches.open(LAST_VIEW_CACHE);
    for (const foreign of ['<script>1</script>', '<img src=x>', '<base href=//x>', '<SCRIPT>', '<!-- -->']) {
      await cache.put(LAST_VIEW, new Response(VIEW + foreign, { headers: { [LAST_VIEW_SHEETS]: '/a.css' } }));
      expect(await answered(), foreign).toBe(PAGE);
    }
  });

  test('is as it was after the view was taken away, or was too long to keep', async () => {
    for (const next of [undefined, { markup: 'x'.repeat(200_001), sheets: ['/a.css'] }]) {
      await keepLastView({ markup: VIEW, sheets: ['/a.css'] });
      await keepLastView(next);
      expect(await answered()).toBe(PAGE);
    }
  });
});
