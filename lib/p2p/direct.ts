import type { Connection, Libp2p, PeerId, Transport } from '@libp2p/interface';
import { webRTC } from '@libp2p/webrtc';
import type { Multiaddr } from '@multiformats/multiaddr';
import { CALL_AGAIN_MS, CALLS_IN_A_ROW, LINE_MS, MAX_EARLY_STREAMS } from './limits.ts';
import { Meetings } from './meetings.ts';
import type { NodeOptions } from './node.ts';
import { addMiddleware } from './overhear.ts';
import { directTopicOf } from './protocols.ts';
import type { Reach } from './router.ts';
import type { Way } from './way.ts';

/** The stream by which two browsers tell each other how a line between them would go. It comes through a relay. */
const SIGNALLING = '/webrtc-signaling/0.0.1';

const isLine: Way['isLine'] = ({ limits }) => limits === undefined;

/** From browser to browser: what stands between two tabs is a relay that brings them together, and then nobody. */
export const DIRECTLY: Way = {
  topic: directTopicOf,
  behindRelay: '/p2p-circuit/webrtc',
  isLine,
  knowsByLine: true,
  fillsShelf: false,
};

type WebRtcComponents = Parameters<ReturnType<typeof webRTC>>[0];
type Lines = Pick<Libp2p, 'getConnections' | 'dial' | 'use' | 'peerId' | 'status' | 'addEventListener'>;

/** What a node needs to make lines from browser to browser, all of it held to the limits of {@link Meetings}. */
export class DirectLines {
  readonly node: NonNullable<NodeOptions['direct']>;
  readonly meetings: Meetings;
  private libp2p: Lines | undefined;
  private readonly isRelay: (peer: PeerId) => boolean;

  /**
   * @param stun servers that tell a browser its address on the internet, as `stun:name:port`. None: browsers of one network
   *   find each other, and those that anybody can reach.
   * @param isRelay relays are connected too, and are nobody's line.
   */
  constructor(stun: readonly string[], isRelay: (peer: PeerId) => boolean) {
    this.isRelay = isRelay;
    this.meetings = new Meetings({
      self: () => this.libp2p?.peerId.toString() ?? '',
      open: () => this.open().map(({ remotePeer }) => remotePeer.toString()),
    });
    const make = webRTC({
      rtcConfiguration: { iceServers: stun.map((urls) => ({ urls })) },
      maxEarlyStreams: MAX_EARLY_STREAMS,
    });
    this.node = {
      listen: ['/webrtc'],
      transports: [(components: WebRtcComponents) => this.guard(make(components))],
    };
  }

  /** Holds what comes in to the limits as well, and answers how neighbours are reached. */
  attach(libp2p: Lines): Reach {
    this.libp2p = libp2p;
    addMiddleware(libp2p, SIGNALLING, (stream, connection, next) => {
      if (stream.direction === 'inbound') {
        const { remotePeer } = connection;
        if (!this.meetings.takes(remotePeer.toString())) throw new Error('no more lines');
        // One end may believe in a line that the other never had. Whoever calls has none.
        for (const line of libp2p.getConnections(remotePeer).filter(isLine))
          line.abort(new Error('it is made anew'));
      }
      next(stream, connection);
    });
    libp2p.addEventListener('connection:open', ({ detail: { remotePeer, limits } }) => {
      if (limits === undefined) this.meetings.met(remotePeer.toString());
    });
    return {
      getConnections: (peer) => libp2p.getConnections(peer).filter(isLine),
      // Whoever waits for it may give up before: a line that comes about later is as good.
      dial: (addresses, { signal }) => unless(signal, this.callOften(libp2p, addresses)),
    };
  }

  /** Calls somebody a few times, with pauses. Whoever is calling this device meanwhile is not called: one of both gets through. */
  private async callOften(libp2p: Lines, addresses: Multiaddr[]): Promise<Connection> {
    const peer = addresses[0]?.getComponents().at(-1)?.value ?? '';
    for (let calls = 1; ; calls += 1) {
      const [line] = this.open().filter(({ remotePeer }) => remotePeer.toString() === peer);
      if (line !== undefined) return line;
      try {
        if (this.isCalledBy(peer)) throw new Error('is calling');
        return await libp2p.dial(addresses, { signal: AbortSignal.timeout(LINE_MS) });
      } catch (error) {
        if (calls >= CALLS_IN_A_ROW || libp2p.status !== 'started') throw error;
        await new Promise((resolve) => {
          setTimeout(resolve, CALL_AGAIN_MS * 2 ** (calls - 1) * (1 + Math.random()));
        });
      }
    }
  }

  private isCalledBy(peer: string): boolean {
    const lines = this.libp2p?.getConnections() ?? [];
    return lines.some(
      (line) =>
        line.status === 'open' &&
        !isLine(line) &&
        line.direction === 'inbound' &&
        line.remotePeer.toString() === peer,
    );
  }

  private open(): Connection[] {
    return (this.libp2p?.getConnections() ?? []).filter(
      (line) => line.status === 'open' && isLine(line) && !this.isRelay(line.remotePeer),
    );
  }

  /** Whoever wants somebody called, libp2p itself or Helia, ends up here. */
  private guard(transport: Transport): Transport {
    const dial = transport.dial.bind(transport);
    transport.dial = (address, options) => {
      const peer = address.getComponents().at(-1)?.value ?? '';
      const until = AbortSignal.any([options.signal, AbortSignal.timeout(LINE_MS)]);
      return this.meetings.call(peer, async () => {
        const line = await dial(address, { ...options, signal: until });
        this.leaveRelay(line);
        return line;
      });
    };
    return transport;
  }

  /** The circuit by which a line was found is of no more use. */
  private leaveRelay({ remotePeer }: Connection): void {
    const circuits = this.libp2p?.getConnections(remotePeer).filter((each) => !isLine(each)) ?? [];
    for (const circuit of circuits) void circuit.close().catch(() => undefined);
  }
}

/** What is coming, unless the signal is aborted before. */
async function unless<T>(signal: AbortSignal, coming: Promise<T>): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const giveUp = (): void => reject(new Error('too late'));
  signal.addEventListener('abort', giveUp, { once: true });
  try {
    return await Promise.race([coming, late]);
  } finally {
    signal.removeEventListener('abort', giveUp);
  }
}
