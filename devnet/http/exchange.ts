import type { ServerResponse } from 'node:http';

/** A request whose body has been read. Handlers see nothing of the socket. */
export type Request = {
  readonly method: string;
  /** Values of the `:names` in the route's path, decoded. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  header(name: string): string | undefined;
  readonly body: Uint8Array;
};

/** What a handler answers. A `stream` takes the response over, after status and headers were sent. */
export type Reply = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | string;
  readonly stream?: (response: ServerResponse) => void;
};

export type Handler = (request: Request) => Reply | Promise<Reply>;

/** A path with `:names`, below which nothing else is matched. `maxBody` is in bytes; 64 KiB unless said. */
export type Route = {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly handle: Handler;
  readonly maxBody?: number;
};

const BYTES = 'application/octet-stream';
const JSON_TYPE = 'application/json; charset=utf-8';
const TEXT = 'text/plain; charset=utf-8';

export const json = (value: unknown, status = 200, headers: Record<string, string> = {}): Reply => ({
  status,
  headers: { 'Content-Type': JSON_TYPE, ...headers },
  body: JSON.stringify(value),
});

export const text = (body: string, status = 200): Reply => ({
  status,
  headers: { 'Content-Type': TEXT },
  body,
});

export const bytes = (body: Uint8Array, headers: Record<string, string> = {}): Reply => ({
  status: 200,
  headers: { 'Content-Type': BYTES, ...headers },
  body,
});

export const notFound = (what: string): Reply => json({ error: `${what} not found` }, 404);

export const badRequest = (why: string): Reply => json({ error: why }, 400);

/** The same routes below `prefix`. */
export const under = (prefix: string, routes: readonly Route[]): Route[] =>
  routes.map((route) => ({ ...route, path: `${prefix}${route.path}` }));

/** A whole number from the query, `fallback` when it is absent, `undefined` when it is something else or out of range. */
export function wholeNumber(
  query: URLSearchParams,
  name: string,
  range: { readonly least: number; readonly most: number; readonly fallback?: number },
): number | undefined {
  const given = query.get(name);
  if (given === null) return range.fallback;
  const value = Number(given);
  return /^\d{1,16}$/.test(given) && value >= range.least && value <= range.most ? value : undefined;
}
