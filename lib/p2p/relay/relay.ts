import { circuitRelayServer, type CircuitRelayService } from '@libp2p/circuit-relay-v2';
import { gossipsub, TopicValidatorResult, type GossipSub } from '@libp2p/gossipsub';
import { identify, type Identify } from '@libp2p/identify';
import type { PrivateKey } from '@libp2p/interface';
import { noise } from '@libp2p/noise';
import { webSockets } from '@libp2p/websockets';
import { yamux } from '@libp2p/yamux';
import { createLibp2p, type Libp2p } from 'libp2p';
import { NETWORKS, type Network } from '#lib/chain/network.ts';
import { gossipLimits } from '../gossip-limits.ts';
import { GossipJudge } from '../gossip-judge.ts';
import { directTopicOf, topicOf } from '../protocols.ts';
import { limitByteRate } from './byte-rate.ts';
import { DENY_NOTHING, type Denylist } from './denylist.ts';
import type { RelayCounts } from './health.ts';

/** People that one relay takes in. Each costs a socket and some 450 KB. */
const MAX_PEOPLE = 500;
/** What one circuit may carry: libp2p's own 128 KiB would cut off the first shelf that is read. */
export const CIRCUIT_BYTES = 64n << 20n;
/** How long one circuit may last, in milliseconds. */
export const CIRCUIT_MS = 600_000;
/** Bytes a second that one person may send through circuits, in the long run; text needs a hundredth of it. */
export const BYTES_PER_SECOND = 256 * 1024;
/** What may go at once: ten thousand posts with their proofs, which is what somebody new lacks. */
export const BURST_BYTES = 24 << 20;

export type RelayOptions = {
  readonly privateKey: PrivateKey;
  readonly port: number;
  readonly host: string;
  /** Whose topics are passed on. */
  readonly networks?: readonly Network[];
  /** Who and what is not carried; asked anew for every connection and announcement. */
  readonly denylist?: Denylist;
};

type RelayNode = Libp2p<{ identify: Identify; relay: CircuitRelayService; gossip: GossipSub }>;
export type Relay = { readonly node: RelayNode; readonly counts: RelayCounts };

/**
 * A relay: people who cannot reach one another meet here. It passes on announcements and circuits, which are encrypted
 * from end to end; it keeps no content and notes nobody's address.
 */
export async function startRelay({
  privateKey,
  port,
  host,
  networks = NETWORKS,
  denylist = DENY_NOTHING,
}: RelayOptions): Promise<Relay> {
  const topics = networks.flatMap((network) => [topicOf(network), directTopicOf(network)]);
  const node: RelayNode = await createLibp2p({
    privateKey,
    addresses: { listen: [`/ip4/${host}/tcp/${port}/ws`] },
    transports: [webSockets()],
    connectionEncrypters: [noise()],
    streamMuxers: [yamux()],
    connectionManager: {
      maxConnections: MAX_PEOPLE,
      inboundConnectionThreshold: 50,
      // After a restart all come at once; whoever is refused tries again.
      maxIncomingPendingConnections: 50,
    },
    connectionGater: {
      denyInboundEncryptedConnection: (peer) => denylist.deniesPeer(peer.toString()),
      denyInboundRelayReservation: (peer) => denylist.deniesPeer(peer.toString()),
    },
    services: {
      identify: identify(),
      relay: circuitRelayServer({
        maxInboundHopStreams: MAX_PEOPLE,
        reservations: {
          maxReservations: MAX_PEOPLE,
          applyDefaultLimit: true,
          defaultDataLimit: CIRCUIT_BYTES,
          defaultDurationLimit: CIRCUIT_MS,
        },
      }),
      gossip: gossipsub({
        ...gossipLimits(''),
        allowedTopics: topics,
        // All hang on this one: whoever is left out of its mesh hears everything a second or more later.
        Dhi: MAX_PEOPLE,
      }),
    },
  });
  const circuitBytes = limitByteRate(node, { bytesPerSecond: BYTES_PER_SECOND, burst: BURST_BYTES });
  const judge = new GossipJudge();
  const announcements = { passed: 0, held: 0 };
  for (const topic of topics) {
    node.services.gossip.topicValidators.set(topic, (_source, message) => {
      const isDenied = judge.read(message)?.announcement.txids.some(denylist.deniesTxid) === true;
      // Whoever passed on what is denied here does not know of it.
      const result = isDenied ? TopicValidatorResult.Ignore : judge.judge(message);
      announcements[result === TopicValidatorResult.Accept ? 'passed' : 'held'] += 1;
      return result;
    });
    node.services.gossip.subscribe(topic);
  }
  const counts: RelayCounts = {
    people: () => node.getPeers().length,
    circuitBytes,
    announcements: () => ({ ...announcements }),
  };
  return { node, counts };
}
