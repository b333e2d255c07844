import * as z from 'zod/mini';
import { isTxid, type Txid } from '#lib/bytes/brand.ts';
import type { Network } from '#lib/chain/network.ts';
import type { BlockWitness } from '#lib/proof/block-witness.ts';
import { openDatabase, table, type Database, type Migration } from './database.ts';

/** Bytes that are kept of what somebody opened; the oldest make room. */
const MAX_BYTES = 64 * 1024 * 1024;

const storedBytes = z.custom<Uint8Array<ArrayBuffer>>((value) => value instanceof Uint8Array);

/** That a block of BTC holds a transaction with just its witness: see lib/proof/block-witness.ts. */
const blockWitnessSchema: z.ZodMiniType<BlockWitness> = z.object({
  height: z.number(),
  header: storedBytes,
  coinbase: storedBytes,
  coinbaseBump: storedBytes,
  witnessBump: storedBytes,
});

const keptSchema = z.object({
  txid: z.custom<Txid>((value) => typeof value === 'string' && isTxid(value)),
  chain: z.enum(['bsv', 'btc']),
  /** A transaction, alone or in a BEEF with its path. */
  file: storedBytes,
  /** Transactions that it spends, where they were asked for: on BTC they show that the content is theirs. */
  commits: z.readonly(z.array(storedBytes)),
  /** On BTC, that a block holds just these bytes; there since somebody asked for that. */
  block: z.exactOptional(blockWitnessSchema),
  /** Who gave it. */
  from: z.string(),
  /** Milliseconds since 1970. */
  at: z.number(),
});

/** A transaction that somebody asked for by its name, as it came. Its bytes were found to hash to `txid`. */
export type Kept = z.infer<typeof keptSchema>;

const sizeSchema = z.object({ txid: keptSchema.shape.txid, at: z.number(), bytes: z.number() });

const tables = {
  /** Key: txid. */
  kept: table<Txid, Kept>((row) => keptSchema.safeParse(row).data),
  /** Key: txid. Beside them, so that making room reads no content. */
  sizes: table<Txid, z.infer<typeof sizeSchema>>((row) => sizeSchema.safeParse(row).data),
};

const migrations: readonly Migration[] = [
  (database) => {
    database.createObjectStore('kept', { keyPath: 'txid' });
    database.createObjectStore('sizes', { keyPath: 'txid' });
  },
];

/**
 * What somebody opened by name and asked for, in `nabo-content-<network>`: the second time nobody has to be asked. No more
 * than 64 MB; nothing that matters is lost with it.
 */
export class ContentStore {
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
  ): Promise<ContentStore> {
    const name = `nabo-content-${network}`;
    const given = factory === undefined ? {} : { factory };
    return new ContentStore(await openDatabase({ name, tables, migrations, ...given }), maxBytes);
  }

  async find(txid: Txid): Promise<Kept | undefined> {
    return this.database.read(['kept'], ({ kept }) => kept.get(txid));
  }

  /** The last that were kept, newest first. */
  async newest(most: number): Promise<readonly Txid[]> {
    const sizes = await this.database.read(['sizes'], (rows) => rows.sizes.all());
    return sizes
      .toSorted((a, b) => b.at - a.at)
      .slice(0, most)
      .map(({ txid }) => txid);
  }

  /** Keeps a transaction, and drops the oldest that no longer fit. One that fits in no case is not kept. */
  async keep(row: Kept): Promise<void> {
    const { file, commits, block } = row;
    const proof = block === undefined ? [] : [block.coinbase, block.coinbaseBump, block.witnessBump];
    const size = [file, ...commits, ...proof].reduce((sum, { length }) => sum + length, 0);
    if (size > this.maxBytes) return;
    await this.database.write(['kept', 'sizes'], async ({ kept, sizes }) => {
      const { txid, at } = row;
      const others = (await sizes.all()).filter((each) => each.txid !== txid);
      let total = others.reduce((sum, each) => sum + each.bytes, size);
      for (const oldest of others.toSorted((a, b) => a.at - b.at)) {
        if (total <= this.maxBytes) break;
        total -= oldest.bytes;
        await kept.delete(oldest.txid);
        await sizes.delete(oldest.txid);
      }
      await kept.put(row);
      await sizes.put({ txid, at, bytes: size });
    });
  }

  close(): void {
    this.database.close();
  }
}
