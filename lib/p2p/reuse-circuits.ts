import { isPeerId, type Connection, type Libp2p, type PeerId } from '@libp2p/interface';
import { peerIdFromString } from '@libp2p/peer-id';
import type { Multiaddr } from '@multiformats/multiaddr';

type Target = Parameters<Libp2p['dial']>[0];

/**
 * Lets a circuit that is open be used again. libp2p 3.3 counts none that has limits as a connection: each message to a
 * neighbour behind a relay would dial it anew, and the circuit that is superfluous takes others down with it.
 */
export function reuseCircuits(node: Pick<Libp2p, 'dial' | 'dialProtocol' | 'getConnections'>): void {
  const dial = node.dial.bind(node);
  const dialProtocol = node.dialProtocol.bind(node);
  const openTo = (target: Target): Connection | undefined => {
    const peer = peerOf(target);
    return peer && node.getConnections(peer).find(({ status }) => status === 'open');
  };
  node.dial = async (target, options) => openTo(target) ?? dial(target, options);
  node.dialProtocol = async (target, protocols, options) => {
    const open = openTo(target);
    return open === undefined ? dialProtocol(target, protocols, options) : open.newStream(protocols, options);
  };
}

function peerOf(target: Target): PeerId | undefined {
  if (isPeerId(target)) return target;
  const addresses: readonly Multiaddr[] = Array.isArray(target) ? target : [target];
  const last = addresses[0]?.getComponents().at(-1);
  return last?.name === 'p2p' && last.value !== undefined ? peerIdFromString(last.value) : undefined;
}
