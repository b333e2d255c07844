import { decodeUtf8 } from '#lib/bytes/text.ts';
import { chunksOf } from '#lib/chain/chunks.ts';
import type { Fetch } from '#lib/chain/outbound.ts';
import type { Why } from '#lib/chain/outbound-note.ts';
import { SourceError } from './source.ts';

export type { Fetch };

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
  readonly why: Why;
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
 * @throws {SourceError} `unreachable`, `timeout`, `busy` or `too-large`; an HTTP error status is the caller's to judge.
 * @throws the signal's reason when it is aborted.
 */
export async function fetchBounded(
  request: BoundedRequest,
): Promise<{ readonly status: number; readonly bytes: Uint8Array<ArrayBuffer> }> {
  const { source, url, init, limits, signal } = request;
  signal.throwIfAborted();
  const timeout = AbortSignal.timeout(limits.timeoutMs);
  try {
    const response = await request.fetch(
      url,
      { ...ANONYMOUS, ...init, signal: AbortSignal.any([signal, timeout]) },
      request.why,
    );
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

/** Values that an answer in JSON may hold: many small ones cost far more memory than their bytes. */
const MAX_JSON_VALUES = 500_000;

/** The part of a zod schema that is needed. */
export type Shape<Value> = {
  safeParse(
    value: unknown,
  ): { readonly success: true; readonly data: Value } | { readonly success: false; readonly error: unknown };
};

/**
 * Fetches an answer in JSON, by status 200 alone.
 *
 * @throws {SourceError} as {@link fetchOk} does, and `malformed` when it is no JSON or not of the shape that is asked for.
 */
export async function fetchJson<Value>(request: BoundedRequest, shape: Shape<Value>): Promise<Value> {
  const text = decodeUtf8(await fetchOk(request));
  const parsed = shape.safeParse(text === undefined ? undefined : parseBounded(text));
  if (parsed.success) return parsed.data;
  throw new SourceError(request.source, 'malformed', 'its answer is not of the shape that we know');
}

function parseBounded(text: string): unknown {
  let values = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    // Comma, and the brackets that open: no value comes without one.
    if (code === 0x2c || code === 0x5b || code === 0x7b) values += 1;
    if (values > MAX_JSON_VALUES) return undefined;
  }
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
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

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
