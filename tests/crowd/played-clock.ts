import { setImmediate as turn } from 'node:timers/promises';

/** Turns of the event loop that one played millisecond takes at most while storage still works. */
const MOST_TURNS = 40;

/** What is due, and what `setTimeout` answers. Millions are made in a crowd: methods of a class cost each nothing. */
class PlayedTimer {
  /** Absent once it was cleared, or is over. */
  act: (() => void) | undefined;
  readonly everyMs: number | undefined;

  constructor(act: () => void, everyMs: number | undefined) {
    this.act = act;
    this.everyMs = everyMs;
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }

  hasRef(): boolean {
    return true;
  }
}

/**
 * Time as a crowd in one process has it: it stands still while the machine works, and passes at once while nobody does
 * anything. So a busy or slow machine changes nothing of what happens, only how long one waits for it.
 *
 * While it plays, timers, `Date.now`, `performance.now`, `AbortSignal.timeout` and `AbortSignal.any` of the whole process are
 * its own.
 */
export class PlayedClock {
  private now = 0;
  private isPlaying = true;
  /** Immediates of this process that have not run: storage is one of them after another. */
  private pending = 0;
  private readonly buckets = new Map<number, PlayedTimer[]>();
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
      this.set(new PlayedTimer(resolve, undefined), ms);
    });
  }

  private async run(): Promise<void> {
    while (this.isPlaying) {
      const bucket = this.buckets.get(this.now);
      this.buckets.delete(this.now);
      for (const timer of bucket ?? []) {
        // One of those before it may have stopped it.
        const { act, everyMs } = timer;
        if (everyMs === undefined) timer.act = undefined;
        else if (act !== undefined) this.set(timer, everyMs);
        act?.();
      }
      let turns = 0;
      do {
        await turn();
        turns += 1;
      } while (this.pending > 0 && turns < MOST_TURNS);
      this.now += 1;
    }
  }

  private set(timer: PlayedTimer, ms: number): PlayedTimer {
    const at = this.now + Math.max(1, Math.ceil(Number.isFinite(ms) ? ms : 1));
    const bucket = this.buckets.get(at);
    if (bucket === undefined) this.buckets.set(at, [timer]);
    else bucket.push(timer);
    return timer;
  }

  private takeOver(): void {
    const begun = Date.now();
    const immediate = globalThis.setImmediate;
    // One for all: making each notes where, which takes longer than what it ends.
    const late = new DOMException('took too long', 'TimeoutError');
    type Act = (...given: readonly unknown[]) => void;
    const clear = (timer: unknown): void => {
      // What it would have done is let go of at once, and it itself when its time has come.
      if (timer instanceof PlayedTimer) timer.act = undefined;
    };
    this.replace(globalThis, 'setTimeout', (act: Act, ms = 1, ...given: readonly unknown[]) =>
      this.set(new PlayedTimer(() => act(...given), undefined), ms),
    );
    this.replace(globalThis, 'setInterval', (act: Act, ms = 1, ...given: readonly unknown[]) =>
      this.set(new PlayedTimer(() => act(...given), Math.max(1, ms)), ms),
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
    this.replace(AbortSignal, 'any', anyOf);
    this.replace(AbortSignal, 'timeout', (ms: number) => {
      const abort = new AbortController();
      this.set(new PlayedTimer(() => abort.abort(late), undefined), ms);
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

/**
 * `AbortSignal.any` without the weak references that Node's has: a crowd makes millions, and clearing them up took more
 * than half of its time. Each ends with its first source; those that never end are few.
 */
function anyOf(sources: Iterable<AbortSignal>): AbortSignal {
  const abort = new AbortController();
  const all = [...sources];
  const ended = all.find(({ aborted }) => aborted);
  const end = (reason: unknown): void => {
    for (const source of all) source.removeEventListener('abort', hear);
    abort.abort(reason);
  };
  const hear = ({ target }: Event): void => end(target instanceof AbortSignal ? target.reason : undefined);
  if (ended !== undefined) end(ended.reason);
  else for (const source of all) source.addEventListener('abort', hear);
  return abort.signal;
}
