import type { Txid } from '#lib/bytes/brand.ts';
import type { RestoredBytes } from '#lib/store/index-store.ts';
import { patchHeld, type HeldTx, type ProofPatch } from '#lib/store/held-tx.ts';

/** What the feed has and the store has not. */
export type PendingChange = {
  readonly added: readonly HeldTx[];
  readonly patches: readonly ProofPatch[];
  /** Bytes that may have had to go, and came again. */
  readonly restored: readonly RestoredBytes[];
  /** The lowest height whose header is new or was replaced. */
  readonly headersFrom: number | undefined;
  /** Heights of headers that are kept singly from now on. */
  readonly singles: readonly number[];
};

/** Transactions whose bytes came again and wait to be written. On a disk that stays full they are asked for again. */
const MAX_RESTORED = 4;

/** Collects what is to be written, so that a page costs one transaction of the store. */
export class Pending {
  private added: HeldTx[] = [];
  private patches = new Map<number, ProofPatch>();
  private headersFrom: number | undefined;
  private singlesAt: number[] = [];
  /** By arrival. */
  private restored = new Map<number, RestoredBytes>();
  /** Being written right now: neither here nor surely in the store. */
  private leaving: PendingChange | undefined;

  add(held: HeldTx): void {
    this.added.push(held);
  }

  patch(patch: ProofPatch): void {
    const at = patch.arrival - (this.added[0]?.arrival ?? Infinity);
    const held = this.added[at];
    if (held !== undefined) {
      this.added[at] = patchHeld(held, patch);
      return;
    }
    const earlier = this.patches.get(patch.arrival);
    this.patches.set(patch.arrival, { ...earlier, ...patch });
  }

  headers(from: number): void {
    this.headersFrom = Math.min(this.headersFrom ?? Infinity, from);
  }

  /** Headers that are kept singly from now on. */
  singles(heights: readonly number[]): void {
    this.singlesAt.push(...heights);
  }

  /** Bytes of a transaction that the store has, perhaps without them. */
  restore(bytes: RestoredBytes): void {
    this.restored.set(bytes.arrival, bytes);
    const [oldest] = this.restored.keys();
    if (this.restored.size > MAX_RESTORED && oldest !== undefined) this.restored.delete(oldest);
  }

  /** Takes everything out. Whoever writes it says by {@link settle} how that ended, before the next. */
  drain(): PendingChange {
    const change = {
      added: this.added,
      patches: [...this.patches.values()],
      restored: [...this.restored.values()],
      headersFrom: this.headersFrom,
      singles: this.singlesAt,
    };
    this.leaving = change;
    this.added = [];
    this.patches = new Map();
    this.headersFrom = undefined;
    this.singlesAt = [];
    this.restored = new Map();
    return change;
  }

  /** The write that {@link drain} began is over; what was not written is collected again. */
  settle(isWritten: boolean): void {
    const { leaving } = this;
    this.leaving = undefined;
    if (isWritten || leaving === undefined) return;
    const since = [...this.patches.values()];
    this.added = [...leaving.added, ...this.added];
    this.patches = new Map(leaving.patches.map((patch) => [patch.arrival, patch]));
    for (const patch of since) this.patch(patch);
    if (leaving.headersFrom !== undefined) this.headers(leaving.headersFrom);
    this.singles(leaving.singles);
    const later = this.restored;
    this.restored = new Map();
    for (const bytes of [...leaving.restored, ...later.values()]) this.restore(bytes);
  }

  /** Bytes of a transaction that the store may not have yet. */
  rawOf({ txid, arrival }: { readonly txid: Txid; readonly arrival: number }): Uint8Array | undefined {
    const leaving = this.leaving?.restored.find((bytes) => bytes.arrival === arrival);
    return (this.heldOf(txid) ?? this.restored.get(arrival) ?? leaving)?.raw;
  }

  /** A transaction that the store may not have yet. */
  heldOf(txid: Txid): HeldTx | undefined {
    return [...this.added, ...(this.leaving?.added ?? [])].find((candidate) => candidate.txid === txid);
  }

  /** A path that the store may not have yet. */
  bumpOf(arrival: number): Uint8Array | undefined {
    const leaving = this.leaving?.patches.find((patch) => patch.arrival === arrival);
    return this.patches.get(arrival)?.bump ?? leaving?.bump;
  }
}
