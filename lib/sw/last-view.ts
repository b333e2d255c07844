import { LAST_VIEW, LAST_VIEW_CACHE, LAST_VIEW_MOST, LAST_VIEW_SHEETS } from '#lib/bridge/last-view.ts';

const SCRIPT = /<script src="[^"<>]+" async=""><\/script>/g;
const SHEET = /<link rel="stylesheet" href="([^"]+)"/g;
/** Markup that no view has. Text cannot look like it: its `<` are written as references. */
const FOREIGN =
  /<(?!\/?(?:article|a|b|bdi|button|div|figure|figcaption|g|i|output|p|path|section|small|span|svg|time|use)[ >/])/;

/**
 * The page of the feed with the posts that were last on screen written into it, outside of what React made, so that they
 * are there before any script. The page itself where nothing is kept, or what is kept has another build's look.
 */
export async function withLastView(coming: Promise<Response>): Promise<Response> {
  const [page, kept] = await Promise.all([
    coming,
    caches.match(LAST_VIEW, { cacheName: LAST_VIEW_CACHE }).catch(() => undefined),
  ]);
  if (kept === undefined || page.status !== 200) return page;
  const [html, view] = await Promise.all([page.clone().text(), kept.text()]);
  const sheets = new Set(kept.headers.get(LAST_VIEW_SHEETS)?.split(' '));
  const isOfThisBuild = [...html.matchAll(SHEET)].every(([, href = '']) => sheets.has(href));
  if (!isOfThisBuild || view.length > LAST_VIEW_MOST || FOREIGN.test(view)) return page;
  const headers = new Headers(page.headers);
  // They describe the bytes that came from the host.
  for (const name of ['content-length', 'content-encoding', 'etag']) headers.delete(name);
  return new Response(
    scriptsLast(html).replace(/<body[^>]*>/, (body) => body + view),
    { headers },
  );
}

/**
 * The page with the scripts of its head behind everything else. They come from this device, so fast that they would run
 * before the words are painted; who runs first among them is left to chance, here as there.
 */
function scriptsLast(html: string): string {
  const end = html.indexOf('</head>');
  const scripts = html.slice(0, Math.max(0, end)).match(SCRIPT)?.join('') ?? '';
  const head = html.slice(0, Math.max(0, end)).replace(SCRIPT, '');
  return (head + html.slice(Math.max(0, end))).replace('</body>', () => `${scripts}</body>`);
}
