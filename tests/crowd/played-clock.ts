import { setImmediate as turn } from 'node:timers/promises';

/** Turns of the event loop that one played millisecond takes at most while storage still works. */
const MOST_TURNS = 40;

type Due = { readonly id: number; readonly act: () => void; readonly everyMs: number | undefined };

/**
 * Time as a crowd in one process has it: it stands still while the machine works, and passes at once while nobody does
 * anything. So a busy or slow machine changes nothing of what happens, only how long one waits for it.
 *
 * While it plays, timers, `Date.now`, `performance.now` and `AbortSignal.timeout` of the whole process are its own.
 */
export class PlayedClock {
  private now = 0;
  private isPlaying = true;
  private ids = 0;
  /** Immediates of this process that have not run: storage is one of them after another. */
  private pending = 0;
  private readonly buckets = new Map<number, Map<number, Due>>();
  private readonly places = new Map<number, number>();
  private readonly undo: (() => void)[] = [];

  /** Plays until `work` is done; answers what it gives. */
  static async play<T>(work: (clock: PlayedClock) => Promise<T>): Promise<T> {
    const clock = new PlayedClock();
    clock.takeOver();
    const end = (): void => {
      clock.isPlaying = false;
    };
    try {
      const working = work(clock);
      working.then(end, end);
      await clock.run();
      return await working;
    } finally {
      for (const put of clock.undo) put();
    }
  }

  /** Played milliseconds since the beginning. */
  get ms(): number {
    return this.now;
  }

  pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.set(resolve, ms);
    });
  }

  private async run(): Promise<void> {
    while (this.isPlaying) {
      const bucket = this.buckets.get(this.now);
      this.buckets.delete(this.now);
      for (const [id, { act, everyMs }] of bucket ?? []) {
        // One of those before it may have stopped it.
        if (!this.places.delete(id)) continue;
        if (everyMs !== undefined) this.set(act, everyMs, everyMs, id);
        act();
      }
      let turns = 0;
      do {
        await turn();
        turns += 1;
      } while (this.pending > 0 && turns < MOST_TURNS);
      this.now += 1;
    }
  }

  private set(act: () => void, ms: number, everyMs?: number, id = (this.ids += 1)): number {
    const at = this.now + Math.max(1, Math.ceil(Number.isFinite(ms) ? ms : 1));
    const bucket = this.buckets.get(at) ?? new Map<number, Due>();
    this.buckets.set(at, bucket.set(id, { id, act, everyMs }));
    this.places.set(id, at);
    return id;
  }

  private clear(id: number): void {
    const at = this.places.get(id);
    this.places.delete(id);
    if (at !== undefined) this.buckets.get(at)?.delete(id);
  }

  private takeOver(): void {
    const begun = Date.now();
    const immediate = globalThis.setImmediate;
    // One for all: making each notes where, which takes longer than what it ends.
    const late = new DOMException('took too long', 'TimeoutError');
    const timer = (id: number) => ({
      [Symbol.toPrimitive]: () => id,
      ref: () => timer(id),
      unref: () => timer(id),
      hasRef: () => true,
    });
    type Act = (...given: readonly unknown[]) => void;
    const clear = (id: unknown): void => this.clear(Number(id));
    this.replace(globalThis, 'setTimeout', (act: Act, ms = 1, ...given: readonly unknown[]) =>
      timer(this.set(() => act(...given), ms)),
    );
    this.replace(globalThis, 'setInterval', (act: Act, ms = 1, ...given: readonly unknown[]) =>
      timer(this.set(() => act(...given), ms, Math.max(1, ms))),
    );
    this.replace(globalThis, 'clearTimeout', clear);
    this.replace(globalThis, 'clearInterval', clear);
    this.replace(globalThis, 'setImmediate', (act: Act, ...given: readonly unknown[]) => {
      this.pending += 1;
      return immediate(() => {
        this.pending -= 1;
        act(...given);
      });
    });
    this.replace(Date, 'now', () => begun + this.now);
    this.replace(performance, 'now', () => this.now);
    this.replace(AbortSignal, 'timeout', (ms: number) => {
      const abort = new AbortController();
      this.set(() => abort.abort(late), ms);
      return abort.signal;
    });
  }

  private replace(owner: object, name: string, value: unknown): void {
    const before = Object.getOwnPropertyDescriptor(owner, name);
    Object.defineProperty(owner, name, { value, configurable: true, writable: true });
    this.undo.push(() => {
      if (before === undefined) Reflect.deleteProperty(owner, name);
      else Object.defineProperty(owner, name, before);
    });
  }
}
