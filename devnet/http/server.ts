import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { json, type Reply, type Request, type Route } from './exchange.ts';
import type { LoggedRequest, RequestLog } from './request-log.ts';
import { createRouter } from './router.ts';

const DEFAULT_MAX_BODY = 64 * 1024;
const MAX_CONNECTIONS = 1_024;
const IPV4 = '127.0.0.1';
const IPV6 = '::1';
const FREE_PORT_ATTEMPTS = 10;

/** Pages of any origin may call: it is a local network with play money, and the app's own origin has another port. */
const COMMON_HEADERS = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Expose-Headers': 'X-Block-Height, X-Remaining, Retry-After',
  'Cross-Origin-Resource-Policy': 'cross-origin',
  'X-Content-Type-Options': 'nosniff',
};

const PREFLIGHT_HEADERS = {
  'Access-Control-Allow-Methods': 'GET, POST, OPTIONS',
  'Access-Control-Allow-Headers':
    'Authorization, Content-Type, Last-Event-ID, X-Aggregation, X-CallbackToken, X-CallbackUrl, X-FullStatusUpdates, X-MaxTimeout, X-WaitFor, XDeployment-ID',
  'Access-Control-Max-Age': '600',
  'Access-Control-Allow-Private-Network': 'true',
};

export type HttpOptions = {
  readonly routes: readonly Route[];
  /** 0 takes any free port. */
  readonly port: number;
  readonly log: RequestLog;
  readonly onRequest?: (request: LoggedRequest) => void;
  readonly onFailure: (error: unknown) => void;
};

export type HttpServer = { readonly url: string; close(): Promise<void> };

/** The body, or `undefined` when it has more than `limit` bytes. Rejects when the client goes away. */
async function readBody(incoming: IncomingMessage, limit: number): Promise<Uint8Array | undefined> {
  if (Number(incoming.headers['content-length'] ?? 0) > limit) return undefined;
  const chunks: Buffer[] = [];
  let size = 0;
  // Leaving the loop must not destroy the socket: the refusal still has to be sent.
  for await (const chunk of incoming.iterator({ destroyOnReturn: false })) {
    const part: unknown = chunk;
    if (!(part instanceof Buffer)) continue;
    size += part.length;
    if (size > limit) return undefined;
    chunks.push(part);
  }
  return Buffer.concat(chunks);
}

function send(response: ServerResponse, reply: Reply, withBody: boolean): void {
  const length = typeof reply.body === 'string' ? Buffer.byteLength(reply.body) : reply.body.length;
  response.writeHead(reply.status, {
    ...COMMON_HEADERS,
    ...(reply.stream === undefined ? { 'Content-Length': length, 'Cache-Control': 'no-store' } : {}),
    ...reply.headers,
  });
  if (reply.stream !== undefined && withBody) reply.stream(response);
  else response.end(withBody ? reply.body : undefined);
}

function createListener(options: HttpOptions): (incoming: IncomingMessage, response: ServerResponse) => void {
  const findRoute = createRouter(options.routes);

  const answer = async (incoming: IncomingMessage): Promise<{ reply: Reply; body: Uint8Array }> => {
    const none = new Uint8Array(0);
    const { method = 'GET', url = '/' } = incoming;
    if (method === 'OPTIONS')
      return { reply: { status: 204, headers: PREFLIGHT_HEADERS, body: '' }, body: none };
    const [path = '/', search = ''] = url.split('?', 2);
    const match = findRoute(method, path);
    if (match.kind === 'none') return { reply: json({ error: 'there is nothing here' }, 404), body: none };
    if (match.kind === 'method') {
      const reply = json({ error: `${method} is not served here` }, 405, { Allow: match.allowed.join(', ') });
      return { reply, body: none };
    }
    const limit = match.route.maxBody ?? DEFAULT_MAX_BODY;
    const body = await readBody(incoming, limit);
    if (body === undefined) {
      const reply = json({ error: `more than ${limit} bytes` }, 413, { Connection: 'close' });
      return { reply, body: none };
    }
    const request: Request = {
      method,
      params: match.params,
      query: new URLSearchParams(search),
      header: (name) => incoming.headers[name.toLowerCase()]?.toString(),
      body,
    };
    return { reply: await match.route.handle(request), body };
  };

  return (incoming, response) => {
    const { method = 'GET', url = '/' } = incoming;
    const contentType = incoming.headers['content-type'];
    const finish = (reply: Reply, body: Uint8Array): void => {
      const entry = options.log.add({ method, url, status: reply.status, contentType, body });
      options.onRequest?.(entry);
      send(response, reply, method !== 'HEAD');
    };
    answer(incoming)
      .catch((error: unknown) => {
        if (incoming.destroyed && !incoming.complete) return undefined;
        options.onFailure(error);
        return {
          reply: json({ error: 'the devnet failed; its log says why' }, 500),
          body: new Uint8Array(0),
        };
      })
      .then((done) => (done === undefined ? response.destroy() : finish(done.reply, done.body)))
      .catch(options.onFailure);
  };
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port, exclusive: true }, () => {
      server.removeListener('error', reject);
      resolve();
    });
  });
}

const codeOf = (error: unknown): unknown =>
  error instanceof Error && 'code' in error ? error.code : undefined;

/** Listens on both loopback addresses, so that `localhost` works whichever one it means. */
async function listenOnLoopback(
  makeServer: () => Server,
  port: number,
): Promise<{ servers: Server[]; port: number }> {
  for (let attempt = 1; ; attempt += 1) {
    const first = makeServer();
    await listen(first, IPV4, port);
    const address = first.address();
    const taken = typeof address === 'object' && address !== null ? address.port : port;
    const second = makeServer();
    try {
      await listen(second, IPV6, taken);
      return { servers: [first, second], port: taken };
    } catch (error) {
      // A machine without IPv6 has no ::1 at all.
      if (codeOf(error) !== 'EADDRINUSE') return { servers: [first], port: taken };
      first.close();
      if (port !== 0 || attempt === FREE_PORT_ATTEMPTS) throw error;
    }
  }
}

/**
 * Serves `routes` on the loopback interface.
 *
 * @throws when the port is in use (`code` EADDRINUSE).
 */
export async function serve(options: HttpOptions): Promise<HttpServer> {
  const listener = createListener(options);
  const makeServer = (): Server => {
    const server = createServer(
      { keepAliveTimeout: 5_000, headersTimeout: 10_000, requestTimeout: 60_000 },
      listener,
    );
    server.maxConnections = MAX_CONNECTIONS;
    return server;
  };
  const { servers, port } = await listenOnLoopback(makeServer, options.port);
  return {
    url: `http://${IPV4}:${port}`,
    close: async () => {
      await Promise.all(
        servers.map(
          (server) =>
            new Promise<void>((resolve) => {
              server.close(() => resolve());
              server.closeAllConnections();
            }),
        ),
      );
    },
  };
}
