import type { Libp2p, Stream, StreamMiddleware } from '@libp2p/interface';
import { overhear, addMiddleware } from '../overhear.ts';

/** Streams that a circuit is made of: in from one person, out to another. */
const CIRCUIT_PROTOCOLS = ['/libp2p/circuit/relay/0.2.0/hop', '/libp2p/circuit/relay/0.2.0/stop'];

type Rate = { readonly bytesPerSecond: number; readonly burst: number };

/**
 * Holds what each person sends through circuits to a rate. Nothing is dropped: a stream that is over it is not read for a
 * while, and the sender waits.
 *
 * @returns how many bytes went through until now
 */
export function limitByteRate(relay: Pick<Libp2p, 'use' | 'addEventListener'>, rate: Rate): () => number {
  let passed = 0;
  const buckets = new Map<string, ByteBucket>();
  const limit: StreamMiddleware = (stream, connection, next) => {
    const peer = connection.remotePeer.toString();
    const bucket = buckets.get(peer) ?? new ByteBucket(rate);
    buckets.set(peer, bucket);
    overhear(stream, (data) => {
      passed += data.byteLength;
      hold(stream, bucket.take(data.byteLength));
    });
    next(stream, connection);
  };
  for (const protocol of CIRCUIT_PROTOCOLS) addMiddleware(relay, protocol, limit);
  relay.addEventListener('peer:disconnect', ({ detail: peer }) => void buckets.delete(peer.toString()));
  return () => passed;
}

function hold(stream: Stream, ms: number): void {
  if (ms <= 0 || stream.readStatus !== 'readable') return;
  stream.pause();
  setTimeout(() => {
    if (stream.status === 'open') stream.resume();
  }, ms);
}

/** A bucket that fills with `bytesPerSecond` up to `burst`. */
export class ByteBucket {
  private readonly rate: Rate;
  private readonly now: () => number;
  private left: number;
  private at: number;

  constructor(rate: Rate, now: () => number = () => performance.now()) {
    this.rate = rate;
    this.now = now;
    this.left = rate.burst;
    this.at = now();
  }

  /** Takes bytes out, and answers how many milliseconds to wait until they are paid for. */
  take(bytes: number): number {
    const { bytesPerSecond, burst } = this.rate;
    const now = this.now();
    this.left = Math.min(burst, this.left + ((now - this.at) * bytesPerSecond) / 1000) - bytes;
    this.at = now;
    return Math.max(0, (-this.left * 1000) / bytesPerSecond);
  }
}
