import { DIAL_MS, MAX_CANDIDATES, MAX_COMPANY, NEXT_VISIT_MS, REVISIT_MS } from './limits.ts';
import type { Holder } from './router.ts';

/** How often somebody who was read again makes room for others, when there is none. */
const LEAVE = 1 / 8;

export type VisitsOptions = {
  /** Reads a neighbour's shelf: all of it, or from its newest on as long as that brings something and is not aborted. */
  readonly read: (holder: Holder, extent: 'whole' | 'news', until?: AbortSignal) => Promise<void>;
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
  /** Those who were heard of while there were more than are read, by PeerId. */
  private readonly candidates = new Map<string, Holder>();
  private next: ReturnType<typeof setTimeout> | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private isStopped = false;
  private looking: Promise<void> | undefined;

  constructor(options: VisitsOptions) {
    this.options = options;
  }

  start(): void {
    if (this.isStopped) return;
    const pause = (this.options.pauseMs ?? REVISIT_MS) * (0.5 + Math.random());
    this.timer = setTimeout(() => void this.lookIn().finally(() => this.start()), pause);
  }

  stop(): void {
    this.isStopped = true;
    clearTimeout(this.timer);
    clearTimeout(this.next);
  }

  /** Looks in at one neighbour now, the one visited longest ago, unless that is being done. */
  lookIn(until?: AbortSignal): Promise<void> {
    this.looking ??= this.goRound(until).finally(() => (this.looking = undefined));
    return this.looking;
  }

  /** Reads a neighbour that is new to us, unless there are enough of them: at once, or when it is its turn among many. */
  async welcome(holder: Holder): Promise<void> {
    const id = holder.peer.toString();
    if (!this.consider(holder) || this.visited.size + this.candidates.size > MAX_COMPANY) return;
    this.candidates.delete(id);
    await this.visit(holder);
  }

  /** Notes a neighbour that may be read. Answers whether one more is wanted. */
  consider(holder: Holder): boolean {
    const id = holder.peer.toString();
    if (this.isStopped || this.visited.has(id) || this.visited.size >= MAX_COMPANY) return false;
    this.candidates.delete(id);
    this.candidates.set(id, holder);
    const [oldest] = this.candidates.keys();
    if (this.candidates.size > MAX_CANDIDATES && oldest !== undefined) this.candidates.delete(oldest);
    if (this.visited.size + this.candidates.size > MAX_COMPANY) this.visitNext();
    return true;
  }

  /** The connection to a neighbour is gone: when it is there again, it is new. */
  forget(peer: string): void {
    this.visited.delete(peer);
  }

  /** Whether a neighbour's shelf is one of those that are read now and again. */
  has(peer: string): boolean {
    return this.visited.has(peer);
  }

  /** Visits one of many after a while, whichever it is, and goes on as long as there is room. */
  private visitNext(): void {
    if (this.next !== undefined || this.isStopped) return;
    this.next = setTimeout(
      () => {
        this.next = undefined;
        const ids = [...this.candidates.keys()];
        const id = ids[Math.floor(Math.random() * ids.length)];
        const holder = id === undefined ? undefined : this.candidates.get(id);
        if (id === undefined || holder === undefined || this.visited.size >= MAX_COMPANY) return;
        this.candidates.delete(id);
        void this.visit(holder);
        if (this.candidates.size > 0) this.visitNext();
      },
      NEXT_VISIT_MS * (0.5 + Math.random()),
    );
  }

  private async visit(holder: Holder): Promise<void> {
    const id = holder.peer.toString();
    this.note(id);
    try {
      if (!(await this.options.reaches(holder, AbortSignal.timeout(DIAL_MS)))) throw new Error('not there');
      await this.options.read(holder, 'whole');
    } catch {
      // Gone, full, or it does not answer: its next announcement is another chance.
      this.visited.delete(id);
    }
  }

  /** Looks in at the neighbour that was visited longest ago, or never. */
  private async goRound(until?: AbortSignal): Promise<void> {
    const order = [...this.visited];
    const isFull = order.length >= MAX_COMPANY;
    const [next] = this.options
      .connected()
      .map((holder) => ({ holder, id: holder.peer.toString() }))
      .map(({ holder, id }) => ({ holder, id, at: order.indexOf(id) }))
      .filter(({ at }) => at >= 0 || !isFull)
      // Of those who were never read, anybody.
      .map((each) => ({ ...each, rank: each.at < 0 ? -Math.random() : each.at }))
      .toSorted((a, b) => a.rank - b.rank);
    if (next === undefined) return;
    if (next.at < 0) return this.visit(next.holder);
    const { holder, id } = next;
    this.note(id);
    const hasAnswered = await this.options.read(holder, 'news', until).then(
      () => true,
      () => until?.aborted === true,
    );
    // Whoever is silent, and now and then somebody else, makes room: a dozen who hide something must not be all we know.
    if (!hasAnswered || (isFull && Math.random() < LEAVE)) this.visited.delete(id);
  }

  private note(id: string): void {
    this.visited.delete(id);
    this.visited.add(id);
  }
}
