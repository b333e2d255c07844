import type { Txid } from '#lib/bytes/brand.ts';
import { HEADER_BYTES } from '#lib/chain/header.ts';
import type { Network } from '#lib/chain/network.ts';
import type { HeldTx } from '#lib/store/held-tx.ts';
import { IndexReader } from '#lib/store/index-reader.ts';
import type { Shelved, ShelfStore } from '#lib/store/shelf-store.ts';
import { FIRST_FILL, MAX_HEADERS } from './limits.ts';
import type { Path, Proof } from './given-message.ts';
import type { Shelf } from './shelf.ts';

/** Transactions that are read at once. */
const PART = 64;

type ProvenTx = HeldTx & { readonly proof: Extract<HeldTx['proof'], { state: 'proven' }> };

const isProven = (entry: HeldTx): entry is ProvenTx => entry.proof.state === 'proven';

/**
 * What the feed holds, read from its own database: the feed worker checked and stored it, and nothing has to pass through
 * a page. It fills the shelf, proves what is on it and knows how far the header chain goes.
 */
export class FeedReader {
  private readonly index: IndexReader;
  private readonly store: ShelfStore;
  private readonly shelf: Shelf;
  private filling: Promise<readonly Txid[]> = Promise.resolve([]);
  private isClosed = false;

  private constructor(index: IndexReader, store: ShelfStore, shelf: Shelf) {
    this.index = index;
    this.store = store;
    this.shelf = shelf;
  }

  /** @throws {StoreError} as `openDatabase` does. */
  static async open(
    network: Network,
    store: ShelfStore,
    shelf: Shelf,
    options: { factory?: IDBFactory } = {},
  ): Promise<FeedReader> {
    return new FeedReader(await IndexReader.open(network, options), store, shelf);
  }

  /** Puts what the feed stored since the last time on the shelf, and answers what is new there. */
  fill(): Promise<readonly Txid[]> {
    this.filling = this.filling.catch(() => []).then(() => this.fillOnce());
    return this.filling;
  }

  /** The proof of a transaction on the shelf: the feed's, or what came with it. */
  async proofOf(txid: Txid): Promise<Proof | undefined> {
    const [row] = await this.store.find([txid]);
    const path = row && (await this.pathOf(row));
    return path && { txid, ...path };
  }

  /** The same of a row of the shelf. */
  async pathOf(row: Shelved): Promise<Path | undefined> {
    const entry = await this.provenEntry(row);
    if (entry?.bump !== undefined) {
      const header = (await this.headersFrom(entry.proof.place.height)).subarray(0, HEADER_BYTES);
      if (header.length === HEADER_BYTES) return { bump: entry.bump, header };
    }
    const { bump, header } = row;
    return bump === undefined || header === undefined ? undefined : { bump, header };
  }

  /** Those of `txids` that are on the shelf and that the feed has not proven: what came with them may lead elsewhere. */
  async unproven(txids: readonly Txid[]): Promise<readonly Txid[]> {
    const unproven: Txid[] = [];
    for (const row of await this.store.find(txids)) {
      if ((await this.provenEntry(row)) === undefined) unproven.push(row.txid);
    }
    return unproven;
  }

  /** Packed headers from `height` on, at most {@link MAX_HEADERS}. */
  async headersFrom(height: number): Promise<Uint8Array> {
    if (height < 0 || height >= (await this.nextHeight())) return new Uint8Array(0);
    const packed = await this.index.readHeaders(height);
    return packed.subarray(0, MAX_HEADERS * HEADER_BYTES);
  }

  /** The height that comes after our highest header. */
  async nextHeight(): Promise<number> {
    return (await this.index.extent()).nextHeight;
  }

  /** Closes the database; a fill that is under way goes no further. */
  close(): void {
    this.isClosed = true;
    this.index.close();
  }

  /** What the feed holds of a transaction on the shelf, if that is proven. */
  private async provenEntry({ txid, arrival }: Shelved): Promise<ProvenTx | undefined> {
    if (arrival === undefined) return undefined;
    const [entry] = (await this.index.read([arrival])).entries;
    return entry?.txid === txid && isProven(entry) ? entry : undefined;
  }

  private async fillOnce(): Promise<readonly Txid[]> {
    const { entries } = await this.index.extent();
    let next = await this.begin(entries);
    const fresh: Txid[] = [];
    while (next < entries) {
      const part = await this.readPart(next);
      const last = part.at(-1);
      if (last === undefined) break;
      if (this.isClosed) return fresh;
      const held = await this.shelf.holdAll(
        part.map(({ txid, raw, arrival }) => ({ txid, raw: raw.slice(), note: { arrival } })),
      );
      for (const [at, each] of held.entries()) {
        const { txid } = part[at] ?? {};
        if (txid !== undefined && each.ok && each.value === 'new') fresh.push(txid);
      }
      next = last.arrival + 1;
      const fed = { next, last: last.txid };
      await this.store.setMeta((meta) => ({ ...meta, fed }));
    }
    return fresh;
  }

  private async readPart(from: number): Promise<readonly HeldTx[]> {
    return (await this.index.read(Array.from({ length: PART }, (_, at) => from + at))).entries;
  }

  /** Where to go on; from the beginning when the feed forgot what it had, as it does on a devnet that was started anew. */
  private async begin(entries: number): Promise<number> {
    const { fed } = await this.store.meta();
    const start = Math.max(0, entries - FIRST_FILL);
    if (fed === undefined || fed.next > entries) return start;
    const [before] = fed.next === 0 ? [] : (await this.index.read([fed.next - 1])).entries;
    return before?.txid === fed.last ? Math.max(fed.next, start) : start;
  }
}
