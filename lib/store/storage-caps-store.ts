import * as z from 'zod/mini';
import { openDatabase, table, type Database } from './database.ts';
import { SETTINGS_MIGRATIONS } from './settings-store.ts';

/** From 16 MB, below which nothing is left to read, to 16 GB. */
const bytes = z.int().check(z.minimum(16 * 1024 * 1024), z.maximum(16 * 1024 * 1024 * 1024));

/** Bytes that pictures and pages (`media`) and other posts (`packed`) may take on this device. */
const capsSchema = z.object({ media: bytes, packed: bytes });
export type StorageCapsRow = z.infer<typeof capsSchema>;

const tables = {
  settings: table<'caps', StorageCapsRow>((row) => capsSchema.safeParse(row).data),
};

/** A file of its own, beside the chosen network: no first view needs it. */
async function withCaps<T>(work: (database: Database<typeof tables>) => Promise<T>): Promise<T> {
  const database = await openDatabase({ name: 'nabo-settings', tables, migrations: SETTINGS_MIGRATIONS });
  try {
    return await work(database);
  } finally {
    database.close();
  }
}

/**
 * How much may be held on this device; `undefined` when nothing was chosen.
 *
 * @throws {StoreError} as `openDatabase` does, and `malformed` when what is kept is no amount.
 */
export const readStorageCaps = (): Promise<StorageCapsRow | undefined> =>
  withCaps((database) => database.read(['settings'], ({ settings }) => settings.get('caps')));

/** Keeps that for the next start. @throws {StoreError} as `openDatabase` does. */
export const keepStorageCaps = (caps: StorageCapsRow): Promise<void> =>
  withCaps((database) => database.write(['settings'], ({ settings }) => settings.put(caps, 'caps')));
