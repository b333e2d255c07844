/** mulberry32: 32 bits of state are plenty for choosing a schedule. */
function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

type Task = { readonly at: number; readonly run: () => void };

/** Time and turns: nothing moves but what is taken from here, one thing after another. */
export class Scheduler {
  readonly random: () => number;
  time = 0;
  private ready: (() => void)[] = [];
  private later: Task[] = [];
  /** Effects that are under way and take turns of the event loop of their own. */
  private underWay = 0;

  constructor(seed: number) {
    this.random = randomOf(seed);
  }

  chance(probability: number): boolean {
    return this.random() < probability;
  }

  pick<T>(items: readonly T[]): T {
    const item = items[Math.floor(this.random() * items.length)];
    if (item === undefined) throw new RangeError('nothing to pick from');
    return item;
  }

  /** Lets nothing else move until the effect that begins now is done, which the caller says. */
  begin(): () => void {
    this.underWay += 1;
    return () => {
      this.underWay -= 1;
    };
  }

  /** Resolves when it is this caller's turn; others may go first. */
  turn(): Promise<void> {
    return new Promise((resolve) => this.ready.push(resolve));
  }

  wait(milliseconds: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        this.later = this.later.filter((task) => task !== planned);
        // Node keeps a joined signal for as long as somebody listens to it.
        signal?.removeEventListener('abort', done);
        resolve();
      };
      const planned: Task = { at: this.time + milliseconds, run: done };
      if (signal?.aborted === true) {
        this.ready.push(resolve);
        return;
      }
      this.later.push(planned);
      signal?.addEventListener('abort', done, { once: true });
    });
  }

  /** Plays until nothing is left to do before `until`. */
  async play(until: number): Promise<void> {
    for (;;) {
      // Lets everything that can run without us run.
      do await new Promise((resolve) => setImmediate(resolve));
      while (this.underWay > 0);
      if (this.ready.length > 0) {
        const [next] = this.ready.splice(Math.floor(this.random() * this.ready.length), 1);
        next?.();
        continue;
      }
      const next = this.later.toSorted((a, b) => a.at - b.at)[0];
      if (next === undefined || next.at > until) {
        this.time = until;
        return;
      }
      this.time = Math.max(this.time, next.at);
      next.run();
    }
  }
}
