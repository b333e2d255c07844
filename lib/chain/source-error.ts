/** A source could not be read. `kind` is for code, the message for a person reading the status page. */
export class SourceError extends Error {
  override readonly name = 'SourceError';
  readonly source: string;
  readonly kind: 'unreachable' | 'timeout' | 'busy' | 'status' | 'too-large' | 'malformed';

  constructor(source: string, kind: SourceError['kind'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.source = source;
    this.kind = kind;
  }
}
