import { parseHeader, workOf } from '#lib/chain/header.ts';
import { SourceError } from '#lib/chain/source-error.ts';
import type { ChainSource, ChangePage } from '#lib/chain/sources/source.ts';
import { whileSlow } from './hedge.ts';
import type { Holdings } from './holdings.ts';
import type { SourceRecord } from './source-status.ts';

/** Transactions of one request. */
const PAGE = 500;
/** Transactions that are taken before they are stored and shown: few at first, so that something is seen, then twice as many. */
const FIRST_PART = 50;
const HEADERS = 2000;
/** Headers below the tip that are asked for again each time: most reorgs end within. */
const OVERLAP = 12;
/** Headers of one branch that are collected before it is judged as a whole. */
const MAX_BRANCH = 20_000;
/** Bounds of one round, so that a source which never ends cannot keep us busy for ever. */
const MAX_HEADER_REQUESTS = 1000;
const MAX_IDLE_PAGES = 200;

/**
 * A neighbour's header counts only with a fourth of the work of our highest. Real difficulty never falls that fast, and a
 * stranger's cheap headers could otherwise be put on top of our chain.
 */
const LEAST_WORK_DIVISOR = 4n;

/** How a source's headers relate to our chain. */
type Branch = 'same' | 'rival' | 'refused';

/** What is worth a note on the status page. */
export type RoundNote = { readonly note?: string; readonly isRival?: boolean };

export type SourceReaderOptions = {
  readonly source: ChainSource;
  readonly record: SourceRecord;
  readonly holdings: Holdings;
  /** Strangers stand behind it: see {@link LEAST_WORK_DIVISOR}. */
  readonly isNeighbour?: boolean;
  /** Where to go on after what was read before. */
  readonly cursor: string | undefined;
  /** Stores what has changed; with a cursor, that everything before it was taken. */
  readonly store: (cursor?: string) => Promise<void>;
  /** The source follows another chain than we held: with less work, or sharing nothing but the lowest header. */
  readonly onOtherChain: () => void;
  /** The source has not answered for some time. Whatever is done about it ends with `until`: then it has. */
  readonly onSlow?: (until: AbortSignal) => void;
};

/** Reads one source, a round at a time: headers to its tip, then every page since the last cursor. */
export class SourceReader {
  private readonly options: SourceReaderOptions;
  private cursor: string | undefined;

  constructor(options: SourceReaderOptions) {
    this.options = options;
    this.cursor = options.cursor;
  }

  /**
   * Answers what is worth a note on the status page.
   *
   * @throws what the source throws; whatever was taken before is stored.
   */
  async readRound(signal: AbortSignal): Promise<RoundNote> {
    const note = await this.readHeadersIfAny(signal);
    let limit = PAGE;
    for (let idle = 0; idle < MAX_IDLE_PAGES;) {
      try {
        const before = this.cursor;
        const asked = performance.now();
        const given = await this.inTime(this.options.source.changes(before, limit, signal));
        const ms = Math.round(performance.now() - asked);
        const page = { ...given, entries: given.entries.map((entry) => ({ ms, ...entry })) };
        const news = await this.takePage(page, limit, signal);
        if (!page.more || page.cursor === before) return note;
        idle = news > 0 ? 0 : idle + 1;
      } catch (error) {
        const isTooLarge = error instanceof SourceError && error.kind === 'too-large';
        if (!isTooLarge || limit === 1) throw error;
        limit = Math.ceil(limit / 4);
      }
    }
    return note;
  }

  private async readHeadersIfAny(signal: AbortSignal): Promise<RoundNote> {
    try {
      const isRival = (await this.readHeaders(signal)) === 'rival';
      return isRival ? { note: 'follows a branch that has less work', isRival } : {};
    } catch (error) {
      // A source may have posts and no headers; another may have them.
      if (error instanceof SourceError && (error.kind === 'status' || error.kind === 'malformed'))
        return { note: `gives no headers: ${error.message}` };
      throw error;
    }
  }

