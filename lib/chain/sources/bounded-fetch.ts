import { SourceError } from './source.ts';

/** The part of `fetch` that sources need; tests give their own. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** The platform's `fetch`, looked up when it is called. */
export const platformFetch: Fetch = (url, init) => fetch(url, init);

/** What a source may cost: bytes of its answer, and milliseconds until all of them are here. */
export type FetchLimits = { readonly maxBytes: number; readonly timeoutMs: number };

export type BoundedRequest = {
  /** Who is asked, for errors. */
  readonly source: string;
  readonly url: string;
  readonly init?: Pick<RequestInit, 'method' | 'headers' | 'body'>;
  readonly limits: FetchLimits;
  readonly signal: AbortSignal;
  readonly fetch: Fetch;
};

/** A request tells nobody where it comes from, carries no credentials and follows no redirect to elsewhere. */
export const ANONYMOUS = {
  credentials: 'omit',
  referrerPolicy: 'no-referrer',
  redirect: 'error',
  cache: 'no-store',
} as const satisfies RequestInit;

/**
 * Fetches a whole answer. Bytes are counted while they come, so that an endless answer costs `maxBytes` and no more.
 *
 * @throws {SourceError} `unreachable`, `timeout` or `too-large`; an HTTP error status is the caller's to judge.
 * @throws the signal's reason when it is aborted.
 */
export async function fetchBounded(
  request: BoundedRequest,
): Promise<{ readonly status: number; readonly bytes: Uint8Array<ArrayBuffer> }> {
  const { source, url, init, limits, signal } = request;
  signal.throwIfAborted();
  const timeout = AbortSignal.timeout(limits.timeoutMs);
  try {
    const response = await request.fetch(url, {
      ...ANONYMOUS,
      ...init,
      signal: AbortSignal.any([signal, timeout]),
    });
    return { status: response.status, bytes: await readBounded(source, response, limits.maxBytes) };
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof SourceError) throw error;
    if (timeout.aborted)
      throw new SourceError(source, 'timeout', `no answer within ${limits.timeoutMs} ms`, { cause: error });
    throw new SourceError(source, 'unreachable', messageOf(error), { cause: error });
  }
}

/** Like {@link fetchBounded}, for requests that only status 200 answers. @throws {SourceError} `status` on any other. */
export async function fetchOk(request: BoundedRequest): Promise<Uint8Array<ArrayBuffer>> {
  const { status, bytes } = await fetchBounded(request);
  if (status !== 200) throw new SourceError(request.source, 'status', `answered with status ${status}`);
  return bytes;
}

async function readBounded(
  source: string,
  response: Response,
  maxBytes: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const tooLarge = (): SourceError =>
    new SourceError(source, 'too-large', `an answer of more than ${maxBytes} bytes`);
  const declared = Number(response.headers.get('content-length') ?? 0);
  const { body } = response;
  if (declared > maxBytes) {
    await body?.cancel();
    throw tooLarge();
  }
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of chunksOf(body)) {
    length += part.length;
    if (length > maxBytes) throw tooLarge();
    parts.push(part);
  }
  const bytes = new Uint8Array(length);
  let offset = 0;
  for (const part of parts) {
    bytes.set(part, offset);
    offset += part.length;
  }
  return bytes;
}

/** The parts of a body as they come. Leaving the loop early cancels the download. */
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
    // Best effort: the stream may have failed or ended already.
    await reader.cancel().catch(() => undefined);
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
