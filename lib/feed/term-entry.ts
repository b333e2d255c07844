import { nextTask } from './holdings.ts';
import type { SpareTime } from './spare-time.ts';
import type { TermIndex } from './term-index.ts';

/** Milliseconds that entering posts for searches takes at a time: when nobody waits for it, and when somebody does. */
const IN_SPARE_TIME = 1;
const FOR_A_SEARCH = 12;

export type TermEntryOptions = {
  /** The terms of what is held now, which is another index after a feed began anew. */
  readonly terms: () => TermIndex;
  readonly spare: SpareTime;
  readonly signal: AbortSignal;
  /** A search finds more than it did, some time after the posts came. */
  readonly onLate: () => void;
};

/** Makes posts be found by searches, a little at a time, so that nobody who asks something else waits for it. */
export class TermEntry {
  private readonly options: TermEntryOptions;
  private isAtWork = false;

  constructor(options: TermEntryOptions) {
    this.options = options;
  }

  /** Posts have come. Few are entered at once, many in spare time. */
  async come(): Promise<void> {
    if (this.isAtWork) return;
    const { terms, spare, signal, onLate } = this.options;
    this.isAtWork = true;
    terms().enter(IN_SPARE_TIME);
    const takesLonger = !terms().isComplete;
    while (!terms().isComplete && !signal.aborted) {
      await spare.next();
      terms().enter(IN_SPARE_TIME);
    }
    this.isAtWork = false;
    // Whoever asked meanwhile was told without what only a search finds.
    if (takesLonger) onLate();
  }

  /** Spare time that no post waits for to be entered. */
  async afterwards(): Promise<void> {
    const { terms, spare, signal } = this.options;
    do await spare.next();
    while (!terms().isComplete && !signal.aborted);
  }

  /** Resolves once a search finds everything; others are answered meanwhile. */
  async complete(signal: AbortSignal): Promise<void> {
    const { terms } = this.options;
    while (!terms().isComplete) {
      terms().enter(FOR_A_SEARCH);
      await nextTask();
      signal.throwIfAborted();
    }
  }
}
