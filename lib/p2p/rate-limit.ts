/** How many neighbours are counted at once; the one counted longest ago is forgotten first. */
const MAX_COUNTED = 1_000;

/** Counts what each neighbour does within a window of time. */
export class RateLimit {
  private readonly most: number;
  private readonly windowMs: number;
  private readonly now: () => number;
  private readonly counts = new Map<string, { since: number; count: number }>();

  constructor(most: number, windowMs: number, now: () => number = Date.now) {
    this.most = most;
    this.windowMs = windowMs;
    this.now = now;
  }

  /** Counts one deed of `who`; false when it is one too many. */
  take(who: string): boolean {
    const now = this.now();
    const known = this.counts.get(who);
    if (known !== undefined && now - known.since < this.windowMs) {
      known.count += 1;
      return known.count <= this.most;
    }
    this.counts.delete(who);
    this.counts.set(who, { since: now, count: 1 });
    if (this.counts.size > MAX_COUNTED) {
      const [oldest] = this.counts.keys();
      if (oldest !== undefined) this.counts.delete(oldest);
    }
    return true;
  }
}
