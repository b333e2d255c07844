import type { IncomingMessage, ServerResponse } from 'node:http';
import type { IncomingRequest } from '#lib/broadcast/request.ts';
import { CLIENT_ADDRESS_HEADER } from './client-address.ts';

/** The framework-free handler of lib/broadcast. */
export type BroadcastHandler = (request: IncomingRequest) => Promise<Response>;

/** What the handler reads of a request. No other header gets as far as it. */
const HEADERS = [
  'content-type',
  'content-encoding',
  'content-length',
  'x-callbacktoken',
  CLIENT_ADDRESS_HEADER,
] as const;

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

function toRequest(request: IncomingMessage): IncomingRequest {
  const headers = new Headers();
  for (const name of HEADERS) {
    const value = request.headers[name];
    if (typeof value === 'string') headers.set(name, value);
  }
  return {
    method: request.method ?? '',
    headers,
    // Made when it is asked for: most of what is refused is refused by its head.
    get body() {
      return toStream(request);
    },
  };
}

/**
 * The body as it comes. The handler reads as fast as it can and at most its length, so nothing has to hold it back; and a
 * stream that is cancelled leaves the connection alone, which `Readable.toWeb` does not: the refusal still has to be sent.
 */
const toStream = (request: IncomingMessage): ReadableStream<Uint8Array<ArrayBuffer>> =>
  new ReadableStream({
    start(stream) {
      let isOpen = true;
      const close = (end: () => void) => (): void => {
        if (isOpen) end();
        isOpen = false;
      };
      request.on('data', (part: Uint8Array<ArrayBuffer>) => {
        if (isOpen) stream.enqueue(part);
      });
      request.once(
        'end',
        close(() => stream.close()),
      );
      const broken = close(() => stream.error(new Error('the client went away')));
      request.once('error', broken);
      request.once('close', broken);
    },
    cancel() {
      request.removeAllListeners('data');
      request.pause();
    },
  });
