import {
  DIAL_MS,
  MAX_COMPANY,
  MAX_PUT_OFF,
  MAX_VISITS,
  REVISIT_MS,
  VISIT_AGAIN_LONGEST_MS,
  VISIT_AGAIN_MS,
  VISITS_WINDOW_MS,
} from './limits.ts';
import { RateLimit } from './rate-limit.ts';
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

/** Somebody who was visited in vain, or has left. Times are those of `performance.now()`. */
type PutOff = {
  readonly until: number;
  readonly pause: number;
  /** They were heard of meanwhile, and are visited then. */
  next: { holder: Holder; readonly timer: ReturnType<typeof setTimeout> } | undefined;
};

/**
 * Reads the whole shelf of each neighbour that is new to us, and looks in again from time to time, at one neighbour after
 * the other: an announcement may have been missed, and what was in no block when it came may be in one now.
 */
export class Visits {
  private readonly options: VisitsOptions;
  /** PeerIds whose whole shelf was read, the one visited last at the end. */
  private readonly visited = new Set<string>();
  private readonly putOff = new Map<string, PutOff>();
  private readonly rate = new RateLimit(MAX_VISITS, VISITS_WINDOW_MS, () => performance.now());
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
    for (const { next } of this.putOff.values()) clearTimeout(next?.timer);
  }

  /** Looks in at one neighbour now, the one visited longest ago, unless that is being done. */
  lookIn(until?: AbortSignal): Promise<void> {
    this.looking ??= this.goRound(until).finally(() => (this.looking = undefined));
    return this.looking;
  }

  /** Reads a neighbour that is new to us, unless there are enough of them; later, when it was read in vain a while ago. */
  async welcome(holder: Holder): Promise<void> {
    const id = holder.peer.toString();
    if (this.isStopped || this.visited.has(id) || this.visited.size >= MAX_COMPANY) return;
    if (this.isLater(holder) || !this.rate.take('new')) return;
    await this.visit(holder);
  }

  /** The connection to a neighbour is gone: when it is there again, it is new. */
  forget(peer: string): void {
    if (!this.visited.delete(peer)) return;
    const before = this.putOff.get(peer);
    clearTimeout(before?.next?.timer);
    this.putOff.delete(peer);
    const pause = before === undefined ? VISIT_AGAIN_MS : Math.min(2 * before.pause, VISIT_AGAIN_LONGEST_MS);
    this.putOff.set(peer, { until: performance.now() + pause, pause, next: undefined });
    for (const [oldest, { next }] of this.putOff) {
      if (this.putOff.size <= MAX_PUT_OFF) break;
      clearTimeout(next?.timer);
      this.putOff.delete(oldest);
    }
  }

  /** Whether a neighbour's shelf is one of those that are read now and again. */
  has(peer: string): boolean {
    return this.visited.has(peer);
  }

  /** Whether a neighbour that is heard of is visited only after a pause, at the end of which it is. */
  private isLater(holder: Holder): boolean {
    const putOff = this.putOff.get(holder.peer.toString());
    const pause = (putOff?.until ?? 0) - performance.now();
    if (putOff === undefined || pause <= 0) return false;
    const { next } = putOff;
    if (next !== undefined) next.holder = holder;
    else {
      const visit = (): void => {
        const { next: due } = putOff;
        putOff.next = undefined;
        if (due !== undefined) void this.welcome(due.holder);
      };
      putOff.next = { holder, timer: setTimeout(visit, pause) };
    }
    return true;
  }

  private async visit(holder: Holder): Promise<void> {
    const id = holder.peer.toString();
    this.note(id);
    try {
      if (!(await this.options.reaches(holder, AbortSignal.timeout(DIAL_MS)))) throw new Error('not there');
      await this.options.read(holder, 'whole');
    } catch {
      // Gone, full, or it does not answer: its next announcement is another chance.
      this.forget(id);
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
    if (hasAnswered) this.putOff.delete(id);
    // Whoever is silent, and now and then somebody else, makes room: a dozen who hide something must not be all we know.
    if (!hasAnswered || (isFull && Math.random() < LEAVE)) this.visited.delete(id);
  }

  private note(id: string): void {
    this.visited.delete(id);
    this.visited.add(id);
  }
}
