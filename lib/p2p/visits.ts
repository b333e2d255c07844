import { DIAL_MS, REVISIT_MS } from './limits.ts';
import type { Holder } from './router.ts';

/** How many neighbours are remembered as read; beyond it, the one visited longest ago may be read in full again. */
const MAX_VISITED = 500;

export type VisitsOptions = {
  /** Reads a neighbour's shelf: all of it, or from its newest on as long as that brings something. */
  readonly read: (holder: Holder, extent: 'whole' | 'news') => Promise<void>;
  /** Connects to a neighbour, unless it is connected. Answers whether it is. */
  readonly reaches: (holder: Holder, signal: AbortSignal) => Promise<boolean>;
  /** Neighbours that are connected right now. */
  readonly connected: () => readonly Holder[];
  /** Pause between two visits to neighbours that were read before, give or take a half. */
  readonly pauseMs?: number;
};

/**
 * Reads the whole shelf of each neighbour that is new to us, and looks in again from time to time, at one neighbour after
 * the other: an announcement may have been missed, and what was in no block when it came may be in one now.
 */
export class Visits {
  private readonly options: VisitsOptions;
  /** PeerIds whose whole shelf was read, the one visited last at the end. */
  private readonly visited = new Set<string>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private isStopped = false;

  constructor(options: VisitsOptions) {
    this.options = options;
  }

  start(): void {
    if (this.isStopped) return;
    const pause = (this.options.pauseMs ?? REVISIT_MS) * (0.5 + Math.random());
    this.timer = setTimeout(() => void this.goRound().finally(() => this.start()), pause);
  }

  stop(): void {
    this.isStopped = true;
    clearTimeout(this.timer);
  }

  /** Reads a neighbour that is new to us. */
  async welcome(holder: Holder): Promise<void> {
    const id = holder.peer.toString();
    if (this.visited.has(id)) return;
    this.note(id);
    try {
      if (!(await this.options.reaches(holder, AbortSignal.timeout(DIAL_MS)))) throw new Error('not there');
      await this.options.read(holder, 'whole');
    } catch {
      // Gone, or it does not answer: its next announcement is another chance.
      this.visited.delete(id);
    }
  }

  /** The connection to a neighbour is gone: when it is there again, it is new. */
  forget(peer: string): void {
    this.visited.delete(peer);
  }

  /** Looks in at the neighbour that was visited longest ago, or never. */
  private async goRound(): Promise<void> {
    const order = [...this.visited];
    const [next] = this.options
      .connected()
      .map((holder) => ({ holder, at: order.indexOf(holder.peer.toString()) }))
      .sort((a, b) => a.at - b.at);
    if (next === undefined) return;
    if (next.at < 0) return this.welcome(next.holder);
    this.note(next.holder.peer.toString());
    await this.options.read(next.holder, 'news').catch(() => undefined);
  }

  private note(id: string): void {
    this.visited.delete(id);
    this.visited.add(id);
    const [first] = this.visited;
    if (this.visited.size > MAX_VISITED && first !== undefined) this.visited.delete(first);
  }
}
