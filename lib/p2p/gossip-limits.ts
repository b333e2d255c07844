import { StrictSign, type GossipsubOpts } from '@libp2p/gossipsub';
import { MAX_GOSSIP_BYTES } from './limits.ts';

/** Bounds of gossip in every node: one topic, signed messages, and no more of anything than that needs. */
export const gossipLimits = (topic: string): Partial<GossipsubOpts> => ({
  allowedTopics: [topic],
  globalSignaturePolicy: StrictSign,
  emitSelf: false,
  // Behind a proxy, and behind a relay, all people come from one address: from the twelfth on nobody would be heard.
  scoreParams: { IPColocationFactorWeight: 0 },
  // A message with its signature, key and topic, several of them in one frame.
  maxInboundDataLength: 16 * MAX_GOSSIP_BYTES,
  decodeRpcLimits: {
    maxSubscriptions: 16,
    maxMessages: 64,
    maxIhaveMessageIDs: 256,
    maxIwantMessageIDs: 256,
    maxIdontwantMessageIDs: 256,
    maxControlMessages: 64,
    maxPeerInfos: 16,
  },
});
