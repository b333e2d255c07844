import * as z from 'zod/mini';
import type { Network } from '#lib/chain/network.ts';
import { openDatabase, table, type Database, type Migration } from './database.ts';

/**
 * What a person keeps on this device and nobody else hears of: posts that they want to find again, or never see again and
 * not hand on (by outpoint); people whom they follow, mute or block (by hash160 of their key in hex); words that they mute
 * (as they wrote them), and talks (by txid).
 */
export const KEPT_KINDS = [
  'bookmark',
  'follow',
  'mute',
  'block',
  'mute-word',
  'mute-thread',
  'hide',
] as const;

export type KeptKind = (typeof KEPT_KINDS)[number];

/** One thing that is kept, since `at` (milliseconds since 1970). */
export type KeptRow = { readonly kind: KeptKind; readonly id: string; readonly at: number };

/** The shape of a {@link KeptRow}. */
export const keptRowSchema: z.ZodMiniType<KeptRow> = z.object({
  kind: z.enum(KEPT_KINDS),
  id: z.string().check(z.maxLength(100)),
  at: z.number(),
});

const tables = {
  /** Key: kind and id. */
  kept: table<[KeptKind, string], KeptRow>((row) => keptRowSchema.safeParse(row).data),
};

const migrations: readonly Migration[] = [
  (database) => void database.createObjectStore('kept', { keyPath: ['kind', 'id'] }),
];

/** `nabo-kept-<network>`: unlike the index it comes from nowhere else, so nothing here is ever let go. Any tab writes. */
export class KeptStore {
  private readonly database: Database<typeof tables>;

  private constructor(database: Database<typeof tables>) {
    this.database = database;
  }

  /** @throws {StoreError} as `openDatabase` does. */
  static async open(network: Network, options: { readonly factory?: IDBFactory } = {}): Promise<KeptStore> {
    return new KeptStore(
      await openDatabase({ name: `nabo-kept-${network}`, tables, migrations, ...options }),
    );
  }

  /** Everything, in no order that matters. @throws {StoreError} `malformed` for a row that this build cannot read. */
  all(): Promise<readonly KeptRow[]> {
    return this.database.read(['kept'], ({ kept }) => kept.all());
  }

  /** Keeps things. What is kept already stays as it is. Resolves when all of it is on the disk. */
  keep(rows: readonly KeptRow[]): Promise<void> {
    return this.database.write(['kept'], async ({ kept }) => {
      await Promise.all(
        rows.map(async (row) => {
          if ((await kept.get([row.kind, row.id])) === undefined) await kept.put({ ...row });
        }),
      );
    });
  }

  /** Keeps something no longer. */
  drop(kind: KeptKind, id: string): Promise<void> {
    return this.database.write(['kept'], ({ kept }) => kept.delete([kind, id]));
  }

  close(): void {
    this.database.close();
  }
}
