import type { Network } from '#lib/chain/network.ts';
import { EntryReader } from './entry-rows.ts';
import { countHeaders, headersFrom } from './header-rows.ts';
import type { HeldTx } from './held-tx.ts';
import { openIndexDatabase, type IndexDatabase } from './index-tables.ts';

export type OpenOptions = { readonly factory?: IDBFactory; readonly onClosed?: () => void };

/**
 * The feed's database as a neighbour reads it: what is held, its proofs, and headers. On its own, so that the service
 * worker carries nothing that writes. `IndexStore` is the whole of it.
 */
export class IndexReader {
  protected readonly database: IndexDatabase;

  protected constructor(database: IndexDatabase) {
    this.database = database;
  }

  /** @throws {StoreError} as `openDatabase` does. */
  static async open(network: Network, options: OpenOptions = {}): Promise<IndexReader> {
    return new IndexReader(await openIndexDatabase(network, options));
  }

  /**
   * The transactions of these arrivals, as far as they exist, in their order, with the revision that they are of. `raw` is
   * empty where the bytes had to go.
   */
  read(
    arrivals: readonly number[],
  ): Promise<{ readonly entries: readonly HeldTx[]; readonly revision: number }> {
    const names = ['tail', 'facts', 'paths', 'raws', 'media', 'meta'] as const;
    return this.database.read(names, async ({ meta, ...tables }) => {
      const reader = new EntryReader(tables);
      const entries: HeldTx[] = [];
      for (const arrival of arrivals) {
        const entry = await reader.at(arrival);
        if (entry !== undefined) entries.push(entry);
      }
      return { entries, revision: (await meta.get('revision')) ?? 0 };
    });
  }

  /** How many transactions there are, and the height that comes after the highest header. */
  extent(): Promise<{ readonly entries: number; readonly nextHeight: number }> {
    return this.database.read(['headers', 'meta'], async ({ headers, meta }) => ({
      entries: (await meta.get('entries')) ?? 0,
      nextHeight: ((await meta.get('headersFrom')) ?? 0) + (await countHeaders(headers)),
    }));
  }

  /** Packed headers from a height to the highest; below the row that single one, if it is kept. */
  readHeaders(from: number): Promise<Uint8Array> {
    return this.database.read(['headers', 'singles', 'meta'], async ({ headers, singles, meta }) =>
      headersFrom({ headers, singles }, (await meta.get('headersFrom')) ?? 0, from),
    );
  }

  close(): void {
    this.database.close();
  }
}
