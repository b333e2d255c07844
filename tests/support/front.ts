import { once } from 'node:events';
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer as bytes } from 'node:stream/consumers';

/** An answer on its way from the host to the browser. */
export type Answer = { status: number; headers: Record<string, string | string[]>; body: Uint8Array };

/** Changes an answer; `path` is without query. */
export type Alter = (path: string, answer: Answer) => void;

/** Stands before the real host and passes everything on, so that a test can play a new build, another policy or a portal. */
export interface Front extends AsyncDisposable {
  readonly url: string;
  /** From now on every answer goes through `alter`. */
  alter(alter: Alter): void;
}

/** Starts a front before `target` (an origin on loopback) on a free port. */
export async function startFront(target: string): Promise<Front> {
  let alter: Alter = () => undefined;
  const server = createServer((incoming, outgoing) => {
    pass(target, incoming, outgoing, (path, answer) => alter(path, answer)).catch(() => outgoing.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    alter: (next) => void (alter = next),
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

async function pass(
  target: string,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  alter: Alter,
): Promise<void> {
  const url = new URL(incoming.url ?? '/', target);
  // Uncompressed and unconditional: a test alters plain text, and a 304 would hide it.
  const {
    'accept-encoding': _,
    'if-none-match': __,
    'if-modified-since': ___,
    ...headers
  } = incoming.headers;
  const upstream = request(url, {
    method: incoming.method ?? 'GET',
    headers: { ...headers, host: url.host },
  });
  incoming.pipe(upstream);
  const [response] = (await once(upstream, 'response')) as [IncomingMessage];
  const answer: Answer = {
    status: response.statusCode ?? 502,
    headers: Object.fromEntries(
      Object.entries(response.headersDistinct).map(([name, values = []]) => [name, values]),
    ),
    body: await bytes(response),
  };
  delete answer.headers['transfer-encoding'];
  delete answer.headers['content-length'];
  alter(url.pathname, answer);
  outgoing.writeHead(answer.status, answer.headers).end(answer.body);
}
