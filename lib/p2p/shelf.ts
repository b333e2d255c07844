import type { Txid } from '#lib/bytes/brand.ts';
import { issue } from '#lib/bytes/issue.ts';
import { fail, ok, type Result } from '#lib/bytes/result.ts';
import { addedOn, dayOf, type Shelved, type ShelfStore } from '#lib/store/shelf-store.ts';
import { DAILY_BUDGET_BYTES, MAX_DRAWER_TXS, MAX_RECENT_TXIDS, MAX_SHELF_BYTES } from './limits.ts';
import type { NeighboursView } from './neighbours-view.ts';
import { readTextTx } from './text-tx.ts';

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
};

/** What comes with a transaction. */
export type ShelfNote = {
  readonly bump?: Uint8Array;
  readonly header?: Uint8Array;
  readonly arrival?: number;
};

/**
 * What this device holds for others: text transactions of the recent feed, whole. Nothing is put on it that does not
 * hash to its name and read as text, because a block store keeps whatever it is given, and it evicts by itself, because
 * Helia never does.
 */
export class Shelf {
  private readonly options: Required<ShelfOptions>;

  constructor(options: ShelfOptions) {
    this.options = { now: Date.now, budgetBytes: DAILY_BUDGET_BYTES, maxBytes: MAX_SHELF_BYTES, ...options };
  }

  /** Holds a transaction under `txid`, or says why not. One that is held already takes over what is noted. */
  async hold(txid: Txid, raw: Uint8Array, note: ShelfNote = {}): Promise<Result<'new' | 'known'>> {
    const { store, blocks, now, budgetBytes, maxBytes } = this.options;
    const day = dayOf(now());
    const isKnown = (await store.find([txid])).length > 0;
    if (!isKnown) {
      if (await store.isWithheld(txid)) return fail(issue('withheld', 'the reader hands it on no longer'));
      const read = readTextTx(raw);
      if (!read.ok) return read;
      if (read.value !== txid) return fail(issue('txid-mismatch', 'the bytes hash to another txid'));
      const added = addedOn(await store.meta(), day);
      if (added + raw.length > budgetBytes) {
        // Bitswap has kept what it got, and nothing else would ever take it away.
        await blocks.delete(txid);
        return fail(issue('budget', `${budgetBytes} bytes were added today`));
      }
      await blocks.put(txid, raw);
    }
    const { isNew, evicted } = await store.shelve({ txid, bytes: raw.length, ...note }, { day, maxBytes });
    for (const old of evicted) await blocks.delete(old);
    return ok(isNew ? 'new' : 'known');
  }

  /** Those of `txids` that are not held. */
  async missing(txids: readonly Txid[]): Promise<readonly Txid[]> {
    const held = new Set((await this.options.store.find(txids)).map(({ txid }) => txid));
    return txids.filter((txid) => !held.has(txid));
  }

  /** Txids from the newest on, and the mark to go on from. */
  async recent(before?: number): Promise<{ readonly txids: readonly Txid[]; readonly before?: number }> {
    const rows = await this.options.store.newest(MAX_RECENT_TXIDS, before);
    const last = rows.at(-1)?.seq;
    const isFull = rows.length === MAX_RECENT_TXIDS && last !== undefined;
    return { txids: rows.map(({ txid }) => txid), ...(isFull && { before: last }) };
  }

  /** What is held whose txid begins with these hex digits: one row more than a drawer may have tells that it is too full. */
  drawer(begins: string): Promise<readonly Shelved[]> {
    return this.options.store.beginning(begins, MAX_DRAWER_TXS + 1);
  }

  /** The bytes of a transaction that is held. */
  read(txid: Txid): Promise<Uint8Array | undefined> {
    return this.options.blocks.get(txid);
  }

  /** What is held, and how much of today's budget it took. */
  async size(): Promise<NeighboursView['shelf']> {
    const { store, budgetBytes, now } = this.options;
    const [transactions, meta] = await Promise.all([store.count(), store.meta()]);
    return { transactions, bytes: meta.bytes ?? 0, addedToday: addedOn(meta, dayOf(now())), budgetBytes };
  }
}
