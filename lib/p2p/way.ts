import type { Connection } from '@libp2p/interface';
import type { Network } from '#lib/chain/network.ts';
import { topicOf } from './protocols.ts';

/** How the neighbours of one node reach each other. Those of one way never meet those of the other. */
export type Way = {
  /** Where it is told who holds what. */
  readonly topic: (network: Network) => string;
  /** What stands between a relay's address and the PeerId of somebody who is found behind it. */
  readonly behindRelay: string;
  /** Whether a connection carries what neighbours exchange. */
  readonly isLine: (connection: Pick<Connection, 'limits'>) => boolean;
  /** Whether somebody is read as soon as a line to them is open, and told what is new even if this device cannot be found. */
  readonly knowsByLine: boolean;
  /**
   * Whether this node puts what the feed stored on the shelf. One node of a device does; what is on the shelf, whoever put
   * it there, each of them tells its own neighbours.
   */
  readonly fillsShelf: boolean;
};

/** Through relays, from service worker to service worker. */
export const BY_RELAY: Way = {
  topic: topicOf,
  behindRelay: '/p2p-circuit',
  isLine: () => true,
  knowsByLine: false,
  fillsShelf: true,
};
