/** After this long without a question, in milliseconds, nobody seems to wait for the next answer. */
const QUIET = 8;
/** Whoever asks on and on gets a slice of other work in between this often, so that it ends some day. */
const LONGEST = 120;

/**
 * The time of a thread that nobody needs for an answer. Work that can wait takes a slice of it and then waits for the next:
 * a question that comes meanwhile is late by a slice at most, and of many that come one after the other few are.
 */
export class SpareTime {
  private lastAsked = Number.NEGATIVE_INFINITY;
  private readonly now: () => number;
  private readonly sleep: (ms: number) => Promise<void>;

  constructor(now: () => number = () => performance.now(), sleep = after) {
    this.now = now;
    this.sleep = sleep;
  }

  /** A question has come, or was answered. */
  readonly asked = (): void => {
    this.lastAsked = this.now();
  };

  /** Resolves in another task, once nobody has asked for a while. */
  async next(): Promise<void> {
    const latest = this.now() + LONGEST;
    let wait = 0;
    do {
      await this.sleep(wait);
      wait = Math.min(this.lastAsked + QUIET, latest) - this.now();
    } while (wait > 0);
  }
}

const after = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
