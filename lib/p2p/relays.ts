import type { Connection, PeerId } from '@libp2p/interface';
import { peerIdFromString } from '@libp2p/peer-id';
import { multiaddr, type Multiaddr } from '@multiformats/multiaddr';
import { DIAL_MS, MAX_LINES, WATCHDOG_LONGEST_MS, WATCHDOG_MS } from './limits.ts';
import type { Holder } from './router.ts';

/** A relay as the host names it: an address that ends in its PeerId. */
type Relay = { readonly address: Multiaddr; readonly peer: PeerId; readonly text: string };

/** The part of libp2p that the watchdog needs. */
export interface RelayLine {
  dial(address: Multiaddr, options: { signal: AbortSignal }): Promise<unknown>;
  getConnections(peer?: PeerId): Connection[];
}

export type RelaysOptions = {
  readonly addresses: readonly string[];
  /** What stands between a relay's address and the PeerId of somebody who is found behind it. */
  readonly behindRelay: string;
  readonly line: RelayLine;
  readonly onChanged: () => void;
};

const P2P = 'p2p';

/** Relays that are called: by TLS, or on this machine. */
const CALLABLE =
  /^\/(?:.+\/(?:wss|tls\/ws)|(?:ip4\/127\.|ip6\/::1\/|dns[46]?\/(?:[^/]+\.)?localhost\/).+\/ws)\/p2p\//;

/**
 * Whether `address` is that of a relay, or of somebody behind one. Neighbours tell libp2p addresses of their own making,
 * and none of those is called.
 */
export function goesByRelay(address: Multiaddr, relays: readonly string[]): boolean {
  const text = address.toString();
  return relays.some(
    (relay) => CALLABLE.test(relay) && (text === relay || text.startsWith(`${relay}/p2p-circuit`)),
  );
}

/**
 * Keeps this device connected to its relays. libp2p does not come back to a relay that went and came again, whatever it
 * is told; so this looks by itself, with pauses that double while a relay is gone.
 */
export class Relays {
  private readonly relays: readonly Relay[];
  private readonly options: RelaysOptions;
  private readonly timers = new Map<Relay, ReturnType<typeof setTimeout>>();
  private isStopped = false;

  constructor(options: RelaysOptions) {
    this.options = options;
    this.relays = options.addresses.map(readRelay).filter((relay) => relay !== undefined);
  }

  start(): void {
    for (const relay of this.relays) void this.keep(relay, WATCHDOG_MS);
  }

  stop(): void {
    this.isStopped = true;
    for (const timer of this.timers.values()) clearTimeout(timer);
  }

  view(): { readonly address: string; readonly connected: boolean }[] {
    return this.relays.map((relay) => ({ address: relay.text, connected: this.isConnected(relay) }));
  }

  isRelay(peer: PeerId): boolean {
    return this.relays.some((relay) => relay.peer.equals(peer));
  }

  /**
   * Where `peer` is found, of the addresses that it says: only behind relays that the host names, at the addresses that
   * the host names. Whatever else it says would let a stranger choose whom this device calls.
   */
  addressesOf(peer: PeerId, said: readonly string[]): Multiaddr[] {
    const suffix = `${this.options.behindRelay}/p2p/${peer.toString()}`;
    return this.relays
      .filter(({ peer: relay }) => said.some((text) => text.endsWith(`/p2p/${relay.toString()}${suffix}`)))
      .map(({ text }) => multiaddr(text + suffix));
  }

  /** Where these are found, should they still be behind one of the relays. What is no PeerId is left out. */
  behindAny(peers: readonly string[]): Holder[] {
    return peers.slice(0, MAX_LINES).flatMap((id) => {
      const peer = readPeer(id);
      if (peer === undefined) return [];
      const suffix = `${this.options.behindRelay}/p2p/${peer.toString()}`;
      return [{ peer, addresses: this.relays.map(({ text }) => multiaddr(text + suffix)) }];
    });
  }

  private isConnected({ peer }: Relay): boolean {
    return this.options.line
      .getConnections(peer)
      .some(({ status, limits }) => status === 'open' && limits === undefined);
  }

  private async keep(relay: Relay, pause: number): Promise<void> {
    const { line, onChanged } = this.options;
    let next = WATCHDOG_MS;
    if (!this.isConnected(relay)) {
      try {
        await line.dial(relay.address, { signal: AbortSignal.timeout(DIAL_MS) });
        onChanged();
      } catch {
        next = Math.min(pause * 2, WATCHDOG_LONGEST_MS);
      }
    }
    if (this.isStopped) return;
    // A relay that comes back should not be called by all of its people in the same moment.
    const wait = pause * (0.75 + Math.random() / 2);
    this.timers.set(
      relay,
      setTimeout(() => void this.keep(relay, next), wait),
    );
  }
}

/** Whether somebody is one of these relays. */
export function isRelayOf(addresses: readonly string[]): (peer: PeerId) => boolean {
  const relays = addresses.map(readRelay);
  return (peer) => relays.some((relay) => relay?.peer.equals(peer) === true);
}

function readPeer(text: string): PeerId | undefined {
  try {
    return peerIdFromString(text);
  } catch {
    return undefined;
  }
}

function readRelay(text: string): Relay | undefined {
  try {
    const address = multiaddr(text);
    const last = address.getComponents().at(-1);
    if (last?.name !== P2P || last.value === undefined) return undefined;
    return { address, peer: peerIdFromString(last.value), text };
  } catch {
    return undefined;
  }
}
