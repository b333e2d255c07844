import type { Txid } from '#lib/bytes/brand.ts';

/** Neighbours that are remembered, and what is remembered of each: 64 of them with two thousand txids take some 10 MB at most. */
const MOST_PEERS = 64;
const MOST_TXIDS = 2_048;

/**
 * Which neighbours said that they hold what, as far as they told this device: in announcements, in answers, or by what went
 * between us. Nobody is asked for it. Nothing of it is proven, and what was said longest ago is forgotten first.
 */
export class HeldBy {
  private readonly byPeer = new Map<string, Set<Txid>>();

  note(peer: string, txids: readonly Txid[]): void {
    const held = this.byPeer.get(peer) ?? new Set();
    this.byPeer.delete(peer);
    this.byPeer.set(peer, held);
    for (const txid of txids) {
      held.delete(txid);
      held.add(txid);
      if (held.size > MOST_TXIDS) dropOldest(held);
    }
    if (this.byPeer.size > MOST_PEERS) dropOldest(this.byPeer);
  }

  /** How many of `peers` hold a transaction. */
  count(txid: Txid, peers: readonly string[]): number {
    return peers.filter((peer) => this.byPeer.get(peer)?.has(txid) === true).length;
  }
}

function dropOldest(all: Pick<Set<string>, 'delete' | 'keys'>): void {
  const { value } = all.keys().next();
  if (value !== undefined) all.delete(value);
}
