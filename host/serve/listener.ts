import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { appConfig, networkOrigins, type HostConfig } from '../config.ts';
import { CONTENT_KINDS, securityHeaders, type ContentKind } from '../headers.ts';
import type { HostTable } from '../table.ts';
import { answerBroadcast, type BroadcastHandler } from './broadcast.ts';
import { cameByTls, stampClientAddress } from './client-address.ts';
import { createFileServer } from './files.ts';
import { createSnapshotServer, SNAPSHOTS_PATH } from './snapshots.ts';

/** Answers what is not a file of the build: the router's payloads, and what does not exist. */
export type NextHandler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

export type ListenerOptions = {
  readonly root: string;
  readonly table: HostTable;
  readonly config: Pick<HostConfig, 'app' | 'trustedProxies' | 'takesTransactions' | 'snapshots'>;
  readonly next: NextHandler;
  readonly broadcast: BroadcastHandler;
  /** Told of what we did wrong ourselves. Never holds an address, a path or a header. */
  readonly onError: (error: unknown) => void;
};

type Incoming = {
  readonly path: string;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
};

/** One way to answer. The first that can handle a request does. */
type Handler = {
  readonly name: string;
  readonly canHandle: (incoming: Incoming) => boolean;
  readonly handle: (incoming: Incoming) => Promise<void> | void;
};

/**
 * The host's answer to every request: our own files from the build's table, the configuration, and Next for the rest.
 * Every response carries the security headers of its kind, whoever made it.
 */
export function createListener({
  root,
  table,
  config,
  next,
  broadcast,
  onError,
}: ListenerOptions): RequestListener {
  const origins = new Map(CONTENT_KINDS.map((kind) => [kind, networkOrigins(config.app, kind)]));
  // A browser keeps the policy of a service worker with its script, and takes another one only when the text differs too.
  const reachMark = `\n// May call: ${origins.get('service-worker')?.join(' ')}\n`;
  const resources = new Map(Object.entries(table.resources));
  const serveFile = createFileServer(root);
  const snapshots = createSnapshotServer(config.snapshots, config.app.network, onError);
  const configBody = JSON.stringify(appConfig(config.app, table.build));

  const protect = (
    { request, response }: Incoming,
    kind: ContentKind,
    scriptHashes: readonly string[] = [],
  ): void => {
    const secure = cameByTls(request, config.trustedProxies);
    const headers = securityHeaders(kind, { scriptHashes, origins: origins.get(kind) ?? [], secure });
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  };

  /** What Next answers is known only when it sends its headers. */
  const protectLate = (incoming: Incoming): void => {
    const { path, response } = incoming;
    const writeHead = response.writeHead.bind(response) as (...parts: unknown[]) => ServerResponse;
    response.writeHead = (...parts: unknown[]): ServerResponse => {
      const status = typeof parts[0] === 'number' ? parts[0] : response.statusCode;
      const contentType = String(response.getHeader('content-type') ?? '');
      const isPage = contentType.startsWith('text/html');
      const hashes = table.errorPages[String(status)] ?? resources.get(path)?.scriptHashes;
      protect(incoming, isPage ? 'document' : 'inert', hashes);
      // Next counts on a cache in front that it can purge; a browser has to ask.
      if (!path.startsWith('/api/')) response.setHeader('cache-control', 'no-cache');
      return writeHead(...parts);
    };
  };

  /** In this order. */
  const handlers: readonly Handler[] = [
    {
      name: 'no path, or a head that two servers may read in two ways',
      canHandle: ({ path, request }) => path === '' || !isPlain(request),
      handle: ({ response }) => void response.writeHead(400, { connection: 'close' }).end(),
    },
    {
      name: 'configuration',
      canHandle: ({ path }) => path === '/config.json',
      handle: (incoming) => {
        protect(incoming, 'inert');
        sendJson(incoming, 200, configBody);
      },
    },
    {
      name: 'older posts',
      canHandle: ({ path }) => path.startsWith(SNAPSHOTS_PATH),
      handle: async (incoming) => {
        protect(incoming, 'inert');
        const name = incoming.path.slice(SNAPSHOTS_PATH.length);
        if (name === 'list.json') sendJson(incoming, 200, JSON.stringify(await snapshots.list()));
        else await snapshots.serve(incoming.request, incoming.response, name);
      },
    },
    {
      name: 'archive',
      canHandle: ({ path }) => path.startsWith('/api/') && !config.takesTransactions,
      handle: (incoming) => {
        protect(incoming, 'inert');
        sendJson(incoming, 403, READ_ONLY);
      },
    },
    {
      name: 'broadcast',
      canHandle: ({ path }) => path === '/api/broadcast',
      handle: async (incoming) => {
        protect(incoming, 'inert');
        await answerBroadcast(broadcast, incoming.request, incoming.response);
      },
    },
    {
      name: 'file',
      canHandle: ({ path, request }) => {
        const kind = resources.get(path)?.kind;
        return kind !== undefined && !(kind === 'document' && request.headers['rsc'] !== undefined);
      },
      handle: async (incoming) => {
        const resource = resources.get(incoming.path);
        if (resource === undefined) return;
        protect(incoming, resource.kind, resource.scriptHashes);
        const { path, request, response } = incoming;
        if (path === '/sw.js') response.setHeader('service-worker-allowed', '/');
        await serveFile(request, response, resource, path === '/sw.js' ? reachMark : '');
      },
    },
    {
      name: 'next',
      canHandle: () => true,
      handle: async (incoming) => {
        protectLate(incoming);
        await next(incoming.request, incoming.response);
      },
    },
  ];

  const answer = async (incoming: Incoming): Promise<void> => {
    try {
      stampClientAddress(incoming.request, config.trustedProxies);
      await handlers.find((handler) => handler.canHandle(incoming))?.handle(incoming);
    } catch (error) {
      onError(error);
      if (incoming.response.headersSent) incoming.response.destroy();
      else incoming.response.writeHead(500, { 'cache-control': 'no-store' }).end();
    }
  };

  return (request, response) => void answer({ path: pathOf(request), request, response });
}

const READ_ONLY = JSON.stringify({
  code: 'read-only',
  detail: 'This host reads an archive. Nothing can be posted from here.',
});

function sendJson({ request, response }: Incoming, status: number, body: string): void {
  if (status === 200 && request.method !== 'GET' && request.method !== 'HEAD') {
    response.writeHead(405, { allow: 'GET, HEAD' }).end();
    return;
  }
  const headers = {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
  };
  response.writeHead(status, { ...headers, 'cache-control': 'no-cache' });
  response.end(request.method === 'HEAD' ? undefined : body);
}

/** Headers that say where a request ends or whom it is for. */
const FRAMING = new Set(['host', 'content-length', 'transfer-encoding']);

/**
 * Whether the head reads the same to everybody: of a version that this server speaks (its parser lets a line without one
 * and `HTTP/2.0` pass), each of those headers there once at most, and the length said in one way.
 */
function isPlain({ rawHeaders, httpVersion }: IncomingMessage): boolean {
  if (httpVersion !== '1.1' && httpVersion !== '1.0') return false;
  const seen = new Set<string>();
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = (rawHeaders[at] ?? '').toLowerCase();
    if (FRAMING.has(name) && seen.has(name)) return false;
    seen.add(name);
  }
  return !(seen.has('content-length') && seen.has('transfer-encoding'));
}

/** The path of a request without its query; empty for what is no path: `*`, or a whole URL as a proxy is asked for it. */
const pathOf = ({ url = '' }: IncomingMessage): string =>
  url.startsWith('/') ? (url.split('?', 1)[0] ?? '') : '';
