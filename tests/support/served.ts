import type { Fetch } from '#lib/chain/sources/bounded-fetch.ts';

/** A request as an adapter made it. */
export type Asked = {
  readonly url: string;
  readonly method: string;
  readonly headers: Headers;
  readonly body: string;
};

/** A `fetch` that a function answers in process. It obeys the signal as the platform's does, and keeps what was asked. */
export function serve(
  answer: (asked: Asked) => Response | Promise<Response>,
): Fetch & { readonly asked: Asked[] } {
  const asked: Asked[] = [];
  const fetch: Fetch = (url, init) => {
    const body = typeof init.body === 'string' ? init.body : '';
    const request = { url, method: init.method ?? 'GET', headers: new Headers(init.headers), body };
    asked.push(request);
    return new Promise((resolve, reject) => {
      const { signal } = init;
      const abort = (): void => reject(signal?.reason as Error);
      if (signal?.aborted) abort();
      signal?.addEventListener('abort', abort);
      Promise.resolve(answer(request)).then((response) => resolve(obeying(response, signal)), reject);
    });
  };
  return Object.assign(fetch, { asked });
}

/** The response with a body that fails when the signal is aborted, as one from the network does. */
function obeying(response: Response, signal: AbortSignal | null | undefined): Response {
  if (response.body === null || !signal) return response;
  const cut = new TransformStream<Uint8Array, Uint8Array>({
    start(controller) {
      signal.addEventListener('abort', () => controller.error(signal.reason));
    },
  });
  return new Response(response.body.pipeThrough(cut), response);
}

/** A body that never ends: `part` again and again, counted in `sent`. */
export function endless(part: Uint8Array<ArrayBuffer>): {
  readonly body: ReadableStream<Uint8Array>;
  sent: number;
  cancelled: boolean;
} {
  const state = {
    sent: 0,
    cancelled: false,
    body: new ReadableStream<Uint8Array>({
      pull(controller) {
        state.sent += part.length;
        controller.enqueue(part);
      },
      cancel() {
        state.cancelled = true;
      },
    }),
  };
  return state;
}
