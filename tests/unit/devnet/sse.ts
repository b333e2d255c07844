/** One event of a stream, as the browser's EventSource would give it. */
type SseEvent = { readonly id?: string; readonly event?: string; readonly data: string };

/** An open event stream. `next` waits for an event that `matches`; the test's own timeout bounds it. */
export interface SseStream extends AsyncDisposable {
  next(matches?: (event: SseEvent) => boolean): Promise<SseEvent>;
}

function parseFrame(frame: string): SseEvent | undefined {
  const fields = new Map(
    frame
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith(':'))
      .map((line): [string, string] => {
        const [name = '', ...rest] = line.split(': ');
        return [name, rest.join(': ')];
      }),
  );
  const [id, event, data] = [fields.get('id'), fields.get('event'), fields.get('data')];
  if (data === undefined) return undefined;
  return { data, ...(id === undefined ? {} : { id }), ...(event === undefined ? {} : { event }) };
}

/** Opens an event stream with `fetch`. */
export async function openSse(url: string, headers: Record<string, string> = {}): Promise<SseStream> {
  const controller = new AbortController();
  const response = await fetch(url, { headers, signal: controller.signal });
  if (response.body === null || !response.ok) throw new Error(`${url} answered ${response.status}`);
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let unread = '';

  const nextFrame = async (): Promise<string> => {
    for (;;) {
      const end = unread.indexOf('\n\n');
      if (end >= 0) {
        const frame = unread.slice(0, end);
        unread = unread.slice(end + 2);
        return frame;
      }
      const { value, done } = await reader.read();
      if (done) throw new Error(`${url} ended`);
      unread += value;
    }
  };

  return {
    async next(matches = () => true) {
      for (;;) {
        const event = parseFrame(await nextFrame());
        if (event !== undefined && matches(event)) return event;
      }
    },
    async [Symbol.asyncDispose]() {
      controller.abort();
      await reader.cancel().catch(() => undefined);
    },
  };
}
