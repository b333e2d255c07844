import { BroadcasterError } from './broadcaster.ts';

/** Longest a broadcaster may take, from the first byte sent to the last received. */
const BROADCASTER_TIMEOUT_MS = 8_000;

/** Answers are a few hundred bytes; a BUMP and competing transactions make them a few kilobytes. */
const MAX_ANSWER_BYTES = 64 * 1_024;

/** `fetch`, or something that behaves so in a test. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** A request tells nobody where it comes from, carries no credentials and follows no redirect to elsewhere. */
export const ANONYMOUS = {
  credentials: 'omit',
  referrerPolicy: 'no-referrer',
  redirect: 'error',
  cache: 'no-store',
} as const satisfies RequestInit;

/** The parts of an answer that adapters look at. `json` is absent when the body, which is `text`, is not JSON. */
export type HttpAnswer = {
  readonly status: number;
  readonly text: string;
  readonly json?: unknown;
  readonly retryAfter?: number;
};

export type HttpRequest = {
  readonly method: 'GET' | 'POST';
  readonly body?: Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
};

/** Gives an adapter its way to one service: bounded in time and size, without cookies, referrer or redirects. */
export function connectTo(
  broadcaster: string,
  fetch: Fetch,
  timeoutMs: number = BROADCASTER_TIMEOUT_MS,
): (url: string, request: HttpRequest, signal: AbortSignal) => Promise<HttpAnswer> {
  return async (url, request, signal) => {
    // One controller and a timer that ends with the request; signals made by `AbortSignal` alone live until their time.
    const abort = new AbortController();
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      abort.abort();
    }, timeoutMs);
    const giveUp = (): void => abort.abort(signal.reason);
    signal.addEventListener('abort', giveUp);
    try {
      signal.throwIfAborted();
      const response = await fetch(url, {
        ...ANONYMOUS,
        method: request.method,
        headers: { ...request.headers },
        // Never shared memory, which is all that the wider type adds.
        ...(request.body === undefined ? {} : { body: request.body as Uint8Array<ArrayBuffer> }),
        signal: abort.signal,
      });
      const text = await readBounded(response, MAX_ANSWER_BYTES);
      const json = parseJson(text);
      const retryAfter = secondsOf(response.headers.get('retry-after'));
      return {
        status: response.status,
        text,
        ...(json === undefined ? {} : { json }),
        ...(retryAfter === undefined ? {} : { retryAfter }),
      };
    } catch (cause) {
      if (cause instanceof TooLarge) {
        throw new BroadcasterError(
          broadcaster,
          'malformed',
          'the answer is larger than any answer should be',
        );
      }
      // Whoever aborted has the reason; only our own clock is a time-out.
      signal.throwIfAborted();
      if (isLate) throw new BroadcasterError(broadcaster, 'timeout', 'no answer in time', { cause });
      throw new BroadcasterError(broadcaster, 'unreachable', 'no connection', { cause });
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', giveUp);
    }
  };
}

class TooLarge extends Error {}

/** Reads a body and stops it as soon as it is larger than `limit` bytes, whatever its Content-Length says. */
async function readBounded(response: Response, limit: number): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  for await (const chunk of chunksOf(response.body)) {
    bytes += chunk.length;
    if (bytes > limit) throw new TooLarge();
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

/** The parts of a body as they come. Leaving the loop early cancels the rest. */
export async function* chunksOf(body: ReadableStream<Uint8Array> | null): AsyncGenerator<Uint8Array> {
  if (body === null) return;
  const reader = body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    // Not awaited: whoever sends may hang, and the stream may have failed or ended already.
    void reader.cancel().catch(() => undefined);
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** `Retry-After` in whole seconds, at most a day. The date form is not used by these services. */
function secondsOf(header: string | null): number | undefined {
  if (header === null || !/^[0-9]{1,6}$/.test(header)) return undefined;
  return Math.min(Number(header), 86_400);
}
