import type { Connection, PeerId, PrivateKey, Stream, Upgrader } from '@libp2p/interface';
import { webRTC } from '@libp2p/webrtc';
import { multiaddr, type Multiaddr } from '@multiformats/multiaddr';

type WebRtcInit = NonNullable<Parameters<typeof webRTC>[0]>;
type WebRtcComponents = Parameters<ReturnType<typeof webRTC>>[0];

/** What libp2p hands to a transport, and how lines are made. */
export type MeetParts = {
  readonly components: WebRtcComponents & { readonly privateKey: PrivateKey };
  readonly webrtc: WebRtcInit;
};

/** Where somebody is whom no relay leads to. */
export const besides = (peer: PeerId): Multiaddr => multiaddr(`/webrtc/p2p/${peer.toString()}`);

type Handler = (stream: Stream, connection: Connection) => void;

/**
 * libp2p's own transport of lines, for one line. Where it would speak through a relay to whoever is at the other end, it
 * speaks by `stream`.
 */
function transportBy(stream: Stream, { components, webrtc }: MeetParts, upgrader: Upgrader) {
  let handler: Handler | undefined;
  const transport = webRTC(webrtc)({
    peerId: components.peerId,
    transportManager: components.transportManager,
    logger: components.logger,
    events: components.events,
    upgrader,
    // These two alone of each are called; the real ones know nobody who is only next to us.
    connectionManager: {
      getConnections: () => [{ newStream: async () => stream }],
    } as unknown as WebRtcComponents['connectionManager'],
    registrar: {
      handle: async (_protocol: string, given: Handler) => {
        handler = given;
      },
    } as unknown as WebRtcComponents['registrar'],
  });
  return { transport, handler: () => handler };
}

/** libp2p's own upgrader, in some ways another. */
const withWays = (own: Upgrader, ways: object): Upgrader => ({
  upgradeInbound: own.upgradeInbound.bind(own),
  upgradeOutbound: own.upgradeOutbound.bind(own),
  createInboundAbortSignal: own.createInboundAbortSignal.bind(own),
  getStreamMuxers: own.getStreamMuxers.bind(own),
  getConnectionEncrypters: own.getConnectionEncrypters.bind(own),
  ...ways,
});

/** Calls by `stream`. Who is there has to be known by the time the line is open, and not before. */
export function callBy(
  stream: Stream,
  parts: MeetParts,
  other: () => PeerId,
  signal: AbortSignal,
): Promise<Connection> {
  const { upgrader: own, peerId } = parts.components;
  const upgrader = withWays(own, {
    upgradeOutbound: (...[line, options]: Parameters<Upgrader['upgradeOutbound']>) => {
      const remotePeer = other();
      Object.assign(line, { remoteAddr: besides(remotePeer) });
      return own.upgradeOutbound(line, { ...options, skipEncryption: true, remotePeer });
    },
  });
  // It wants to know whom it calls before anybody does.
  return transportBy(stream, parts, upgrader).transport.dial(besides(peerId), { signal, upgrader });
}

/** Is called by somebody by `stream`, until aborted. */
export async function takeCallBy(
  stream: Stream,
  parts: MeetParts,
  remotePeer: PeerId,
  signal: AbortSignal,
): Promise<void> {
  const upgrader = withWays(parts.components.upgrader, {
    // libp2p would give up after ten seconds, in which nobody carries a code to and fro.
    createInboundAbortSignal: () => Object.assign(signal, { clear: () => undefined }),
  });
  const { transport, handler } = transportBy(stream, parts, upgrader);
  if ('start' in transport && typeof transport.start === 'function') await transport.start();
  handler()?.(stream, { remotePeer, remoteAddr: besides(remotePeer) } as Connection);
}
