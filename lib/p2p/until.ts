/** Why it ends: one for all, because making a reason notes where, which takes longer than what it ends. */
const OVER = new Error('it is over');

/**
 * An abort signal that ends with a source, after some time, or when it is told to, whichever is first, and then holds on to
 * neither. `AbortSignal.timeout` keeps its timer to the end, and `AbortSignal.any` a weak reference on each side: a search for
 * a block makes three of these, and what strangers announce may begin hundreds in a moment.
 */
export class Until {
  private readonly controller = new AbortController();
  private readonly source: AbortSignal | undefined;
  private readonly timer: ReturnType<typeof setTimeout> | undefined;
  private readonly hear = (): void => this.end();

  /** @param source With which it ends; one that is over ends it at once. */
  constructor({ source, ms }: { readonly source?: AbortSignal | undefined; readonly ms?: number }) {
    this.source = source;
    if (source?.aborted === true) {
      this.end();
      return;
    }
    source?.addEventListener('abort', this.hear);
    if (ms !== undefined) this.timer = setTimeout(this.hear, ms);
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  end(): void {
    clearTimeout(this.timer);
    this.source?.removeEventListener('abort', this.hear);
    this.controller.abort(OVER);
  }
}
