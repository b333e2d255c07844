import { withLastView } from '../last-view.ts';
import { heldOrNetwork, routePath, type Handler, type Shell } from './handler.ts';

/**
 * Navigations to a route of the build, answered with its prerendered page. The query does not choose the page and
 * stays on this device; the feed's has the posts that were last on screen. The fragment never reaches a service worker. Other paths go to the host, whose 404 is honest.
 */
export function shellHandler(shell: Shell, onPage: (id: string) => Promise<void>): Handler {
  return {
    name: 'shell',
    keyOf({ mode, url }) {
      if (mode !== 'navigate') return undefined;
      const path = routePath(url);
      return shell.lists(path) ? path : undefined;
    },
    async answer(key, { request, newPage, waitUntil }) {
      const page = heldOrNetwork(shell.match(key), request);
      // A view that cannot be read or written costs the reader nothing but the wait that it would have saved.
      const answer = key === '/' ? withLastView(page).catch(() => page) : page;
      // What is noted behind the answer does not keep the reader waiting for the same storage.
      if (newPage !== '') waitUntil(answer.then(() => onPage(newPage)));
      return answer;
    },
  };
}
