import type { Outpoint, Txid } from '#lib/bytes/brand.ts';
import type { SourcedTx } from '#lib/chain/sources/source.ts';

const MAX_TRANSACTIONS = 2000;
const MAX_BYTES = 4 * 1024 * 1024;

/** A transaction that was put aside, and who gave it. */
export type Waiting = {
  readonly source: string;
  readonly entry: SourcedTx;
  readonly inputs: readonly Outpoint[];
};

/**
 * Transactions that say nothing by themselves, in memory and within bounds, oldest forgotten first: one of them may spend
 * an ordinal whose claim comes later, and then says where it went.
 */
export class WaitingRoom {
  private readonly byTxid = new Map<Txid, Waiting>();
  private readonly spenders = new Map<Outpoint, Set<Txid>>();
  private bytes = 0;

  get size(): number {
    return this.byTxid.size;
  }

  /** Puts a transaction aside; what came last of it counts. */
  put(waiting: Waiting): void {
    const { txid, raw } = waiting.entry;
    this.drop(txid);
    if (raw.length > MAX_BYTES) return;
    // Its bytes are a view into a whole page's.
    this.byTxid.set(txid, { ...waiting, entry: { ...waiting.entry, raw: raw.slice() } });
    this.bytes += raw.length;
    for (const input of waiting.inputs) {
      const spenders = this.spenders.get(input) ?? new Set<Txid>();
      this.spenders.set(input, spenders.add(txid));
    }
    while (this.byTxid.size > MAX_TRANSACTIONS || this.bytes > MAX_BYTES) {
      const [oldest] = this.byTxid.keys();
      if (oldest === undefined) return;
      this.drop(oldest);
    }
  }

  /** Takes out whatever spends an output. */
  takeSpendersOf(output: Outpoint): Waiting[] {
    const taken: Waiting[] = [];
    for (const txid of this.spenders.get(output) ?? []) {
      const waiting = this.byTxid.get(txid);
      if (waiting !== undefined) taken.push(waiting);
      this.drop(txid);
    }
    return taken;
  }

  private drop(txid: Txid): void {
    const waiting = this.byTxid.get(txid);
    if (waiting === undefined) return;
    this.byTxid.delete(txid);
    this.bytes -= waiting.entry.raw.length;
    for (const input of waiting.inputs) {
      const spenders = this.spenders.get(input);
      spenders?.delete(txid);
      if (spenders?.size === 0) this.spenders.delete(input);
    }
  }
}
