import type { ChainSource } from '#lib/chain/sources/source.ts';
import type { HeaderSegment } from '#lib/proof/older-headers.ts';
import type { Holdings } from './holdings.ts';
import type { SourceRecord } from './source-status.ts';

/** Headers of one request. */
const PAGE = 2000;
/** Segments of one turn, so that what is new is not kept waiting by what is old. */
const MOST_SEGMENTS = 4;

export type OlderReaderOptions = {
  readonly holdings: Holdings;
  /** Stores what has changed. */
  readonly store: () => Promise<void>;
};

/**
 * Reads the headers that old proofs rest on, between two blocks that are known, from one source at a time. A source that
 * does not have them, or has others, costs a turn and nothing else: the next one is asked.
 */
export class OlderReader {
  private readonly options: OlderReaderOptions;
  private isBusy = false;

  constructor(options: OlderReaderOptions) {
    this.options = options;
  }

  /** @throws what the source throws. */
  async read(source: ChainSource, record: SourceRecord, signal: AbortSignal): Promise<void> {
    if (this.isBusy) return;
    this.isBusy = true;
    try {
      const { holdings, store } = this.options;
      for (let turn = 0; turn < MOST_SEGMENTS; turn += 1) {
        const segment = holdings.lackingSegment();
        if (segment === undefined || !(await this.readSegment(segment, source, record, signal))) return;
        if (!holdings.takeSegment(segment)) return;
        await store();
      }
    } finally {
      this.isBusy = false;
    }
  }

  /** Whether the whole segment came, and links. */
  private async readSegment(
    segment: HeaderSegment,
    source: ChainSource,
    record: SourceRecord,
    signal: AbortSignal,
  ): Promise<boolean> {
    while (segment.left > 0) {
      const headers = await source.headers(segment.next, Math.min(PAGE, segment.left), signal);
      if (headers.length === 0) return false;
      const taken = segment.take(headers, this.options.holdings.isNeeded);
      if (taken.ok) continue;
      record.refuse([taken.issue]);
      return false;
    }
    return true;
  }
}
