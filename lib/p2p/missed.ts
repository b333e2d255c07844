import type { Txid } from '#lib/bytes/brand.ts';
import { MAX_MISSED, MAX_TAKEN_AGAIN, TAKE_AGAIN_MS } from './limits.ts';

export type MissedOptions = {
  /** Those that are worth asking for: not held by now, and held by somebody who gives something. */
  readonly stillMissing: (txids: readonly Txid[]) => Promise<readonly Txid[]>;
  /** Asks for them again; what nobody gives this time either is {@link Missed.add added} again. */
  readonly take: (txids: readonly Txid[]) => Promise<void>;
};

/**
 * What neighbours say to hold and nobody gave: those who hold it may have had no room when they were called, and what
 * enough others announced is announced by nobody else. It is asked for again {@link MAX_TAKEN_AGAIN} times, after pauses.
 */
export class Missed {
  private readonly options: MissedOptions;
  /** How often each was asked for in vain; the latest last. */
  private readonly times = new Map<Txid, number>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private isStopped = false;

  constructor(options: MissedOptions) {
    this.options = options;
  }

  has(txid: Txid): boolean {
    return this.times.has(txid);
  }

  add(txid: Txid): void {
    const times = (this.times.get(txid) ?? 0) + 1;
    this.times.delete(txid);
    if (times <= MAX_TAKEN_AGAIN) this.times.set(txid, times);
    const [oldest] = this.times.keys();
    if (this.times.size > MAX_MISSED && oldest !== undefined) this.times.delete(oldest);
    if (this.isStopped || this.times.size === 0) return;
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.takeAgain().catch(() => undefined);
    }, TAKE_AGAIN_MS * times);
  }

  delete(txid: Txid): void {
    this.times.delete(txid);
  }

  stop(): void {
    this.isStopped = true;
    clearTimeout(this.timer);
  }

  private async takeAgain(): Promise<void> {
    const waiting = await this.options.stillMissing([...this.times.keys()]);
    for (const txid of this.times.keys()) if (!waiting.includes(txid)) this.times.delete(txid);
    if (waiting.length > 0) await this.options.take(waiting);
  }
}
