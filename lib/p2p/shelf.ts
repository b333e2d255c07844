import type { Txid } from '#lib/bytes/brand.ts';
import { issue } from '#lib/bytes/issue.ts';
import { fail, ok, type Result } from '#lib/bytes/result.ts';
import { addedOn, dayOf, type Left, type Shelved, type ShelfStore } from '#lib/store/shelf-store.ts';
import { isQuotaError } from '#lib/store/store-error.ts';
import {
  DAILY_BUDGET_BYTES,
  MAX_DRAWER_TXS,
  MAX_INBOX,
  MAX_RECENT_TXIDS,
  MAX_SHELF_BYTES,
  ROOM_AGAIN_BYTES,
} from './limits.ts';
import type { NeighboursView } from './neighbours-view.ts';
import { readTextTx } from './text-tx.ts';
import { TxidTree } from './txid-tree.ts';

/** The part of a block store that the shelf needs, by txid. */
export interface ShelfBlocks {
  get(txid: Txid): Promise<Uint8Array | undefined>;
  put(txid: Txid, raw: Uint8Array): Promise<void>;
  delete(txid: Txid): Promise<void>;
}

export type ShelfOptions = {
  readonly store: ShelfStore;
  readonly blocks: ShelfBlocks;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
  readonly budgetBytes?: number;
  readonly maxBytes?: number;
  /** The disk is full, or has room again. */
  readonly onFull?: (isFull: boolean) => void;
};

/** What comes with a transaction. */
export type ShelfNote = {
  readonly bump?: Uint8Array;
  readonly header?: Uint8Array;
  readonly arrival?: number;
};

const ROWS_AT_ONCE = 1_000;
/** Two full shelves would take turns at throwing away what the other holds. */
const NEARLY_FULL = 0.9;

type RecentTxids = { readonly txids: readonly Txid[]; readonly before?: number };

/** A transaction for the shelf. Where it is `left` for the feed as well, it comes to both or to neither. */
export type Given = {
  readonly txid: Txid;
  readonly raw: Uint8Array;
  readonly note?: ShelfNote | undefined;
  readonly left?: Left;
};

/**
 * What this device holds for others: text transactions of the recent feed, whole. Nothing is put on it that does not
 * hash to its name and read as text, because a block store keeps whatever it is given, and it evicts by itself, because
 * Helia never does.
 */
export class Shelf {
  private readonly options: Required<ShelfOptions>;
  /** What is held, summed up; made when it is first asked for. */
  private summed: TxidTree | undefined;
  private summing: Promise<TxidTree> | undefined;
  /** What {@link summing} has so far: what comes and goes meanwhile must not be missed. */
  private growing: TxidTree | undefined;
  private looking: Promise<RecentTxids> | undefined;
  /** What has yet to find room on this device, in bytes, since some did not: a small thing may fit where many do not. */
  private lacking = 0;

  constructor(options: ShelfOptions) {
    this.options = {
      now: Date.now,
      budgetBytes: DAILY_BUDGET_BYTES,
      maxBytes: MAX_SHELF_BYTES,
      onFull: () => undefined,
      ...options,
    };
  }

  /** Holds a transaction under `txid`, or says why not. One that is held already takes over what is noted. */
  async hold(txid: Txid, raw: Uint8Array, note: ShelfNote = {}): Promise<Result<'new' | 'known'>> {
    const [held] = await this.holdAll([{ txid, raw, note }]);
    if (held === undefined) throw new RangeError('unreachable: one question has one answer');
    return held;
  }

  /** Holds several, with one write for all of them. Answers in their order. */
  async holdAll(given: readonly Given[]): Promise<Result<'new' | 'known'>[]> {
    const { store, blocks, now, budgetBytes } = this.options;
    const day = dayOf(now());
    const txids = given.map(({ txid }) => txid);
    const [rows, withheld, meta] = await Promise.all([
      store.find(txids),
      store.withheldOf(txids),
      store.meta(),
    ]);
    const known = new Set(rows.map(({ txid }) => txid));
    let added = addedOn(meta, day);
    const judged = given.map(({ txid, raw }): Result<'new' | 'known'> => {
      if (known.has(txid)) return ok('known');
      if (withheld.has(txid)) return fail(issue('withheld', 'the reader hands it on no longer'));
      const read = readTextTx(raw);
      if (!read.ok) return read;
      if (read.value !== txid) return fail(issue('txid-mismatch', 'the bytes hash to another txid'));
      if (added + raw.length > budgetBytes)
        return fail(issue('budget', `${budgetBytes} bytes were added today`));
      added += raw.length;
      return ok('new');
    });
    const isOf = (at: number, code: string): boolean => {
      const judgement = judged[at];
      return judgement?.ok === false && judgement.issue.code === code;
    };
    // Bitswap has kept what it got, and nothing else would ever take it away.
    const over = given.filter((_each, at) => isOf(at, 'budget'));
    await Promise.all(over.map(({ txid }) => blocks.delete(txid)));
    const kept = given.filter((_each, at) => judged[at]?.ok);
    if (kept.length === 0) return judged;
    const { fresh, evicted } = await this.write(kept, known, day);
    for (const tree of [this.summed, this.growing]) {
      for (const txid of fresh) tree?.add(txid);
      for (const old of evicted) tree?.delete(old);
    }
    for (const old of evicted) {
      await blocks.delete(old);
    }
    return judged.map((each, at) => {
      const { txid } = given[at] ?? {};
      return each.ok && txid !== undefined ? ok(fresh.has(txid) ? 'new' : 'known') : each;
    });
  }

