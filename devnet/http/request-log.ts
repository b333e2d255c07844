/** One request as it came in; `body` is there when it was text, and whole unless `truncated`. */
export type LoggedRequest = {
  readonly number: number;
  readonly at: string;
  readonly method: string;
  /** Path and query as they stood in the request line. */
  readonly url: string;
  readonly status: number;
  readonly requestBytes: number;
  readonly body?: string;
  readonly truncated?: true;
};

const MAX_ENTRIES = 50_000;
const MAX_BODY_CHARACTERS = 4_096;
const MAX_TOTAL_CHARACTERS = 32 * 1024 * 1024;

const isText = (contentType: string | undefined): boolean =>
  contentType === undefined || /^(?:text\/|application\/json)/i.test(contentType);

/**
 * Every request since the start, so that a test can show what the app asked for and, above all, what it did not. Bounded
 * by forgetting the oldest, which `dropped` admits.
 */
export class RequestLog {
  #entries: LoggedRequest[] = [];
  #characters = 0;
  #number = 0;

  /** Requests that were forgotten. */
  get dropped(): number {
    return this.#number - this.#entries.length;
  }

  add(request: {
    readonly method: string;
    readonly url: string;
    readonly status: number;
    readonly contentType: string | undefined;
    readonly body: Uint8Array;
  }): LoggedRequest {
    const { method, url, status, contentType, body } = request;
    this.#number += 1;
    const kept = isText(contentType) && body.length > 0 ? body.subarray(0, MAX_BODY_CHARACTERS) : undefined;
    const entry: LoggedRequest = {
      number: this.#number,
      at: new Date().toISOString(),
      method,
      url,
      status,
      requestBytes: body.length,
      ...(kept === undefined ? {} : { body: new TextDecoder().decode(kept) }),
      ...(kept !== undefined && kept.length < body.length ? { truncated: true } : {}),
    };
    this.#entries.push(entry);
    this.#characters += entry.url.length + (entry.body?.length ?? 0);
    while (this.#entries.length > MAX_ENTRIES || this.#characters > MAX_TOTAL_CHARACTERS) this.#forget();
    return entry;
  }

  #forget(): void {
    // Shifting one by one would move the whole array each time.
    const oldest = this.#entries.splice(0, Math.max(1, this.#entries.length >> 3));
    for (const { url, body } of oldest) this.#characters -= url.length + (body?.length ?? 0);
  }

  /** Requests after number `since`, oldest first. */
  entries(since = 0): readonly LoggedRequest[] {
    return this.#entries.filter(({ number }) => number > since);
  }
}
