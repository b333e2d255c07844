import * as z from 'zod/mini';
import type { Network } from '#lib/chain/network.ts';
import { openDatabase, table, type Database } from './database.ts';
import { SETTINGS_MIGRATIONS } from './settings-store.ts';

/**
 * Several identities on one device. Each has databases of its own, told apart by its slot in their names, so that nothing of
 * one can be read, spent or sent as another's. The first has the names that there were before there could be others.
 */
export type AccountSlot = string;

/** The slot of the first identity. */
export const FIRST_SLOT: AccountSlot = '';

/** Most identities besides the first. */
export const MOST_SLOTS = 16;

const slotSchema = z.string().check(z.regex(/^[0-9a-z]{8}$/));

/** Which identities there are besides the first, in the order in which they were added, and which one is shown. */
const accountsSchema = z.object({
  active: z.union([z.literal(FIRST_SLOT), slotSchema]),
  others: z.array(slotSchema).check(z.maxLength(MOST_SLOTS)),
});
export type AccountsRow = z.infer<typeof accountsSchema>;

const ALONE: AccountsRow = { active: FIRST_SLOT, others: [] };

const tables = {
  settings: table<string, AccountsRow>((row) => accountsSchema.safeParse(row).data),
};

async function withAccounts<T>(
  work: (database: Database<typeof tables>) => Promise<T>,
  factory?: IDBFactory,
): Promise<T> {
  const database = await openDatabase({
    name: 'nabo-settings',
    tables,
    migrations: SETTINGS_MIGRATIONS,
    ...(factory !== undefined && { factory }),
  });
  try {
    return await work(database);
  } finally {
    database.close();
  }
}

const keyOf = (network: Network): string => `accounts-${network}`;

/** The identities of a network. @throws {StoreError} as `openDatabase` does, and `malformed`. */
export const readAccounts = (network: Network, factory?: IDBFactory): Promise<AccountsRow> =>
  withAccounts(
    async (database) =>
      (await database.read(['settings'], ({ settings }) => settings.get(keyOf(network)))) ?? ALONE,
    factory,
  );

/**
 * Changes that, in one step whatever other tabs do. What `change` throws changes nothing. One that is shown and is not among
 * the identities any more gives way to the first.
 */
export const changeAccounts = (
  network: Network,
  change: (row: AccountsRow) => AccountsRow,
  factory?: IDBFactory,
): Promise<AccountsRow> =>
  withAccounts(
    (database) =>
      database.write(['settings'], async ({ settings }) => {
        const { active, others } = change((await settings.get(keyOf(network))) ?? ALONE);
        const row = { active: others.includes(active) ? active : FIRST_SLOT, others };
        await settings.put(row, keyOf(network));
        return row;
      }),
    factory,
  );

/** The part of a chain's era that keeps the keys of one identity apart; that of the first is the era itself. */
export const keySpace = (era: string | undefined, slot: AccountSlot): string | undefined =>
  slot === FIRST_SLOT ? era : `${era ?? ''}~${slot}`;
