import { matchAnyRevision } from '../caches.ts';
import { heldOrNetwork, type Handler, type Shell } from './handler.ts';

const HASHED = '/_next/static/';

/**
 * Files with a content hash in their name: held ones first, of any revision, because a page that was opened before an
 * update still loads its own. A file that nobody holds and the host no longer has fails as it would without us.
 */
export const hashedHandler: Handler = {
  name: 'hashed',
  keyOf: ({ url }) => (url.pathname.startsWith(HASHED) ? url.pathname : undefined),
  answer: (key, { request }) => heldOrNetwork(matchAnyRevision(key), request),
};

/** {@link hashedHandler} as a rule of the browser's own router: any cache that holds the file, else the network. */
export const HASHED_FROM_CACHE = { condition: { urlPattern: `${HASHED}*` }, source: 'cache' } as const;

/** Files with a fixed name that the build lists: the workers' scripts, icons, the manifest. Of this revision alone. */
export function fileHandler(shell: Shell): Handler {
  return {
    name: 'file',
    keyOf: ({ url }) => (url.search === '' && shell.lists(url.pathname) ? url.pathname : undefined),
    answer: (key, { request }) => heldOrNetwork(shell.match(key), request),
  };
}
