/**
 * Why the device's storage did not do what was asked.
 *
 * - `unavailable`: the browser gives no storage here.
 * - `newer`: a newer build has written this database.
 * - `quota`: the disk or the origin's share of it is full.
 * - `exists`: a row that had to be new was there already.
 * - `closed`: the connection was closed, by us, by the browser or for a newer build.
 * - `malformed`: a row is not of the shape we write.
 * - `aborted`: anything else; the cause says more.
 */
export class StoreError extends Error {
  override readonly name = 'StoreError';
  readonly kind: 'unavailable' | 'newer' | 'quota' | 'exists' | 'closed' | 'malformed' | 'aborted';

  constructor(kind: StoreError['kind'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
  }
}

const KINDS: Readonly<Record<string, StoreError['kind']>> = {
  VersionError: 'newer',
  QuotaExceededError: 'quota',
  ConstraintError: 'exists',
  InvalidStateError: 'closed',
  SecurityError: 'unavailable',
  UnknownError: 'unavailable',
};

/** Gives whatever IndexedDB threw or reported a {@link StoreError} with a stable kind. */
export function toStoreError(cause: unknown): StoreError {
  if (cause instanceof StoreError) return cause;
  const name = cause instanceof Error || cause instanceof DOMException ? cause.name : '';
  const message = cause instanceof Error || cause instanceof DOMException ? cause.message : String(cause);
  return new StoreError(KINDS[name] ?? 'aborted', message, { cause });
}

/**
 * Whether a store found no room, by what the error says of itself: a store that another script of the same worker opened
 * throws that script's own {@link StoreError}, which is no instance of this one.
 */
export const isQuotaError = (error: unknown): boolean =>
  error instanceof Error && error.name === 'StoreError' && 'kind' in error && error.kind === 'quota';
