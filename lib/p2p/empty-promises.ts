import { EMPTY_PROMISES_MS, MAX_CROWD, MAX_EMPTY_PROMISES } from './limits.ts';

type Count = { readonly times: number; readonly last: number };

/**
 * Neighbours who said to hold what then nobody gave. That is no lie that can be proven: they may have thrown it away, or
 * be out of reach. But whoever does nothing else is not listened to for a while, so that invented names cost little.
 */
export class EmptyPromises {
  private readonly counts = new Map<string, Count>();

  /** One more, of a neighbour by PeerId. */
  broke(peer: string): void {
    const times = (this.recent(peer)?.times ?? 0) + 1;
    this.counts.delete(peer);
    this.counts.set(peer, { times, last: performance.now() });
    const [first] = this.counts.keys();
    if (this.counts.size > MAX_CROWD && first !== undefined) this.counts.delete(first);
  }

  /** It gave what it said: all is well. */
  kept(peer: string): void {
    this.counts.delete(peer);
  }

  /** Whether it broke {@link MAX_EMPTY_PROMISES}, none of them kept in between, the last not {@link EMPTY_PROMISES_MS} ago. */
  isEmpty(peer: string): boolean {
    return (this.recent(peer)?.times ?? 0) >= MAX_EMPTY_PROMISES;
  }

  private recent(peer: string): Count | undefined {
    const count = this.counts.get(peer);
    return count !== undefined && performance.now() - count.last < EMPTY_PROMISES_MS ? count : undefined;
  }
}
