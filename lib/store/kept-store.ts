import * as z from 'zod/mini';
import type { Network } from '#lib/chain/network.ts';
import { openDatabase, table, type Database, type Migration } from './database.ts';

/**
 * What a person keeps on this device and nobody else hears of: posts that they want to find again, or never see again and
 * not hand on (by outpoint); people whom they follow, mute or block (by hash160 of their key in hex); words that they mute
 * (as they wrote them), and talks (by txid); lists of people (by the name that they gave it), and who is in one ({@link listedId});
 * lists of others whom they block (by the name that those gave it), and who is in one, in the same form.
 */
export const KEPT_KINDS = [
  'bookmark',
  'follow',
  'mute',
  'block',
  'mute-word',
  'mute-thread',
  'hide',
  'list',
  'listed',
  'block-list',
  'block-listed',
] as const;

export type KeptKind = (typeof KEPT_KINDS)[number];

/** Keys of one list of others at most. */
export const MOST_BLOCKED = 1_000;

/** UTF-16 code units of a list's name at most: with a key before it, it fits into a row. */
export const MOST_LIST_NAME = 40;

/** A name that a list can have: something, with no space around it, and nothing that is not seen. */
export const isListName = (name: string): boolean =>
  name.length <= MOST_LIST_NAME && /^[^\p{Cc}\s](?:[^\p{Cc}]*[^\p{Cc}\s])?$/u.test(name);

/** The row that says that a key (hash160 in hex) is in the list of that name. */
export const listedId = (key: string, name: string): string => `${key} ${name}`;

/** Who is in which list, by such a row; `undefined` for one that says nothing of the kind, as a file may bring it. */
export function parseListed(id: string): { readonly key: string; readonly name: string } | undefined {
  const [key, name] = [id.slice(0, 40), id.slice(41)];
  return /^[0-9a-f]{40}$/.test(key) && id[40] === ' ' && isListName(name) ? { key, name } : undefined;
}

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

/** Each identity of a device keeps things of its own; the first has the name that there was before there were others. */
export const keptDatabaseName = (network: Network, slot: string): string =>
  slot === '' ? `nabo-kept-${network}` : `nabo-kept-${network}-${slot}`;

/** `nabo-kept-<network>`: unlike the index it comes from nowhere else, so nothing here is ever let go. Any tab writes. */
export class KeptStore {
  private readonly database: Database<typeof tables>;

  private constructor(database: Database<typeof tables>) {
    this.database = database;
  }

  /** @throws {StoreError} as `openDatabase` does. */
  static async open(
    network: Network,
    { slot = '', ...options }: { readonly factory?: IDBFactory; readonly slot?: string } = {},
  ): Promise<KeptStore> {
    return new KeptStore(
      await openDatabase({ name: keptDatabaseName(network, slot), tables, migrations, ...options }),
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

  /** Keeps things no longer. Resolves when none of them is on the disk. */
  drop(rows: readonly Pick<KeptRow, 'kind' | 'id'>[]): Promise<void> {
    return this.database.write(['kept'], async ({ kept }) => {
      await Promise.all(rows.map(({ kind, id }) => kept.delete([kind, id])));
    });
  }

  /** Keeps some things in the place of others, or changes nothing. Resolves when that is on the disk. */
  replace(gone: readonly Pick<KeptRow, 'kind' | 'id'>[], rows: readonly KeptRow[]): Promise<void> {
    return this.database.write(['kept'], async ({ kept }) => {
      await Promise.all(gone.map(({ kind, id }) => kept.delete([kind, id])));
      await Promise.all(rows.map((row) => kept.put({ ...row })));
    });
  }

  /**
   * Changes things as another device of this person has them: each only where it still is what it was. `was`, `becomes`: since
   * when it is kept; `undefined` for what is not. Answers for each whether it was changed.
   */
  swap(
    changes: readonly (Pick<KeptRow, 'kind' | 'id'> & {
      readonly was: number | undefined;
      readonly becomes: number | undefined;
    })[],
  ): Promise<readonly boolean[]> {
    return this.database.write(['kept'], ({ kept }) =>
      Promise.all(
        changes.map(async ({ kind, id, was, becomes }) => {
          if ((await kept.get([kind, id]))?.at !== was) return false;
          await (becomes === undefined ? kept.delete([kind, id]) : kept.put({ kind, id, at: becomes }));
          return true;
        }),
      ),
    );
  }

  close(): void {
    this.database.close();
  }
}
