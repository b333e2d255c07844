import type { Libp2p, Stream, StreamMiddleware } from '@libp2p/interface';

/**
 * Calls `heard` with all that a stream hands to its readers. A listener of our own would not do: a stream keeps what
 * comes before its first reader, and would hand it to us alone.
 */
export function overhear(stream: Stream, heard: (data: Uint8Array) => void): void {
  const dispatch = stream.dispatchEvent.bind(stream);
  stream.dispatchEvent = (event) => {
    if (event.type === 'message' && 'data' in event) heard(asBytes(event.data));
    return dispatch(event);
  };
}

/** Bytes of a message, which come as one array or as a list of them. */
export function asBytes(data: unknown): Uint8Array {
  if (data instanceof Uint8Array) return data;
  const isList = typeof data === 'object' && data !== null && 'subarray' in data;
  const bytes: unknown = isList && typeof data.subarray === 'function' ? data.subarray() : undefined;
  return bytes instanceof Uint8Array ? bytes : new Uint8Array(0);
}

/**
 * Runs `middleware` for every stream of a protocol. libp2p 3.3 adds each inbound stream's handler to the very list that
 * was registered, so that a later stream would run the handlers of all before it: each stream gets a list of its own.
 */
export function addMiddleware(
  node: Pick<Libp2p, 'use'>,
  protocol: string,
  middleware: StreamMiddleware,
): void {
  const register = (): void =>
    node.use(protocol, [
      (stream, connection, next) => {
        // In the same turn in which the list was taken.
        register();
        return middleware(stream, connection, next);
      },
    ]);
  register();
}
