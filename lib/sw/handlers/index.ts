import { fileHandler, hashedHandler } from './assets.ts';
import { configHandler } from './config.ts';
import { filmHandler } from './film.ts';
import { frameHandler } from './frame.ts';
import type { Handler, Incoming, Shell } from './handler.ts';
import { rscHandler } from './rsc.ts';
import { shellHandler } from './shell.ts';

type HandlerOptions = {
  readonly shell: Shell;
  readonly onPage: (id: string) => Promise<void>;
  readonly onConfigChange: () => Promise<void>;
};

/**
 * Who answers what. The order counts: what a frame asks for is never a page of the app; a route's path is its page for a navigation and its payload for the router, and
 * `file`, which looks at the path alone, comes after both.
 */
export const createHandlers = ({ shell, onPage, onConfigChange }: HandlerOptions): readonly Handler[] => [
  frameHandler(shell),
  configHandler({ onChange: onConfigChange }),
  filmHandler,
  rscHandler(shell),
  shellHandler(shell, onPage),
  hashedHandler,
  fileHandler(shell),
];

/**
 * The handler of a request with its key, or `undefined`: then the browser goes to the network by itself, as it always
 * does for other origins, `/api/` and anything that is not a GET.
 */
export function chooseHandler(
  handlers: readonly Handler[],
  incoming: Incoming,
  origin: string,
): { readonly handler: Handler; readonly key: string } | undefined {
  if (incoming.method !== 'GET' || incoming.url.origin !== origin) return undefined;
  if (incoming.url.pathname.startsWith('/api/')) return undefined;
  for (const handler of handlers) {
    const key = handler.keyOf(incoming);
    if (key !== undefined) return { handler, key };
  }
  return undefined;
}
