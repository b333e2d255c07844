import type { Connection, PeerId, Stream, StreamCloseEvent, StreamMessageEvent } from '@libp2p/interface';
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

/**
 * Everything until the other side closes its end. A stream's own iterator would wait for ever where the end came before
 * anybody read, as short answers do: it hears of an end only while it listens.
 */
async function readAll(stream: Stream, maxBytes: number, signal: AbortSignal): Promise<Uint8Array> {
  const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>();
  const parts: Uint8Array[] = [];
  let length = 0;
  const stop = (why: string): void => {
    const error = new Error(why);
    reject(error);
    stream.abort(error);
  };
  const take = ({ data }: StreamMessageEvent): void => {
    length += data.byteLength;
    if (length > maxBytes) stop(`more than ${maxBytes} bytes`);
    else parts.push(data.subarray());
  };
  const end = (): void => {
    if (stream.status === 'aborted' || stream.status === 'reset') reject(new Error('cut off'));
    else resolve(concatBytes(parts));
  };
  const close = ({ error }: StreamCloseEvent): void => {
    if (error !== undefined) reject(error);
  };
  const late = (): void => stop('took too long');
  signal.addEventListener('abort', late, { once: true });
  stream.addEventListener('message', take);
  stream.addEventListener('end', end);
  stream.addEventListener('close', close);
  if (signal.aborted) late();
  if (stream.readableEnded) end();
  try {
    return await promise;
  } finally {
    signal.removeEventListener('abort', late);
    stream.removeEventListener('message', take);
    stream.removeEventListener('end', end);
    stream.removeEventListener('close', close);
  }
}
