import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What was asked of the fake, as far as tests look at it. */
type Asked = {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Uint8Array;
};

/** Answers one request, in whatever bad way a test wants. */
export type Answering = (asked: Asked, response: ServerResponse) => void;

/** A broadcaster that says what it is told to say, on a free port of the loopback interface. */
export interface FakeBroadcaster extends AsyncDisposable {
  readonly url: string;
  readonly asked: readonly Asked[];
  answering: Answering;
}

/** Answers with JSON. */
export const sayJson =
  (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Answering =>
  (_asked, response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(JSON.stringify(body));
  };

export async function startFakeBroadcaster(answering: Answering): Promise<FakeBroadcaster> {
  const asked: Asked[] = [];
  const fake = { answering };
  const server: Server = createServer((request, response) => {
    const parts: Uint8Array[] = [];
    request.on('data', (part: Uint8Array) => parts.push(part));
    request.on('end', () => {
      const body = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
      let at = 0;
      for (const part of parts) {
        body.set(part, at);
        at += part.length;
      }
      const one: Asked = {
        method: request.method ?? '',
        path: request.url ?? '',
        headers: request.headers,
        body,
      };
      asked.push(one);
      fake.answering(one, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return Object.assign(fake, {
    url: `http://127.0.0.1:${port}`,
    asked,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  });
}
