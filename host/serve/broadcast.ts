import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { CLIENT_ADDRESS_HEADER } from './client-address.ts';

/** The framework-free handler of lib/broadcast. */
export type BroadcastHandler = (request: Request) => Promise<Response>;

/** What the handler reads of a request. No other header gets as far as it. */
const HEADERS = [
  'content-type',
  'content-encoding',
  'content-length',
  'x-callbacktoken',
  CLIENT_ADDRESS_HEADER,
] as const;

/** The handler looks at no part of the address, so nothing that a client wrote becomes one. */
const ADDRESS = 'http://host.invalid/api/broadcast';

/** A body that was not read to its end is dropped by the server; a longer one is not waited for. */
const MAX_DROPPED_BYTES = 65_536;

/** Answers one request of `/api/broadcast` by `handle`, without Next in between. */
export async function answerBroadcast(
  handle: BroadcastHandler,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const answer = await handle(toRequest(request));
  const body = new Uint8Array(await answer.arrayBuffer());
  response.statusCode = answer.status;
  for (const [name, value] of answer.headers) response.setHeader(name, value);
  const length = Number(request.headers['content-length'] ?? Number.POSITIVE_INFINITY);
  if (!request.complete && !(length <= MAX_DROPPED_BYTES)) response.setHeader('connection', 'close');
  response.end(body);
}

function toRequest(request: IncomingMessage): Request {
  // `Request` takes neither every method nor a body with each; all of them get the same refusal.
  if (request.method !== 'POST') return new Request(ADDRESS);
  const headers = new Headers();
  for (const name of HEADERS) {
    const value = request.headers[name];
    if (typeof value === 'string') headers.set(name, value);
  }
  const body = Readable.toWeb(request) as ReadableStream<Uint8Array>;
  return new Request(ADDRESS, { method: 'POST', headers, body, duplex: 'half' } as RequestInit);
}
