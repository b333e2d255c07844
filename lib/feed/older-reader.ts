import type { ChainSource } from '#lib/chain/sources/source.ts';
import type { HeaderSegment } from '#lib/proof/older-headers.ts';
import { hedge } from './hedge.ts';
import type { Holdings } from './holdings.ts';
import type { SourceRecord } from './source-status.ts';

/** Headers of one request. */
const PAGE = 2000;
/** Segments of one turn, so that what is new is not kept waiting by what is old. */
const MOST_SEGMENTS = 4;

/** A source, and what is known of it. */
export type RecordedSource = { readonly source: ChainSource; readonly record: SourceRecord };

export type OlderReaderOptions = {
  readonly holdings: Holdings;
  /** All that give headers. */
  readonly sources?: readonly RecordedSource[];
  /** Stores what has changed. */
  readonly store: () => Promise<void>;
};

/**
 * Reads the headers that old proofs rest on, between two blocks that are known. A source that does not have them, has
 * others or does not answer soon costs nothing but a request: the next one is asked for the same range ({@link hedge}).
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
    const { holdings, sources = [] } = this.options;
    const asked = [{ source, record }, ...sources.filter((other) => other.source !== source)];
    while (segment.left > 0) {
      const [from, count] = [segment.next, Math.min(PAGE, segment.left)];
      const taken = await hedge({
        ask: asked.map((each) => (until) => each.source.headers(from, count, until)),
        take: (headers, at) => {
          const result = segment.take(headers, holdings.isNeeded);
          if (!result.ok) asked[at]?.record.refuse([result.issue]);
          return result.ok && headers.length > 0 ? true : undefined;
        },
        signal,
      });
      if (taken === undefined) return false;
    }
    return true;
  }
}
