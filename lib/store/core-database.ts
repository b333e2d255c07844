import type { Outpoint } from '#lib/bytes/brand.ts';
import type { Network } from '#lib/chain/network.ts';
import type { Publication } from '#lib/publish/publication.ts';
import type { Coin } from '#lib/wallet/coins.ts';
import {
  accountRowSchema,
  coinSchema,
  draftRowSchema,
  publicationSchema,
  vaultRowSchema,
  type AccountRow,
  type DraftRow,
  type VaultRow,
} from './core-rows.ts';
import { openDatabase, table, type Database, type Migration } from './database.ts';

const tables = {
  vault: table<string, VaultRow>((row) => vaultRowSchema.safeParse(row).data),
  account: table<string, AccountRow>((row) => accountRowSchema.safeParse(row).data),
  coins: table<Outpoint, Coin>((row) => coinSchema.safeParse(row).data),
  outbox: table<string, Publication>((row) => publicationSchema.safeParse(row).data),
  drafts: table<string, DraftRow>((row) => draftRowSchema.safeParse(row).data),
};

const migrations: readonly Migration[] = [
  (database) => {
    database.createObjectStore('vault', { keyPath: 'id' });
    database.createObjectStore('account', { keyPath: 'id' });
    const coins = database.createObjectStore('coins', { keyPath: 'outpoint' });
    coins.createIndex('status', 'status');
    coins.createIndex('by', 'by');
    coins.createIndex('from', 'from');
    const outbox = database.createObjectStore('outbox', { keyPath: 'id' });
    outbox.createIndex('state', 'state');
    database.createObjectStore('drafts', { keyPath: 'place' });
  },
];

/** What must never be lost: the secret, its coins, what is on its way, and words not sent yet. */
export type CoreDatabase = Database<typeof tables>;

/** Each chain has its own database, so that nothing of one is ever spent or sent on another. */
export const coreDatabaseName = (network: Network, era?: string): string =>
  era === undefined ? `nabo-core-${network}` : `nabo-core-${network}-${era}`;

/**
 * Opens the core database of a network. Pages and the signer worker share it; every write is strict. `era` tells devnets
 * apart that began anew under the same name: coins of one are nothing on the next.
 *
 * @throws {StoreError} `newer` when a newer build has written it, `unavailable` when the browser refuses storage.
 */
export function openCoreDatabase(
  network: Network,
  {
    era,
    ...options
  }: { readonly era?: string; readonly factory?: IDBFactory; readonly onClosed?: () => void } = {},
): Promise<CoreDatabase> {
  return openDatabase({ name: coreDatabaseName(network, era), tables, migrations, ...options });
}