  private async takePage(page: ChangePage, limit: number, signal: AbortSignal): Promise<number> {
    const { source, record, holdings, store } = this.options;
    let news = 0;
    let { entries } = page;
    let strays: 'count' | 'refuse' | 'hold' = 'count';
    // While one part is stored the next is read.
    let storing = Promise.resolve();
    let part = FIRST_PART;
    for (let at = 0; at < entries.length;) {
      const taken = await holdings.takeEntries(source.name, entries.slice(at, at + part), signal, strays);
      news += taken.news;
      record.refuse(taken.refused);
      if (taken.news > 0) {
        await storing;
        storing = store();
      }
      at += part;
      part *= 2;
      if (taken.elsewhere === 0 || strays !== 'count') continue;
      // A block may have come between the headers and the page. Whoever lies says the same thing twice.
      strays = (await this.readHeaders(signal)) === 'rival' ? 'hold' : 'refuse';
      ({ entries } = await source.changes(this.cursor, limit, signal));
      at = 0;
    }
    this.cursor = page.cursor;
    if (page.entries.length > 0) await store(page.cursor);
    return news;
  }

  /** Brings our chain to the source's tip, stepping down until the source's branch meets ours. */
  private async readHeaders(signal: AbortSignal): Promise<Branch> {
    const { source, holdings } = this.options;
    const { chain } = holdings;
    let step = OVERLAP;
    let from = Math.max(chain.firstHeight, chain.nextHeight - step);
    let branch: Uint8Array[] = [];
    let relation: Branch = 'same';
    for (let requests = 0; requests < MAX_HEADER_REQUESTS; requests += 1) {
      const headers = this.worthy(await this.inTime(source.headers(from + branch.length, HEADERS, signal)));
      branch.push(...headers);
      if (branch.length > 0) this.options.record.reached(from + branch.length - 1);
      const met = this.offer(from, branch);
      if (met === 'below' && from > chain.firstHeight) {
        step *= 4;
        from = Math.max(chain.firstHeight, from - step);
        branch = [];
        continue;
      }
      relation = met === 'below' ? 'same' : met;
      if (headers.length < HEADERS || relation === 'refused' || branch.length > MAX_BRANCH) break;
      if (relation === 'same') {
        // Less than the branch was taken when its end is ahead of this device's clock.
        from = Math.min(from + branch.length, chain.nextHeight);
        branch = [];
      }
    }
    if (relation === 'rival') this.options.onOtherChain();
    await this.options.store();
    return relation;
  }

  /** Whoever else may have it is told of while the source takes its time. */
  private inTime<Answer>(answer: Promise<Answer>): Promise<Answer> {
    const { onSlow } = this.options;
    return onSlow === undefined ? answer : whileSlow(answer, onSlow);
  }

  private worthy(headers: readonly Uint8Array[]): readonly Uint8Array[] {
    const { isNeighbour = false, holdings } = this.options;
    const { tip } = holdings.chain;
    if (!isNeighbour || tip === undefined) return headers;
    const workAt = (bytes: Uint8Array): bigint => {
      const header = parseHeader(bytes);
      return header.ok ? workOf(header.value.bits) : 0n;
    };
    const least = workAt(holdings.chain.bytesFrom(tip.height)) / LEAST_WORK_DIVISOR;
    const end = headers.findIndex((bytes) => workAt(bytes) < least);
    return end < 0 ? headers : headers.slice(0, end);
  }

  /** Offers a branch; `below` when it does not reach down to ours, or the source has nothing so high. */
  private offer(from: number, branch: readonly Uint8Array[]): Branch | 'below' {
    const { holdings, record } = this.options;
    if (branch.length === 0) return 'below';
    const extension = holdings.takeHeaders(from, branch);
    if (extension.kind === 'weaker') return 'rival';
    if (extension.kind === 'reorg' && extension.from <= holdings.chain.firstHeight + 1)
      this.options.onOtherChain();
    if (extension.kind !== 'refused') return 'same';
    if (extension.issue.code === 'header-unlinked' && from > holdings.chain.firstHeight) return 'below';
    // Perhaps this device's clock is slow: whoever has the newest header is no liar by that.
    if (extension.issue.code === 'header-future') return 'refused';
    if (extension.issue.code === 'header-anchor') this.options.onOtherChain();
    record.refuse([extension.issue]);
    return 'refused';
  }
}
