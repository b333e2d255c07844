import type { Connection, Libp2p } from '@libp2p/interface';
import type { NeighbourView } from './neighbours-view.ts';
import type { Relays } from './relays.ts';
import type { Holder } from './router.ts';
import type { Traffic } from './traffic.ts';
import type { Way } from './way.ts';

/** More than may be connected. */
const MAX_NAMED = 200;

/** Who is connected right now, relays left out. */
export class Company {
  private readonly libp2p: Pick<Libp2p, 'getConnections'>;
  private readonly relays: Relays;
  private readonly traffic: Traffic;
  private readonly isLine: Way['isLine'];
  /** What neighbours say their devices are called elsewhere. */
  private readonly devices = new Map<string, string>();

  constructor(
    libp2p: Pick<Libp2p, 'getConnections'>,
    relays: Relays,
    traffic: Traffic,
    isLine: Way['isLine'],
  ) {
    this.libp2p = libp2p;
    this.relays = relays;
    this.traffic = traffic;
    this.isLine = isLine;
  }

  /** Those who may hold something, and where they are found again. */
  holders(): Holder[] {
    return this.lines().map(({ remotePeer, remoteAddr }) => ({
      peer: remotePeer,
      addresses: this.relays.addressesOf(remotePeer, [remoteAddr.toString()]),
    }));
  }

  /** A neighbour says by which other name its device is known. */
  name(peer: string, of: string): void {
    this.devices.delete(peer);
    this.devices.set(peer, of);
    const [oldest] = this.devices.keys();
    if (this.devices.size > MAX_NAMED && oldest !== undefined) this.devices.delete(oldest);
  }

  /** As the screen shows them. */
  view(): NeighbourView[] {
    const views = new Map<string, NeighbourView>();
    for (const { remotePeer, limits, direct, timeline } of this.lines()) {
      const id = remotePeer.toString();
      const via = limits === undefined && direct ? 'direct' : 'relay';
      if (views.get(id)?.via === 'direct') continue;
      const of = this.devices.get(id);
      views.set(id, {
        id,
        ...(of !== undefined && { of }),
        via,
        since: timeline.open,
        ...this.traffic.of(id),
      });
    }
    return [...views.values()];
  }

  /** Ends every connection to a neighbour. */
  hangUp(peer: string): void {
    for (const line of this.lines()) {
      if (line.remotePeer.toString() === peer) line.abort(new Error('gave wrong data'));
    }
  }

  /** What is open to them. */
  lines(): Connection[] {
    return this.libp2p
      .getConnections()
      .filter((line) => line.status === 'open' && !this.relays.isRelay(line.remotePeer) && this.isLine(line));
  }
}
