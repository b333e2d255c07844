import { rscUrl } from '#lib/bridge/sw-manifest.ts';
import { heldOrNetwork, routePath, type Handler, type Shell } from './handler.ts';

/**
 * Requests by which Next's router fetches a route's RSC payload (the page as React data) on a client navigation.
 *
 * Next 16 sends `GET /post?_rsc=<hash>` with `RSC: 1`, `Next-Router-State-Tree` and `Next-Url`; `_rsc` is a hash of those
 * headers, so it differs by the page one comes from. A prerendered route answers all of them with the same bytes: the
 * key is the path alone. The answer is the host's own from install time, so it carries what the router checks: status
 * 200, `text/x-component` and, in the body, the build's id; on another id the router loads the page anew by itself.
 *
 * Prefetches are not answered: they ask for other payloads (`/_tree`, segments), and links of this app send none.
 * A static export asks for `/post.txt?_rsc=<hash>` instead, which is a listed file of its own.
 */
export function rscHandler(shell: Shell): Handler {
  return {
    name: 'rsc',
    keyOf({ mode, headers, url }) {
      if (mode === 'navigate' || (headers.get('rsc') !== '1' && !url.searchParams.has('_rsc')))
        return undefined;
      if (headers.has('next-router-prefetch') || headers.has('next-router-segment-prefetch'))
        return undefined;
      const path = routePath(url);
      const key = path.endsWith('.txt') ? path : rscUrl(path);
      return shell.lists(key) ? key : undefined;
    },
    answer: (key, { request }) => heldOrNetwork(shell.match(key), request),
  };
}
