import { LAST_VIEW, LAST_VIEW_CACHE, LAST_VIEW_MOST, LAST_VIEW_SHEETS } from '#lib/bridge/last-view.ts';

const SCRIPT = /<script src="([^"<>]+)" async=""><\/script>/g;
const PRELOAD = /<link rel="preload" as="script"[^<>]*>/g;
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
    scriptsLater(html).replace(/<body[^>]*>/, (body) => body + view),
    { headers },
  );
}

/**
 * The page with the names of its head's scripts behind everything else, which it asks for once its words were painted
 * (host/build/first-script.js): asking costs a slow processor milliseconds each, and what comes from this device would run
 * first. Who runs first among them is left to chance, here as there.
 */
function scriptsLater(html: string): string {
  const end = Math.max(0, html.indexOf('</head>'));
  const paths: string[] = [];
  const head = html
    .slice(0, end)
    .replace(SCRIPT, (_, path: string) => {
      paths.push(path);
      return '';
    })
    .replace(PRELOAD, '');
  return (head + html.slice(end)).replace('</body>', (close) =>
    paths.length === 0 ? close : `<template data-scripts="${paths.join(' ')}"></template>${close}`,
  );
}
