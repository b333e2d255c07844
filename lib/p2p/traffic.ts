import type { Connection, Stream, StreamMiddleware } from '@libp2p/interface';
import type { Txid } from '#lib/bytes/brand.ts';
import { BitswapFrames } from './bitswap-frames.ts';
import { nameOf } from './cid.ts';
import { asBytes, overhear } from './overhear.ts';

/** A block that went by, by what its bytes hash to. */
export type PassingBlock = {
  readonly peer: string;
  readonly txid: Txid;
  readonly block: Uint8Array;
};

export type TrafficEvents = {
  readonly onIn: (block: PassingBlock) => void;
  readonly onOut: (block: PassingBlock) => void;
};

/** What went through the streams of one neighbour. */
export type PeerTraffic = { bytesIn: number; bytesOut: number; blocksIn: number; blocksOut: number };

/** Neighbours whose counts are kept; more than may be connected. */
const MAX_COUNTED = 200;

/**
 * Counts the bytes of every stream that it is put in front of, and the blocks of bitswap's, which says nothing about
 * them itself. It only looks: what is passed on is what came.
 */
export class Traffic {
  private readonly counts = new Map<string, PeerTraffic>();
  private readonly events: TrafficEvents;

  constructor(events: TrafficEvents) {
    this.events = events;
  }

  of(peer: string): PeerTraffic {
    const known = this.counts.get(peer);
    if (known !== undefined) return known;
    const fresh = { bytesIn: 0, bytesOut: 0, blocksIn: 0, blocksOut: 0 };
    this.counts.set(peer, fresh);
    const [oldest] = this.counts.keys();
    if (this.counts.size > MAX_COUNTED && oldest !== undefined) this.counts.delete(oldest);
    return fresh;
  }

  forget(peer: string): void {
    this.counts.delete(peer);
  }

  /** Counts the bytes of a protocol's streams. */
  readonly countBytes: StreamMiddleware = (stream, connection, next) => {
    this.watch(stream, connection, false);
    next(stream, connection);
  };

  /** Counts the bytes and the blocks of bitswap's streams. */
  readonly countBlocks: StreamMiddleware = (stream, connection, next) => {
    this.watch(stream, connection, true);
    next(stream, connection);
  };

  private watch(stream: Stream, { remotePeer }: Connection, hasBlocks: boolean): void {
    const peer = remotePeer.toString();
    const [into, out] = [new BitswapFrames(), new BitswapFrames()];
    overhear(stream, (data) => {
      const count = this.of(peer);
      count.bytesIn += data.byteLength;
      if (!hasBlocks) return;
      for (const block of into.push(data)) {
        count.blocksIn += 1;
        this.events.onIn(passing(peer, block));
      }
    });
    const send = stream.send.bind(stream);
    stream.send = (data) => {
      const count = this.of(peer);
      count.bytesOut += data.byteLength;
      if (hasBlocks) {
        for (const block of out.push(asBytes(data))) {
          count.blocksOut += 1;
          this.events.onOut(passing(peer, block));
        }
      }
      return send(data);
    };
  }
}

const passing = (peer: string, block: Uint8Array): PassingBlock => ({
  peer,
  txid: nameOf(block),
  block,
});
