import { chunksOf } from './http.ts';

/** One server-sent event (HTML Living Standard, 9.2). */
export type StreamEvent = { readonly type: string; readonly data: string; readonly id?: string };

/** Longest line and longest event that we keep, in characters; a stream that sends more is broken off. */
const MAX_EVENT = 64 * 1_024;

/** The stream broke the format or our limits. */
export class EventStreamError extends Error {
  override readonly name = 'EventStreamError';
}

/**
 * Reads server-sent events from a body, for streams that need a header (`Last-Event-ID`) which `EventSource` does not
 * send. Ends with the body. `onActivity` is called for each chunk that came, comments included: a sign of life.
 *
 * @throws {EventStreamError} when a line or an event is longer than 64 Ki characters.
 */
export async function* readEvents(
  body: ReadableStream<Uint8Array>,
  onActivity: () => void = () => undefined,
): AsyncGenerator<StreamEvent, void, undefined> {
  const decoder = new TextDecoder();
  const pending = { type: '', data: [] as string[], size: 0, id: undefined as string | undefined };
  let rest = '';
  for await (const chunk of chunksOf(body)) {
    onActivity();
    rest += decoder.decode(chunk, { stream: true });
    // A lone CR at the end may be the first half of a CRLF.
    const lines = rest.split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop() ?? '';
    if (rest.length > MAX_EVENT) throw new EventStreamError('a line without an end');
    for (const line of lines) {
      if (line === '') {
        if (pending.data.length > 0) {
          yield {
            type: pending.type === '' ? 'message' : pending.type,
            data: pending.data.join('\n'),
            ...(pending.id === undefined ? {} : { id: pending.id }),
          };
        }
        Object.assign(pending, { type: '', data: [], size: 0 });
        continue;
      }
      const colon = line.indexOf(':');
      if (colon === 0) continue;
      const field = colon < 0 ? line : line.slice(0, colon);
      const text = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
      pending.size += line.length;
      if (pending.size > MAX_EVENT) throw new EventStreamError('an event without an end');
      if (field === 'data') pending.data.push(text);
      else if (field === 'event') pending.type = text;
      else if (field === 'id' && !text.includes('\0')) pending.id = text;
    }
  }
}
