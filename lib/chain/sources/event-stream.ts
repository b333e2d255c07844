import { chunksOf } from '#lib/chain/chunks.ts';
import { ANONYMOUS, type Fetch } from './bounded-fetch.ts';

/** A line longer than this is not news but an attack on our memory; the connection is dropped. */
const MAX_LINE = 64 * 1024;

export type EventStreamOptions = {
  readonly url: string;
  readonly fetch: Fetch;
  readonly signal: AbortSignal;
  /** Called after every connection, since news may have passed while there was none, and for every event. */
  readonly onNews: () => void;
  /** First and longest pause between connections, in milliseconds. */
  readonly pause?: { readonly first: number; readonly longest: number };
  /** Silence, comments included, after which a connection counts as dead, in milliseconds. */
  readonly silence?: number;
};

/**
 * Follows a stream of server-sent events until aborted, over `fetch` so that it works in every worker. Events are not
 * read: that one came is all that is told. Resolves when aborted and never rejects.
 */
export async function followEvents(options: EventStreamOptions): Promise<void> {
  const { signal, pause = { first: 1000, longest: 60_000 } } = options;
  let wait = pause.first;
  while (!signal.aborted) {
    const worked = await followOnce(options).catch(() => false);
    wait = worked ? pause.first : Math.min(wait * 2, pause.longest);
    // Spread, so that readers of a source that comes back do not all come at once.
    await sleep(wait * (0.5 + Math.random() / 2), signal);
  }
}

/** One connection; answers whether it ever worked. */
async function followOnce({
  url,
  fetch,
  signal,
  onNews,
  silence = 60_000,
}: EventStreamOptions): Promise<boolean> {
  const idle = new AbortController();
  let timer = setTimeout(() => idle.abort(), silence);
  try {
    const response = await fetch(
      url,
      {
        ...ANONYMOUS,
        headers: { accept: 'text/event-stream' },
        signal: AbortSignal.any([signal, idle.signal]),
      },
      'news',
    );
    if (response.status !== 200) {
      await response.body?.cancel();
      return false;
    }
    onNews();
    await readEvents(
      response.body,
      () => {
        clearTimeout(timer);
        timer = setTimeout(() => idle.abort(), silence);
      },
      onNews,
    );
    return true;
  } finally {
    clearTimeout(timer);
  }
}

async function readEvents(
  body: ReadableStream<Uint8Array> | null,
  onBytes: () => void,
  onNews: () => void,
): Promise<void> {
  const decoder = new TextDecoder();
  let rest = '';
  try {
    for await (const part of chunksOf(body)) {
      onBytes();
      const lines = (rest + decoder.decode(part, { stream: true })).split(/\r\n|\r|\n/);
      rest = lines.pop() ?? '';
      if (rest.length > MAX_LINE) return;
      if (lines.some((line) => line.startsWith('data:'))) onNews();
    }
  } catch {
    // The connection broke after it had worked: the caller connects again.
  }
}

/** Resolves after `ms`, or as soon as `signal` is aborted. */
function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve();
      return;
    }
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done);
  });
}
