import type { SnapshotShelf } from '#lib/chain/sources/snapshots.ts';
import type { ChainSource } from '#lib/chain/sources/source.ts';
import type { Network } from '#lib/chain/network.ts';
import type { HeaderChain } from '#lib/proof/header-chain.ts';
import type { IndexChange } from '#lib/store/index-store.ts';
import { Alarm } from './alarm.ts';
import type { Holdings } from './holdings.ts';
import { OlderReader } from './older-reader.ts';
import { SourceReader } from './source-reader.ts';
import { SnapshotReader } from './snapshot-reader.ts';
import { SourceRecord, type SourceStatus } from './source-status.ts';

/** Where older posts lie in files, and the chain that they must be of. */
export type FollowedShelf = { readonly shelf: SnapshotShelf; readonly network: Network };

/** A source, and the key under which its cursor is kept: a name may get another address. */
export type FollowedSource = {
  readonly source: ChainSource;
  readonly key: string;
  /** Strangers stand behind it: they vouch for no absence, begin nothing anew, and are named only when they lie. */
  readonly isNeighbour?: boolean;
};

export type SyncOptions = {
  readonly sources: readonly FollowedSource[];
  /** Files of older posts, looked at once, after every source has had a first round. */
  readonly snapshots?: FollowedShelf;
  readonly holdings: Holdings;
  /** How far each source was read, by key. */
  readonly cursors: ReadonlyMap<string, string>;
  readonly commit: (change: IndexChange) => Promise<unknown>;
  /** Posts, verdicts, counts or headers are not what they were; called after they were stored. */
  readonly onChanged: (change: IndexChange) => void;
  readonly onStatus: () => void;
  /** A source follows another chain than we held: with less work, or sharing nothing but the lowest header. */
  readonly onOtherChain?: () => void;
  /** A source has not answered for some time. Whatever is done about it ends with `until`: then it has. */
  readonly onSlow?: (until: AbortSignal) => void;
  readonly now?: () => number;
  /**
   * Pauses in milliseconds: between rounds without news, after the first failure and at most (they double), and the
   * least between two rounds whatever happens.
   */
  readonly pauses?: {
    readonly round: number;
    readonly first: number;
    readonly longest: number;
    readonly least: number;
  };
};

/** The key under which is kept which files were read. */
const SNAPSHOTS = 'snapshots';

const PAUSES = { round: 30_000, first: 1000, longest: 60_000, least: 100 };

/**
 * Follows every source on its own: headers, then changes since the last cursor, each page verified, indexed and stored
 * before the next. What one source withholds another may give, and what one breaks hides nothing of the others.
 */
export class Sync {
  private readonly options: SyncOptions;
  private readonly records: readonly SourceRecord[];
  private readonly alarms: readonly Alarm[];
  private readonly now: () => number;
  private readonly older: OlderReader;
  private readonly snapshots: SnapshotReader | undefined;
  /** Resolves for each source when its first round has ended, well or not. */
  private readonly begun: readonly PromiseWithResolvers<void>[];
  private storing: Promise<void> = Promise.resolve();
  /** Why the last write failed, while it has not succeeded since. */
  private storeFailure: string | undefined;

  constructor(options: SyncOptions) {
    this.options = options;
    this.now = options.now ?? Date.now;
    this.records = options.sources.map(({ source }) => new SourceRecord(source.name));
    this.alarms = options.sources.map(() => new Alarm());
    this.begun = options.sources.map(() => Promise.withResolvers<void>());
    const { snapshots, holdings, cursors } = options;
    this.snapshots =
      snapshots &&
      new SnapshotReader({
        ...snapshots,
        holdings,
        done: cursors.get(SNAPSHOTS),
        store: (cursor) => this.store(cursor === undefined ? [] : [{ source: SNAPSHOTS, cursor }]),
      });
    this.older = new OlderReader({
      holdings: options.holdings,
      sources: options.sources.flatMap(({ source, isNeighbour = false }, at) => {
        const record = this.records[at];
        return record === undefined || isNeighbour ? [] : [{ source, record }];
      }),
      store: () => this.store([]),
    });
  }

  /** Runs until aborted. */
  async run(signal: AbortSignal): Promise<void> {
    await Promise.all([
      ...this.options.sources.map(async (followed, at) => {
        const [record, alarm, begun] = [this.records[at], this.alarms[at], this.begun[at]];
        if (record === undefined || alarm === undefined || begun === undefined) return;
        await this.follow(followed, record, alarm, begun.resolve, signal).finally(begun.resolve);
      }),
      this.readSnapshots(signal),
    ]);
    await this.storing;
  }

