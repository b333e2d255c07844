/** What decides who answers: nothing but the request itself. A `Request` beside its parsed URL fits. */
export type Incoming = {
  readonly method: string;
  readonly mode: string;
  /** What asks: `document` for a page of its own, `iframe` for one inside another. */
  readonly destination: string;
  readonly url: URL;
  readonly headers: Headers;
};

/** A page, as far as it can be asked. */
export type AskedPage = { postMessage(message: unknown, transfer: Transferable[]): void };

/** A fetch event, cut down to what handlers use. */
type FetchScope = {
  readonly request: Request;
  /** Id of the page that a navigation makes; empty for everything else and where a browser does not say. */
  readonly newPage: string;
  /** The page that asks, while it is there. */
  readonly page: () => Promise<AskedPage | undefined>;
  /** Keeps the worker alive until `work` ends. */
  readonly waitUntil: (work: Promise<unknown>) => void;
};

/** One kind of request that the service worker answers. */
export interface Handler {
  readonly name: string;
  /** The path under which the answer is held, or `undefined` when the request is not of this kind. */
  keyOf(incoming: Incoming): string | undefined;
  /** Answers; a failed network ends in `Response.error()`, as without a service worker. */
  answer(key: string, scope: FetchScope): Promise<Response>;
}

/** The shell of this revision, as handlers see it. */
export interface Shell {
  /** Whether the build listed this path (for RSC payloads with `?_rsc`). */
  lists(path: string): boolean;
  /** The held response, or `undefined` when the browser dropped it. */
  match(path: string): Promise<Response | undefined>;
}

/** `/post/` and `/post` are one route. */
export const routePath = (url: URL): string => url.pathname.replace(/(?<=.)\/+$/, '');

/** The held response, else the network's own answer or failure. */
export async function heldOrNetwork(
  held: Promise<Response | undefined>,
  request: Request,
): Promise<Response> {
  return (await held) ?? fetch(request).catch(() => Response.error());
}
