import * as z from 'zod/mini';
import type { BlockHash } from '#lib/bytes/brand.ts';
import type { Network } from '#lib/chain/network.ts';
import { openDatabase, table, type Database, type Migration } from './database.ts';

/** Bytes of land that are kept; what was put there first makes room. */
const MAX_BYTES = 64 * 1024 * 1024;

const rowSchema = z.object({
  name: z.string(),
  bytes: z.custom<Uint8Array<ArrayBuffer>>((value) => value instanceof Uint8Array),
});

const sizeSchema = z.object({ name: z.string(), at: z.number(), bytes: z.number() });

const tables = {
  /** Key: name. */
  kept: table<string, z.infer<typeof rowSchema>>((row) => rowSchema.safeParse(row).data),
  /** Key: name. Beside them, so that making room reads no land. */
  sizes: table<string, z.infer<typeof sizeSchema>>((row) => sizeSchema.safeParse(row).data),
};

const migrations: readonly Migration[] = [
  (database) => {
    database.createObjectStore('kept', { keyPath: 'name' });
    database.createObjectStore('sizes', { keyPath: 'name' });
  },
];

/** The name under which the bytes of a block lie, which neighbours may ask for. */
export const blockName = (hash: BlockHash): string => `raw ${hash}`;

/** What of a store of land others need. */
export type LandShelf = {
  find(name: string): Promise<Uint8Array<ArrayBuffer> | undefined>;
  keep(name: string, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  drop(names: readonly string[]): Promise<void>;
};

/**
 * Blocks of districts that somebody looked at, in `nabo-land-<network>`: each as columns, as the bytes that neighbours may
 * ask for, and the pages of one that has not come whole. No more than 64 MB; all of it can be had again.
 */
export class LandStore implements LandShelf {
  private readonly database: Database<typeof tables>;
  private readonly maxBytes: number;

  private constructor(database: Database<typeof tables>, maxBytes: number) {
    this.database = database;
    this.maxBytes = maxBytes;
  }

  /** @throws {StoreError} as `openDatabase` does. */
  static async open(
    network: Network,
    { factory, maxBytes = MAX_BYTES }: { readonly factory?: IDBFactory; readonly maxBytes?: number } = {},
  ): Promise<LandStore> {
    const name = `nabo-land-${network}`;
    const given = factory === undefined ? {} : { factory };
    return new LandStore(await openDatabase({ name, tables, migrations, ...given }), maxBytes);
  }

  async find(name: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
    return (await this.database.read(['kept'], ({ kept }) => kept.get(name)))?.bytes;
  }

  /** The names of all that is kept, in no order. */
  async names(): Promise<readonly string[]> {
    return (await this.database.read(['sizes'], ({ sizes }) => sizes.all())).map(({ name }) => name);
  }

  /** Keeps bytes under a name, and drops the oldest that no longer fit. What fits in no case is not kept. */
  async keep(name: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    if (bytes.length > this.maxBytes) return;
    await this.database.write(['kept', 'sizes'], async ({ kept, sizes }) => {
      const others = (await sizes.all()).filter((each) => each.name !== name);
      let total = others.reduce((sum, each) => sum + each.bytes, bytes.length);
      for (const oldest of others.toSorted((a, b) => a.at - b.at)) {
        if (total <= this.maxBytes) break;
        total -= oldest.bytes;
        await kept.delete(oldest.name);
        await sizes.delete(oldest.name);
      }
      const last = others.reduce((most, each) => Math.max(most, each.at), 0);
      await kept.put({ name, bytes });
      // A counter, not a clock: two that come in one millisecond have an order too.
      await sizes.put({ name, at: last + 1, bytes: bytes.length });
    });
  }

  async drop(names: readonly string[]): Promise<void> {
    await this.database.write(['kept', 'sizes'], async ({ kept, sizes }) => {
      for (const name of names) {
        await kept.delete(name);
        await sizes.delete(name);
      }
    });
  }

  close(): void {
    this.database.close();
  }
}
