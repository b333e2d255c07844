import type { Connection, Libp2p, PeerId, Transport } from '@libp2p/interface';
import { webRTC } from '@libp2p/webrtc';
import type { Multiaddr } from '@multiformats/multiaddr';
import type { Network } from '#lib/chain/network.ts';
import { CALL_AGAIN_MS, CALLS_IN_A_ROW, FRESH_MS, LINE_MS, MAX_EARLY_STREAMS, PROOF_MS } from './limits.ts';
import { InPerson } from './meet.ts';
import type { MeetParts } from './meet-transport.ts';
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

type Lines = Pick<Libp2p, 'getConnections' | 'dial' | 'use' | 'peerId' | 'status' | 'addEventListener'>;

/** What a node needs to make lines from browser to browser, all of it held to the limits of {@link Meetings}. */
export class DirectLines {
  readonly node: NonNullable<NodeOptions['direct']>;
  readonly meetings: Meetings;
  /** Meets those who are next to this device, once the node is made. */
  inPerson: InPerson | undefined;
  private libp2p: Lines | undefined;
  /** Lines at whose other end nobody has said who they are yet. */
  private readonly unproven = new Map<Connection, ReturnType<typeof setTimeout>>();
  private readonly waiting = new Set<{ readonly peer: string; readonly end: () => void }>();
  private readonly isRelay: (peer: PeerId) => boolean;

  /**
   * @param stun servers that tell a browser its address on the internet, as `stun:name:port`. None: browsers of one network
   *   find each other, and those that anybody can reach.
   * @param network whose transactions are spoken of.
   * @param isRelay relays are connected too, and are nobody's line.
   */
  constructor(stun: readonly string[], network: Network, isRelay: (peer: PeerId) => boolean) {
    this.isRelay = isRelay;
    this.meetings = new Meetings({
      self: () => this.libp2p?.peerId.toString() ?? '',
      open: () => this.open().map(({ remotePeer }) => remotePeer.toString()),
      isFresh: (peer) => {
        const born = this.linesTo(peer).map(({ timeline }) => timeline.open);
        return born.some((at) => at > Date.now() - FRESH_MS);
      },
    });
    const webrtc = {
      rtcConfiguration: { iceServers: stun.map((urls) => ({ urls })) },
      maxEarlyStreams: MAX_EARLY_STREAMS,
    };
    const make = webRTC(webrtc);
    this.node = {
      listen: ['/webrtc'],
      transports: [
        (components: MeetParts['components']) => {
          const mayMeet = (): boolean => this.meetings.mayMeet();
          const isConnected = (peer: PeerId): boolean => this.linesTo(peer.toString()).length > 0;
          this.inPerson = new InPerson({ network, components, webrtc, mayMeet, isConnected });
          return this.guard(make(components));
        },
      ],
    };
  }

  /** Holds what comes in to the limits as well, and answers how neighbours are reached. */
  attach(libp2p: Lines): Reach {
    this.libp2p = libp2p;
    addMiddleware(libp2p, SIGNALLING, (stream, connection, next) => {
      if (stream.direction === 'inbound') {
        const { remotePeer } = connection;
        const peer = remotePeer.toString();
        if (!this.meetings.takes(peer)) throw new Error('no more lines');
        stream.addEventListener('close', () => this.meetings.said(peer), { once: true });
        // One end may believe in a line that the other never had. Whoever calls has none.
        for (const line of libp2p.getConnections(remotePeer).filter(isLine))
          line.abort(new Error('it is made anew'));
      }
      next(stream, connection);
    });
    libp2p.addEventListener('connection:open', ({ detail: line }) => {
      if (isLine(line) && !this.isRelay(line.remotePeer)) this.opened(line);
    });
    libp2p.addEventListener('peer:identify', ({ detail: { connection: line } }) => {
      if (!isLine(line) || this.isRelay(line.remotePeer)) return;
      clearTimeout(this.unproven.get(line));
      this.unproven.delete(line);
      this.leaveRelay(line);
    });
    return {
      getConnections: (peer) => libp2p.getConnections(peer).filter(isLine),
      // Whoever waits for it may give up before: a line that comes about later is as good.
      dial: (addresses, { signal }) => unless(signal, this.callOften(libp2p, addresses)),
    };
  }

  /** Calls somebody a few times, with pauses. A line that comes about meanwhile, whoever called, is as good. */
  private async callOften(libp2p: Lines, addresses: Multiaddr[]): Promise<Connection> {
    const peer = addresses[0]?.getComponents().at(-1)?.value ?? '';
    for (let calls = 1; ; calls += 1) {
      const [line] = this.linesTo(peer);
      if (line !== undefined) return line;
      try {
        if (this.meetings.isCalledBy(peer)) throw new Error('is calling');
        return await libp2p.dial(addresses, { signal: AbortSignal.timeout(LINE_MS) });
      } catch (error) {
        if (calls >= CALLS_IN_A_ROW || libp2p.status !== 'started') throw error;
        await this.lineOr(peer, CALL_AGAIN_MS * 2 ** (calls - 1) * (1 + Math.random()));
      }
    }
  }

  /** Resolves when a line to somebody is open, or after some time. */
  private lineOr(peer: string, ms: number): Promise<void> {
    return new Promise((resolve) => {
      const end = (): void => {
        clearTimeout(timer);
        this.waiting.delete(wait);
        resolve();
      };
      const wait = { peer, end };
      const timer = setTimeout(end, ms);
      this.waiting.add(wait);
    });
  }

  /**
   * A line came about, as far as this end knows. The other may have given up in the last moment: where it does not say who
   * it is in time, there is none.
   */
  private opened(line: Connection): void {
    const peer = line.remotePeer.toString();
    this.meetings.met(peer);
    for (const wait of this.waiting) if (wait.peer === peer) wait.end();
    const giveUp = (): void => {
      this.unproven.delete(line);
      line.abort(new Error('nobody at the other end'));
    };
    this.unproven.set(line, setTimeout(giveUp, PROOF_MS));
  }

  private linesTo(peer: string): Connection[] {
    return this.open().filter(({ remotePeer }) => remotePeer.toString() === peer);
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
      return this.meetings.call(peer, (givesWay) => {
        const until = AbortSignal.any([options.signal, givesWay, AbortSignal.timeout(LINE_MS)]);
        return dial(address, { ...options, signal: until });
      });
    };
    return transport;
  }

  /**
   * The circuit by which a line was found is of no more use, once the other end has said something by the line. Before, it
   * may still be at the last word by the circuit, and takes a circuit that breaks off for a line that did not come about.
   */
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
