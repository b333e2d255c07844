import type { ExchangeRate } from '#lib/chain/exchange-rate.ts';
import type { SourceEntry } from '#lib/chain/source-entry.ts';

/** Asked no more often than this, whatever is on screen. */
const EVERY_MS = 10 * 60_000;

/** What a coin is worth: the last word of a source, asked for anew when it is old. An old one is better than none. */
export class Rates {
  private known: ExchangeRate | undefined;
  private askedAt = -Infinity;
  private asking: Promise<void> | undefined;
  private readonly ask: (entry: SourceEntry, signal: AbortSignal) => Promise<ExchangeRate>;
  private readonly now: () => number;

  constructor(ask: Rates['ask'], now: () => number = Date.now) {
    this.ask = ask;
    this.now = now;
  }

  /** The rate by the first of `sources` that gives one; `undefined` where nobody does. */
  async current(sources: readonly SourceEntry[], signal: AbortSignal): Promise<ExchangeRate | undefined> {
    if (this.now() - this.askedAt >= EVERY_MS) {
      this.asking ??= this.renew(sources, signal).finally(() => {
        this.asking = undefined;
      });
      await this.asking;
    }
    return this.known;
  }

  private async renew(sources: readonly SourceEntry[], signal: AbortSignal): Promise<void> {
    for (const entry of sources) {
      if (entry.kind !== 'whatsonchain') continue;
      const found = await this.ask(entry, signal).catch(() => undefined);
      // Whoever went away is no reason not to ask for the next.
      if (signal.aborted) return;
      if (found === undefined) continue;
      this.known = found;
      break;
    }
    this.askedAt = this.now();
  }
}
