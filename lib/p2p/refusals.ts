import type { ShelfStore } from '#lib/store/shelf-store.ts';
import { MAX_REFUSALS } from './limits.ts';

/** Neighbours whose lies are counted at most; the first is forgotten first. */
const MAX_LIARS = 1_000;

/**
 * Counts what neighbours gave or said that is not so. After {@link MAX_REFUSALS} of them nobody speaks to that neighbour
 * while the node runs; how many there were in all is kept for the screen.
 */
export class Refusals {
  private readonly counts = new Map<string, number>();
  private readonly store: ShelfStore;

  constructor(store: ShelfStore) {
    this.store = store;
  }

  /** @param peer PeerId. */
  isBanned(peer: string): boolean {
    return (this.counts.get(peer) ?? 0) >= MAX_REFUSALS;
  }

  /** Counts one. Resolves when it is stored, or cannot be: it counts against the neighbour at once. */
  async add(peer: string): Promise<void> {
    this.counts.set(peer, (this.counts.get(peer) ?? 0) + 1);
    const [first] = this.counts.keys();
    if (this.counts.size > MAX_LIARS && first !== undefined) this.counts.delete(first);
    await this.store
      .setMeta((meta) => ({ ...meta, refused: (meta.refused ?? 0) + 1 }))
      .catch(() => undefined);
  }
}
