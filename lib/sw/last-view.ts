import { LAST_VIEW, LAST_VIEW_CACHE, LAST_VIEW_MOST, LAST_VIEW_SHEETS } from '#lib/bridge/last-view.ts';

const SHEET = /<link rel="stylesheet" href="([^"]+)"/g;
/** Markup that no view has. Text cannot look like it: its `<` are written as references. */
const FOREIGN =
  /<(?!\/?(?:article|a|b|bdi|button|div|figure|figcaption|g|i|output|p|path|section|small|span|svg|time|use)[ >/])/;

/**
 * The page of the feed with the posts that were last on screen written into it, outside of what React made, so that they
 * are there before any script. The page itself where nothing is kept, or what is kept has another build's look.
 */
export async function withLastView(page: Response): Promise<Response> {
  const kept = await caches.match(LAST_VIEW, { cacheName: LAST_VIEW_CACHE });
  if (kept === undefined || page.status !== 200) return page;
  const [html, view] = await Promise.all([page.clone().text(), kept.text()]);
  const sheets = new Set(kept.headers.get(LAST_VIEW_SHEETS)?.split(' '));
  const isOfThisBuild = [...html.matchAll(SHEET)].every(([, href = '']) => sheets.has(href));
  if (!isOfThisBuild || view.length > LAST_VIEW_MOST || FOREIGN.test(view)) return page;
  const headers = new Headers(page.headers);
  // They describe the bytes that came from the host.
  for (const name of ['content-length', 'content-encoding', 'etag']) headers.delete(name);
  return new Response(
    html.replace(/<body[^>]*>/, (body) => body + view),
    { headers },
  );
}
