import { withBitswap } from '@helia/bitswap';
import { withLibp2pLight, type HeliaWithLibp2p } from '@helia/libp2p';
import { circuitRelayTransport } from '@libp2p/circuit-relay-v2';
import { gossipsub, type GossipSub } from '@libp2p/gossipsub';
import { identify, identifyPush, type Identify, type IdentifyPush } from '@libp2p/identify';
import { noise } from '@libp2p/noise';
import { webSockets } from '@libp2p/websockets';
import { yamux } from '@libp2p/yamux';
import { createHeliaLight, type HeliaInit } from 'helia';
import { doubleSha256Hasher } from './cid.ts';
import { gossipLimits } from './gossip-limits.ts';
import { DIAL_MS, MAX_BITSWAP_BYTES, MAX_CONNECTIONS, MAX_WANTS_PER_PEER } from './limits.ts';
import { goesByRelay } from './relays.ts';
import { reuseCircuits } from './reuse-circuits.ts';

type Libp2pConfig = Parameters<typeof withLibp2pLight>[1];

type Services = { identify: Identify; identifyPush: IdentifyPush; gossip: GossipSub };

/** A neighbour's node: Helia for blocks, libp2p below it. */
export type NeighbourNode = HeliaWithLibp2p<Services>;

export type NodeOptions = {
  /** Blocks and identity: IndexedDB in a browser. The PeerId is kept in `datastore`. */
  readonly blockstore: NonNullable<HeliaInit['blockstore']>;
  readonly datastore: NonNullable<HeliaInit['datastore']>;
  /** The one topic that is spoken of. */
  readonly topic: string;
  /** Multiaddrs of relays. Nothing else is dialled, and nobody but by way of them. */
  readonly relays: readonly string[];
  /**
   * A way from browser to browser: then circuits through relays carry nothing but the word by which two find together.
   */
  readonly direct?: {
    readonly transports: NonNullable<Libp2pConfig['transports']>;
    readonly listen: readonly string[];
  };
  /** Whether nobody may speak to this PeerId any more. */
  readonly isBanned: (peer: string) => boolean;
};

const BITSWAP_OPTIONS = {
  maxIncomingMessageSize: MAX_BITSWAP_BYTES,
  maxOutgoingMessageSize: MAX_BITSWAP_BYTES,
  // One neighbour that does not take a message holds up those to all others for so long.
  messageSendTimeout: DIAL_MS,
  // The name that bitswap's code reads; the documented one is not looked at.
  maxWantListSize: MAX_WANTS_PER_PEER,
};

/**
 * Starts a neighbour's node, the same in a service worker, a tab and in Node.js: WebSocket to relays, circuits through
 * them, in a tab lines from browser to browser besides, and nothing of the public network (no DHT, no bootstrap, no gateways).
 */
export async function startNeighbourNode(options: NodeOptions): Promise<NeighbourNode> {
  const { blockstore, datastore, topic, relays, isBanned, direct } = options;
  const runOnLimitedConnection = direct === undefined;
  const helia = createHeliaLight({
    blockstore,
    datastore,
    // Checking transactions is the point; Helia knows the usual hashes by itself.
    hashers: [doubleSha256Hasher],
  });
  const node = withLibp2pLight(helia, {
    addresses: { listen: ['/p2p-circuit', ...(direct?.listen ?? [])] },
    transports: [webSockets(), circuitRelayTransport(), ...(direct?.transports ?? [])],
    connectionEncrypters: [noise()],
    streamMuxers: [yamux()],
    connectionManager: { maxConnections: MAX_CONNECTIONS },
    connectionGater: {
      // libp2p's own rule for browsers lets strangers choose whom we call, and refuses a relay on this machine.
      denyDialMultiaddr: (address) => !goesByRelay(address, relays),
      denyDialPeer: (peer) => isBanned(peer.toString()),
      denyInboundEncryptedConnection: (peer) => isBanned(peer.toString()),
    },
    services: {
      identify: identify({ runOnLimitedConnection }),
      identifyPush: identifyPush({ runOnLimitedConnection }),
      gossip: gossipsub({
        ...gossipLimits(topic),
        runOnLimitedConnection,
        allowPublishToZeroTopicPeers: true,
      }),
    },
  });
  withBitswap(node, { ...BITSWAP_OPTIONS, runOnLimitedConnections: runOnLimitedConnection });
  await node.start();
  if (runOnLimitedConnection) reuseCircuits(node.libp2p);
  return node;
}
