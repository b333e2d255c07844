import type { Connection, Libp2p } from '@libp2p/interface';
import type { NeighbourView } from './neighbours-view.ts';
import type { Relays } from './relays.ts';
import type { Holder } from './router.ts';
import type { Traffic } from './traffic.ts';

/** Who is connected right now, relays left out. */
export class Company {
  private readonly libp2p: Pick<Libp2p, 'getConnections'>;
  private readonly relays: Relays;
  private readonly traffic: Traffic;

  constructor(libp2p: Pick<Libp2p, 'getConnections'>, relays: Relays, traffic: Traffic) {
    this.libp2p = libp2p;
    this.relays = relays;
    this.traffic = traffic;
  }

  /** Those who may hold something, and where they are found again. */
  holders(): Holder[] {
    return this.lines().map(({ remotePeer, remoteAddr }) => ({
      peer: remotePeer,
      addresses: this.relays.addressesOf(remotePeer, [remoteAddr.toString()]),
    }));
  }

  /** As the screen shows them. */
  view(): NeighbourView[] {
    const views = new Map<string, NeighbourView>();
    for (const { remotePeer, limits, direct, timeline } of this.lines()) {
      const id = remotePeer.toString();
      const via = limits === undefined && direct ? 'direct' : 'relay';
      if (views.get(id)?.via === 'direct') continue;
      views.set(id, { id, via, since: timeline.open, ...this.traffic.of(id) });
    }
    return [...views.values()];
  }

  /** Ends every connection to a neighbour. */
  hangUp(peer: string): void {
    for (const line of this.lines()) {
      if (line.remotePeer.toString() === peer) line.abort(new Error('gave wrong data'));
    }
  }

  private lines(): Connection[] {
    return this.libp2p
      .getConnections()
      .filter(({ status, remotePeer }) => status === 'open' && !this.relays.isRelay(remotePeer));
  }
}
