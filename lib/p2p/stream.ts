import type { Connection, PeerId, Stream } from '@libp2p/interface';
import { concatBytes } from '#lib/bytes/concat.ts';
import {
  MAX_QUESTION_BYTES,
  MAX_QUESTIONS_PER_PEER,
  MAX_STREAMS_PER_PEER,
  QUESTION_WINDOW_MS,
  STREAM_MS,
} from './limits.ts';
import { RateLimit } from './rate-limit.ts';

/** The part of libp2p that questions need. */
export interface Dialer {
  dialProtocol(
    peer: PeerId,
    protocol: string,
    options: { signal: AbortSignal; runOnLimitedConnection: boolean },
  ): Promise<Stream>;
}

export interface Listener {
  handle(
    protocol: string,
    handler: (stream: Stream, connection: Connection) => void,
    options: { maxInboundStreams: number; maxOutboundStreams: number; runOnLimitedConnection: boolean },
  ): Promise<void>;
}

/**
 * Asks a neighbour one question: bytes there, bytes back, one stream. The answer is cut off at `maxBytes` and after
 * {@link STREAM_MS}.
 *
 * @throws {Error} when there is no answer, or it is too long or too late.
 */
export async function ask(
  node: Dialer,
  peer: PeerId,
  protocol: string,
  question: Uint8Array,
  maxBytes: number,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  const late = AbortSignal.timeout(STREAM_MS);
  const until = signal === undefined ? late : AbortSignal.any([signal, late]);
  const stream = await node.dialProtocol(peer, protocol, { signal: until, runOnLimitedConnection: true });
  stream.send(question);
  await stream.close({ signal: until });
  return readAll(stream, maxBytes, until);
}

/** Answers questions of one protocol. Where `answer` has none, or the neighbour asks too often, the stream is cut off. */
export function serve(
  node: Listener,
  protocol: string,
  answer: (question: Uint8Array, peer: PeerId) => Promise<Uint8Array | undefined>,
): Promise<void> {
  const rate = new RateLimit(MAX_QUESTIONS_PER_PEER, QUESTION_WINDOW_MS);
  const handle = async (stream: Stream, { remotePeer }: Connection): Promise<void> => {
    try {
      if (!rate.take(remotePeer.toString())) throw new Error('too many questions');
      const until = AbortSignal.timeout(STREAM_MS);
      const given = await answer(await readAll(stream, MAX_QUESTION_BYTES, until), remotePeer);
      if (given === undefined) throw new Error('not a question that we answer');
      if (!stream.send(given)) await stream.onDrain({ signal: until });
      await stream.close({ signal: until });
    } catch (error) {
      stream.abort(error instanceof Error ? error : new Error(String(error)));
    }
  };
  return node.handle(protocol, (stream, connection) => void handle(stream, connection), {
    maxInboundStreams: MAX_STREAMS_PER_PEER,
    maxOutboundStreams: MAX_STREAMS_PER_PEER,
    runOnLimitedConnection: true,
  });
}

/** Everything until the other side closes its end. */
async function readAll(stream: Stream, maxBytes: number, signal: AbortSignal): Promise<Uint8Array> {
  const stop = (): void => stream.abort(new Error('took too long'));
  signal.addEventListener('abort', stop, { once: true });
  try {
    const parts: Uint8Array[] = [];
    let length = 0;
    for await (const part of stream) {
      length += part.byteLength;
      if (length > maxBytes) {
        const tooLong = new Error(`more than ${maxBytes} bytes`);
        stream.abort(tooLong);
        throw tooLong;
      }
      parts.push(part.subarray());
    }
    signal.throwIfAborted();
    return concatBytes(parts);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
