import type { Fetch } from '#lib/chain/outbound.ts';
import { shapeOfBody } from './redact.ts';

/** Bytes of an answer that its shape is read from. */
const MOST_BYTES = 256 * 1024;

/** An answer as it may be kept: what was asked, without ids, and the shape of what came. */
export type SeenShape = {
  readonly method: string;
  /** Path and query, with hashes and long names put out of sight. */
  readonly path: string;
  readonly status: number;
  readonly contentType: string;
  /** Whether a page of any origin may read it. */
  readonly cors: string | null;
  readonly shape: unknown;
};

const redactPath = (url: string): string => {
  const { pathname, search } = new URL(url);
  return (pathname + search)
    .replaceAll(/[0-9a-f]{16,}/gi, '<hash>')
    .replaceAll(/[A-Za-z0-9]{33,}/g, '<name>');
};

/** A fetch that keeps the shape of every answer; `shapes` waits for the last of them. */
export function createRecorder(base: typeof fetch = fetch): { fetch: Fetch; shapes(): Promise<SeenShape[]> } {
  const seen: Promise<SeenShape>[] = [];
  const record: Fetch = async (url, init) => {
    const response = await base(url, init);
    const contentType = response.headers.get('content-type') ?? '';
    const [kept, given] = response.body === null ? [null, null] : response.body.tee();
    seen.push(
      readStart(kept).then((body) => ({
        method: init.method ?? 'GET',
        path: redactPath(url),
        status: response.status,
        contentType,
        cors: response.headers.get('access-control-allow-origin'),
        shape: shapeOfBody(body, contentType),
      })),
    );
    return new Response(given, { status: response.status, headers: response.headers });
  };
  return { fetch: record, shapes: () => Promise.all(seen) };
}

async function readStart(body: ReadableStream<Uint8Array> | null): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const part of body ?? []) {
      parts.push(part);
      length += part.length;
      if (length > MOST_BYTES) break;
    }
  } catch {
    // Cut off: its shape is that of what came.
  }
  return Buffer.concat(parts);
}