  /** Writes bytes and rows: all of them or, where that fails, no bytes without a row. */
  private async write(
    kept: readonly Given[],
    known: ReadonlySet<Txid>,
    day: number,
  ): ReturnType<ShelfStore['shelve']> {
    const { store, blocks, maxBytes } = this.options;
    const added = kept.filter(({ txid }) => !known.has(txid));
    const bytes = added.reduce((sum, { raw }) => sum + raw.length, 0);
    try {
      await Promise.all(added.map(({ txid, raw }) => blocks.put(txid, raw)));
      const rows = kept.map(({ txid, raw, note }) => ({ txid, bytes: raw.length, ...note }));
      const left = added.flatMap((each) => each.left ?? []);
      const written = await store.shelve(rows, { day, maxBytes, left, maxLeft: MAX_INBOX });
      this.setLacking(this.lacking - bytes);
      return written;
    } catch (error) {
      const isFull = isQuotaError(error);
      if (isFull) this.setLacking(Math.max(1, this.lacking, Math.min(bytes, ROOM_AGAIN_BYTES)));
      // Somebody else may have given the same meanwhile. A disk that is quite full lets nothing be deleted either.
      const rows = await store.find(added.map(({ txid }) => txid));
      const held = new Set(rows.map(({ txid }) => txid));
      const bare = added.filter(({ txid }) => !held.has(txid));
      await Promise.allSettled(bare.map(({ txid }) => blocks.delete(txid)));
      throw error;
    }
  }

  /** Something that was on its way to the shelf found no room on this device. */
  ranOut(): void {
    this.setLacking(Math.max(this.lacking, ROOM_AGAIN_BYTES));
  }

  /** Whether there was no room on this device, and not enough has been written since. */
  get isFull(): boolean {
    return this.lacking > 0;
  }

  private setLacking(bytes: number): void {
    const wasFull = this.isFull;
    this.lacking = Math.max(0, bytes);
    if (this.isFull !== wasFull) this.options.onFull(this.isFull);
  }

  /**
   * Those of `txids` that are not held, as far as is known: what the reader took off the shelf lately may pass for held.
   * It is asked at every announcement, so that it looks into the store only while nothing is summed up.
   */
  async missing(txids: readonly Txid[]): Promise<readonly Txid[]> {
    const held = this.summed ?? new Set((await this.options.store.find(txids)).map(({ txid }) => txid));
    return txids.filter((txid) => !held.has(txid));
  }

  /** Txids from the newest on, and the mark to go on from. */
  recent(before?: number): Promise<RecentTxids> {
    if (before !== undefined) return this.readRecent(before);
    // One look answers all who ask while it is taken: of a thousand, many say hello in the same moment.
    this.looking ??= this.readRecent().finally(() => {
      this.looking = undefined;
    });
    return this.looking;
  }

  private async readRecent(before?: number): Promise<RecentTxids> {
    const rows = await this.options.store.newest(MAX_RECENT_TXIDS, before);
    const last = rows.at(-1)?.seq;
    const isFull = rows.length === MAX_RECENT_TXIDS && last !== undefined;
    return { txids: rows.map(({ txid }) => txid), ...(isFull && { before: last }) };
  }

  /** What is held, summed up so that it can be compared with another shelf. It grows with this one. */
  async tree(): Promise<TxidTree> {
    // The reader may have taken something off it behind our back.
    const isStale = this.summed !== undefined && this.summed.count !== (await this.options.store.count());
    if (this.summed !== undefined && !isStale) return this.summed;
    this.summing ??= this.sumUp().finally(() => {
      this.summing = undefined;
    });
    return this.summing;
  }

  /** Whether there is room for what is older: today's budget is not used up, and the shelf is not nearly full. */
  async hasRoom(): Promise<boolean> {
    const { store, budgetBytes, maxBytes, now } = this.options;
    const meta = await store.meta();
    const isBelow = addedOn(meta, dayOf(now())) < budgetBytes && (meta.bytes ?? 0) < maxBytes * NEARLY_FULL;
    return isBelow && !this.isFull;
  }

  /** What came after the number `after`, newest first, and the number to go on from. More than an answer holds is left out. */
  async since(after: number): Promise<{ readonly txids: readonly Txid[]; readonly upTo: number }> {
    const rows = await this.options.store.newest(MAX_RECENT_TXIDS);
    const txids = rows.filter(({ seq }) => seq > after).map(({ txid }) => txid);
    return { txids, upTo: rows[0]?.seq ?? after };
  }

  /** What is held whose txid begins with these hex digits: one row more than a drawer may have tells that it is too full. */
  drawer(begins: string): Promise<readonly Shelved[]> {
    return this.options.store.beginning(begins, MAX_DRAWER_TXS + 1);
  }

  /** The bytes of a transaction that is held. */
  read(txid: Txid): Promise<Uint8Array | undefined> {
    return this.options.blocks.get(txid);
  }

  /** What is held, and how much of today's budget it took; all of it where this device is full. */
  async size(): Promise<NeighboursView['shelf']> {
    const { store, budgetBytes, now } = this.options;
    const [transactions, meta] = await Promise.all([store.count(), store.meta()]);
    const addedToday = addedOn(meta, dayOf(now()));
    return {
      transactions,
      bytes: meta.bytes ?? 0,
      addedToday,
      budgetBytes: this.isFull ? Math.min(budgetBytes, addedToday) : budgetBytes,
    };
  }

  private async sumUp(): Promise<TxidTree> {
    const { store } = this.options;
    const tree = new TxidTree();
    this.growing = tree;
    for (let before: number | undefined; ;) {
      const rows = await store.newest(ROWS_AT_ONCE, before);
      for (const { txid } of rows) tree.add(txid);
      before = rows.at(-1)?.seq;
      if (rows.length === ROWS_AT_ONCE && before !== undefined) continue;
      this.growing = undefined;
      this.summed = tree;
      return tree;
    }
  }
}
