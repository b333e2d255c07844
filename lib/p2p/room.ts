import type { Connection } from '@libp2p/interface';
import { MAX_CONNECTIONS, MAX_READERS, READER_MS, ROOM_MS } from './limits.ts';
import { BITSWAP } from './protocols.ts';

type Line = Pick<Connection, 'remotePeer' | 'direction' | 'streams' | 'close'>;

export type RoomOptions = {
  /** What is open to neighbours, the oldest first. */
  readonly lines: () => readonly Line[];
  /** Whether this device reads that neighbour's shelf, now and again. */
  readonly isCompany: (peer: string) => boolean;
};

/** Whether a stream of that protocol is there for something; those of gossip and of libp2p itself always are. */
const carries = (protocol: string): boolean => protocol.startsWith('/nabo/') || protocol === BITSWAP;

/**
 * Keeps room among the connections of this device. libp2p refuses whoever calls a device that has {@link MAX_CONNECTIONS},
 * and closes none that gossip has a stream on: among many, all would soon be full of those whom they once asked for one
 * post, and nobody could reach anybody. So once half of the room is taken, what this device opened and has no use for is
 * closed. What others opened is theirs to close.
 */
export class Room {
  private readonly options: RoomOptions;
  /** Lines that were idle when it was last looked. */
  private idle = new WeakSet<Line>();
  /** Who read this device's shelf, and when, by `performance.now()`; the latest last. */
  private readonly readers = new Map<string, number>();
  private timer: ReturnType<typeof setInterval> | undefined;

  constructor(options: RoomOptions) {
    this.options = options;
  }

  start(): void {
    this.timer ??= setInterval(() => this.look(), ROOM_MS);
  }

  stop(): void {
    clearInterval(this.timer);
  }

  /** A neighbour reads this device's shelf: it would come back. */
  isReadBy(peer: string): void {
    this.readers.delete(peer);
    this.readers.set(peer, performance.now());
    const [oldest] = this.readers.keys();
    if (this.readers.size > MAX_READERS && oldest !== undefined) this.readers.delete(oldest);
  }

  /** Closes what was idle before and is still, as far as there is too much. */
  private look(): void {
    const lines = this.options.lines();
    const idle = lines.filter((line) => line.direction === 'outbound' && !this.isOfUse(line));
    const surplus = Math.max(0, lines.length - MAX_CONNECTIONS / 2);
    for (const line of idle.filter((each) => this.idle.has(each)).slice(0, surplus)) {
      line.close().catch(() => undefined);
    }
    this.idle = new WeakSet(idle);
  }

  private isOfUse({ remotePeer, streams }: Line): boolean {
    const peer = remotePeer.toString();
    const reads = (this.readers.get(peer) ?? -Infinity) > performance.now() - READER_MS;
    return reads || this.options.isCompany(peer) || streams.some(({ protocol }) => carries(protocol));
  }
}