  /** Asks every source now. */
  nudge(): void {
    for (const { ring } of this.alarms) ring();
  }

  /** Stores what was taken by other ways than a source. Answers why that failed, if it did. */
  async flush(): Promise<string | undefined> {
    await this.store([]);
    return this.storeFailure;
  }

  status(): { readonly refused: number; readonly sources: SourceStatus[] } {
    const shown = this.records.filter(
      ({ refused }, at) => refused > 0 || this.options.sources[at]?.isNeighbour !== true,
    );
    if (this.snapshots?.isOffered === true) shown.push(this.snapshots.record);
    return {
      refused: [...this.records, ...(this.snapshots === undefined ? [] : [this.snapshots.record])].reduce(
        (sum, { refused }) => sum + refused,
        0,
      ),
      sources: shown.map((record) => record.status(this.storeFailure)),
    };
  }

  private async follow(
    { source, key, isNeighbour = false }: FollowedSource,
    record: SourceRecord,
    alarm: Alarm,
    onRound: () => void,
    signal: AbortSignal,
  ): Promise<void> {
    const { holdings, cursors, onStatus, onOtherChain, onSlow, pauses = PAUSES } = this.options;
    const reader = new SourceReader({
      source,
      record,
      holdings,
      cursor: cursors.get(key),
      store: (cursor) => this.store(cursor === undefined ? [] : [{ source: key, cursor }]),
      isNeighbour,
      ...(onSlow !== undefined && !isNeighbour && { onSlow }),
      onOtherChain: () => {
        if (!isNeighbour) onOtherChain?.();
      },
    });
    source.watch(alarm.ring, signal);
    let pause = pauses.first;
    while (!signal.aborted) {
      let wait = pauses.round;
      try {
        const { note, isRival } = await reader.readRound(signal);
        record.answered(this.now(), note, isRival);
        await this.older.read(source, record, signal);
        pause = pauses.first;
      } catch (error) {
        if (signal.aborted) return;
        record.failed(error instanceof Error ? error.message : String(error));
        wait = pause;
        pause = Math.min(pause * 2, pauses.longest);
      }
      onRound();
      onStatus();
      await alarm.wait(wait, pauses.least, signal);
    }
  }

  /** Reads the files of older posts to their end, once. They wait for the sources, whose posts are newer. */
  private async readSnapshots(signal: AbortSignal): Promise<void> {
    const { snapshots } = this;
    const { onStatus, pauses = PAUSES } = this.options;
    await Promise.all(this.begun.map(({ promise }) => promise));
    let pause = pauses.first;
    while (snapshots !== undefined && !signal.aborted) {
      const isOver = await snapshots.read(signal, this.now);
      onStatus();
      if (isOver) return;
      await new Alarm().wait(pause, pauses.least, signal);
      pause = Math.min(pause * 2, pauses.longest);
    }
  }

  /**
   * Stores what has changed, one write after the other. A write that fails takes nothing from the screen: what it held
   * is written with the next, and the status says so.
   */
  private store(cursors: NonNullable<IndexChange['cursors']>): Promise<void> {
    this.storing = this.storing.then(() => this.write(cursors));
    return this.storing;
  }

  private async write(cursors: NonNullable<IndexChange['cursors']>): Promise<void> {
    const { holdings, commit, onChanged } = this.options;
    const { chain, pending } = holdings;
    const { added, patches, restored, headersFrom, singles: heights } = pending.drain();
    const count = added.length + patches.length + restored.length + cursors.length + heights.length;
    if (count === 0 && headersFrom === undefined) {
      pending.settle(true);
      return;
    }
    const change: IndexChange = {
      added,
      patches,
      restored,
      cursors,
      ...(headersFrom !== undefined && { headers: rowFrom(chain, headersFrom) }),
      ...(heights.length > 0 && { singles: singlesAt(chain, heights) }),
    };
    try {
      await commit(change);
      this.storeFailure = undefined;
      pending.settle(true);
    } catch (error) {
      this.storeFailure = error instanceof Error ? error.message : String(error);
      pending.settle(false);
    }
    onChanged(change);
  }
}

/** The headers in a row from a height on, or from the lowest where that has moved above it. */
function rowFrom(chain: HeaderChain, height: number): NonNullable<IndexChange['headers']> {
  const lowest = chain.firstHeight;
  const from = Math.max(lowest, height);
  return { lowest, from, packed: chain.bytesFrom(from) };
}

const singlesAt = (chain: HeaderChain, heights: readonly number[]): NonNullable<IndexChange['singles']> =>
  heights.flatMap((height) => {
    const header = chain.headerAt(height);
    return header === undefined ? [] : [[height, header] as const];
  });
