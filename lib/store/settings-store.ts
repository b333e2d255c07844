import * as z from 'zod/mini';
import { NETWORKS, type Network } from '#lib/chain/network.ts';
import { openDatabase, table, type Migration } from './database.ts';

const tables = {
  /** Key: what the setting is called. */
  settings: table<'network', Network>((row) => z.enum(NETWORKS).safeParse(row).data),
};

/** The settings are of all networks alike. */
export const SETTINGS_MIGRATIONS: readonly Migration[] = [
  (database) => void database.createObjectStore('settings'),
];

const open = (factory?: IDBFactory) =>
  openDatabase({
    name: 'nabo-settings',
    tables,
    migrations: SETTINGS_MIGRATIONS,
    ...(factory === undefined ? {} : { factory }),
  });

/**
 * The network that was chosen on this device; `undefined` when none was. Of all networks alike: `nabo-settings`.
 *
 * @throws {StoreError} as `openDatabase` does, and `malformed` when what is kept is no network.
 */
export async function readChosenNetwork(factory?: IDBFactory): Promise<Network | undefined> {
  const database = await open(factory);
  try {
    return await database.read(['settings'], ({ settings }) => settings.get('network'));
  } finally {
    database.close();
  }
}

/** Keeps a choice for the next start. @throws {StoreError} as `openDatabase` does. */
export async function keepChosenNetwork(network: Network, factory?: IDBFactory): Promise<void> {
  const database = await open(factory);
  try {
    await database.write(['settings'], ({ settings }) => settings.put(network, 'network'));
  } finally {
    database.close();
  }
}
