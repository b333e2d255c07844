import * as z from 'zod/mini';
import type { Network } from '#lib/chain/network.ts';
import type { Base, Bases } from '#lib/sync/notice.ts';
import { rowKey, SYNC_KINDS, syncRowSchema, type Rows, type SyncRow } from '#lib/sync/row.ts';
import { openDatabase, table, type Database, type Migration } from './database.ts';

/** Names of own devices that are remembered: each may have one through relays and one of a line. */
export const MOST_PEERS = 16;

const metaSchema = z.object({
  /** Whether this device keeps in step with the others. */
  on: z.boolean(),
  /** Whose devices they are: hash160 in hex of the key that signs the posts. */
  owner: z.string().check(z.regex(/^[0-9a-f]{40}$/)),
  /** Seals what they say (lib/sync/seal.ts); no script can export it. */
  key: z.custom<CryptoKey>((value) => value instanceof CryptoKey),
  /** Whether the stores were looked at before: `base` says how they were. */
  looked: z.exactOptional(z.literal(true)),
  /** By which names the other devices were last connected. */
  peers: z.exactOptional(z.array(z.string().check(z.maxLength(128))).check(z.maxLength(MOST_PEERS))),
  /** When another device was last heard, in milliseconds since 1970. */
  heard: z.exactOptional(z.number()),
});
export type SyncMeta = z.infer<typeof metaSchema>;

const baseSchema: z.ZodMiniType<Base> = z.object({
  kind: z.enum(SYNC_KINDS),
  id: z.string(),
  value: z.string(),
  version: z.exactOptional(z.string()),
});

const tables = {
  meta: table<'meta', SyncMeta>((row) => metaSchema.safeParse(row).data),
  /** Key: `rowKey`. */
  rows: table<string, SyncRow>((row) => syncRowSchema.safeParse(row).data),
  /** Key: `rowKey`. */
  base: table<string, Base>((row) => baseSchema.safeParse(row).data),
};

const migrations: readonly Migration[] = [
  (database) => {
    for (const name of ['meta', 'rows', 'base']) database.createObjectStore(name);
  },
];

/** Each identity of a device is in step with devices of its own. */
export const syncDatabaseName = (network: Network, slot: string): string =>
  slot === '' ? `nabo-sync-${network}` : `nabo-sync-${network}-${slot}`;

/** What is known of what the devices of one person keep. */
export type SyncState = { readonly rows: Rows; readonly base: Bases | undefined };

/**
 * `nabo-sync-<network>`: what the devices of one person have said to one another, and how the stores of this one were when they
 * were last compared with it. Everything in the stores stays where it was before there was this.
 */
export class SyncStore {
  private readonly database: Database<typeof tables>;

  private constructor(database: Database<typeof tables>) {
    this.database = database;
  }

  /** @throws {StoreError} as `openDatabase` does. */
  static async open(
    network: Network,
    { slot = '', ...options }: { readonly factory?: IDBFactory; readonly slot?: string } = {},
  ): Promise<SyncStore> {
    return new SyncStore(
      await openDatabase({ name: syncDatabaseName(network, slot), tables, migrations, ...options }),
    );
  }

  /** @throws {StoreError} `malformed` for a row that this build cannot read. */
  meta(): Promise<SyncMeta | undefined> {
    return this.database.read(['meta'], ({ meta }) => meta.get('meta'));
  }

  /** Changes how it is kept; what `change` answers with `undefined` stays as it is. */
  setMeta(change: (known: SyncMeta | undefined) => SyncMeta | undefined): Promise<void> {
    return this.database.write(['meta'], async ({ meta }) => {
      const next = change(await meta.get('meta'));
      if (next !== undefined) await meta.put(next, 'meta');
    });
  }

  /** Begins anew for somebody: what was known of another's devices is forgotten. */
  begin(owner: string, key: CryptoKey): Promise<void> {
    return this.database.write(['meta', 'rows', 'base'], async ({ meta, rows, base }) => {
      const known = await meta.get('meta');
      if (known?.owner === owner) return meta.put({ ...known, on: true, key }, 'meta');
      await Promise.all([rows.clear(), base.clear()]);
      await meta.put({ on: true, owner, key }, 'meta');
    });
  }

  /** Everything that is known. @throws {StoreError} `malformed` for a row that this build cannot read. */
  read(): Promise<SyncState> {
    return this.database.read(['meta', 'rows', 'base'], async ({ meta, rows, base }) => {
      const [all, looked, about] = await Promise.all([rows.all(), base.all(), meta.get('meta')]);
      return {
        rows: new Map(all.map((row) => [rowKey(row), row])),
        base: about?.looked === true ? new Map(looked.map((each) => [rowKey(each), each])) : undefined,
      };
    });
  }

  /** Writes what is other than before, if anything is. Resolves when it is on the disk. */
  async write(before: SyncState, after: SyncState): Promise<void> {
    const rowsNow = differences(before.rows, after.rows);
    const baseNow = differences(before.base, after.base);
    const isFirst = before.base === undefined && after.base !== undefined;
    if (!isFirst && rowsNow.size + baseNow.size === 0) return;
    await this.database.write(['meta', 'rows', 'base'], async ({ meta, rows, base }) => {
      await Promise.all([enter(rows, rowsNow), enter(base, baseNow)]);
      const about = isFirst ? await meta.get('meta') : undefined;
      if (about !== undefined) await meta.put({ ...about, looked: true }, 'meta');
    });
  }

  close(): void {
    this.database.close();
  }
}

/** Rows that are other than before, by their keys; `undefined` for those that are gone. */
function differences<Row>(
  before: ReadonlyMap<string, Row> = new Map(),
  after: ReadonlyMap<string, Row> = new Map(),
): ReadonlyMap<string, Row | undefined> {
  const changed = new Map<string, Row | undefined>(
    [...after].filter(([key, row]) => before.get(key) !== row),
  );
  for (const key of before.keys()) if (!after.has(key)) changed.set(key, undefined);
  return changed;
}

async function enter<Row>(
  into: { put(row: Row, key: string): Promise<void>; delete(key: string): Promise<void> },
  changed: ReadonlyMap<string, Row | undefined>,
): Promise<void> {
  await Promise.all(
    [...changed].map(([key, row]) => (row === undefined ? into.delete(key) : into.put({ ...row }, key))),
  );
}
