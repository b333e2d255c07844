import type { ServerResponse } from 'node:http';
import { json, type Reply } from './exchange.ts';

/** One event of a stream. `data` is a single line. */
export type StreamEvent = { readonly id?: string; readonly event?: string; readonly data: string };

const KEEPALIVE_MILLISECONDS = 15_000;
const MAX_CLIENTS = 256;
/** A client that reads so slowly is let go; it comes back and asks for what it missed. */
const MAX_UNREAD_BYTES = 1024 * 1024;

const frame = ({ id, event, data }: StreamEvent): string =>
  `${id === undefined ? '' : `id: ${id}\n`}${event === undefined ? '' : `event: ${event}\n`}data: ${data}\n\n`;

/** All open event streams (https://html.spec.whatwg.org/#server-sent-events). A client leaves when its connection ends. */
export class EventStreams {
  readonly #clients = new Map<ServerResponse, string>();
  readonly #keepalive: NodeJS.Timeout;

  constructor() {
    this.#keepalive = setInterval(() => {
      for (const client of this.#clients.keys()) client.write(': keepalive\n\n');
    }, KEEPALIVE_MILLISECONDS);
    this.#keepalive.unref();
  }

  get clients(): number {
    return this.#clients.size;
  }

  /** Opens a stream of `channel`, which begins with `first`. */
  open(channel: string, first: readonly StreamEvent[] = []): Reply {
    if (this.#clients.size >= MAX_CLIENTS)
      return json({ error: 'too many streams' }, 503, { 'Retry-After': '1' });
    return {
      status: 200,
      headers: { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' },
      body: '',
      stream: (response) => {
        // It may have gone while the answer was made, and then says so no more.
        if (response.destroyed) return;
        this.#clients.set(response, channel);
        response.on('close', () => this.#clients.delete(response));
        response.write(`retry: 1000\n\n${first.map(frame).join('')}`);
      },
    };
  }

  /** Whether anybody listens to `channel`. */
  has(channel: string): boolean {
    return [...this.#clients.values()].includes(channel);
  }

  /** Sends `event` to every client of `channel`. */
  publish(channel: string, event: StreamEvent): void {
    const text = frame(event);
    for (const [client, theirs] of this.#clients) {
      if (theirs !== channel) continue;
      if (client.writableLength > MAX_UNREAD_BYTES) client.destroy();
      else client.write(text);
    }
  }

  close(): void {
    clearInterval(this.#keepalive);
    for (const client of this.#clients.keys()) client.end();
    this.#clients.clear();
  }
}
