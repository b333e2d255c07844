/**
 * A thin promise layer over IndexedDB. It adds four things: typed tables whose rows are checked when they are read,
 * migrations as a list, writes that resolve only after the browser committed them (`durability: 'strict'`, unless a
 * database says otherwise), and one error class.
 */
import { StoreError, toStoreError } from './store-error.ts';

/** What a table holds. `decode` is the mouth: it answers `undefined` for a row that is not of this shape. */
export type Table<Key extends IDBValidKey, Value> = {
  readonly decode: (row: unknown) => Value | undefined;
  /** Only in the types. */
  readonly key?: Key;
};

/**
 * Declares a table for {@link openDatabase}.
 *
 * @example
 * const tables = { drafts: table<string, Draft>((row) => draftSchema.safeParse(row).data) };
 */
export const table = <Key extends IDBValidKey, Value>(
  decode: (row: unknown) => Value | undefined,
): Table<Key, Value> => ({ decode });

type Tables = Readonly<Record<string, Table<IDBValidKey, unknown>>>;
type KeyOf<T> = T extends Table<infer Key, unknown> ? Key : never;
type ValueOf<T> = T extends Table<IDBValidKey, infer Value> ? Value : never;
type Query<Key extends IDBValidKey> = Key | IDBKeyRange;

/** Reads of one table inside a transaction. Rows come in key order. */
export interface ReadTable<Key extends IDBValidKey, Value> {
  get(key: Query<Key>): Promise<Value | undefined>;
  all(range?: Query<Key>, limit?: number): Promise<Value[]>;
  /** Rows found through an index, in the index's order. */
  allBy(index: string, range?: IDBValidKey | IDBKeyRange, limit?: number): Promise<Value[]>;
  /** Keys of rows found through an index, in the index's order. */
  keysBy(index: string, range?: IDBValidKey | IDBKeyRange, limit?: number): Promise<Key[]>;
  /** The row with the highest key. */
  last(range?: Query<Key>): Promise<Value | undefined>;
  keys(range?: Query<Key>, limit?: number): Promise<Key[]>;
  /** The highest key. */
  lastKey(): Promise<Key | undefined>;
  count(range?: Query<Key>): Promise<number>;
}

/** Reads and writes of one table inside a transaction. */
export interface WriteTable<Key extends IDBValidKey, Value> extends ReadTable<Key, Value> {
  /** Writes a row. `key` is for tables without a key path. */
  put(value: Value, key?: Key): Promise<void>;
  /** Writes a row that must be new: where the key exists, the whole transaction fails and nothing is written. */
  add(value: Value, key?: Key): Promise<void>;
  delete(key: Query<Key>): Promise<void>;
  clear(): Promise<void>;
}

type ReadScope<T extends Tables, Name extends keyof T> = {
  readonly [N in Name]: ReadTable<KeyOf<T[N]>, ValueOf<T[N]>>;
};
type WriteScope<T extends Tables, Name extends keyof T> = {
  readonly [N in Name]: WriteTable<KeyOf<T[N]>, ValueOf<T[N]>>;
};

/**
 * An open database. `work` may await nothing but the tables that it is given: IndexedDB commits a transaction as soon
 * as it is left idle. Whatever `work` throws aborts the transaction and is thrown on.
 */
export interface Database<T extends Tables> {
  read<Name extends keyof T & string, Answer>(
    names: readonly Name[],
    work: (tables: ReadScope<T, Name>) => Promise<Answer>,
  ): Promise<Answer>;
  /** Resolves after the commit reached the disk, so what follows may rely on it; `relaxed` databases do not wait for that. */
  write<Name extends keyof T & string, Answer>(
    names: readonly Name[],
    work: (tables: WriteScope<T, Name>) => Promise<Answer>,
  ): Promise<Answer>;
  close(): void;
}

/** One step of the schema. Step `n` brings version `n` to `n + 1`; steps that were released never change. */
export type Migration = (database: IDBDatabase, transaction: IDBTransaction) => void;

export type DatabaseOptions<T extends Tables> = {
  readonly name: string;
  readonly tables: T;
  readonly migrations: readonly Migration[];
  /** `relaxed` for what can be brought again: a write then resolves before it reached the disk. `strict` otherwise. */
  readonly durability?: 'strict' | 'relaxed';
  /** Called when the browser or a newer build in another tab closed the database. */
  readonly onClosed?: () => void;
  readonly factory?: IDBFactory;
};

/**
 * Opens a database and brings it to the newest version.
 *
 * @throws {StoreError} `newer` when a newer build has written it, `unavailable` when the browser refuses storage.
 */
export async function openDatabase<const T extends Tables>(
  options: DatabaseOptions<T>,
): Promise<Database<T>> {
  const database = await connect(options);
  const leave = (): void => {
    database.close();
    options.onClosed?.();
  };
  // A newer build in another tab waits for us: let it go on.
  database.addEventListener('versionchange', leave);
  database.addEventListener('close', leave);

  const run = <Scope, Answer>(
    names: readonly string[],
    mode: IDBTransactionMode,
    work: (scope: Scope) => Promise<Answer>,
  ): Promise<Answer> =>
    transact(database, { names, mode, durability: options.durability ?? 'strict' }, (transaction) => {
      const scope: unknown = Object.fromEntries(
        names.map((name) => [
          name,
          openTable(transaction.objectStore(name), decoderOf(options.tables, name)),
        ]),
      );
      // The entries are exactly the tables that `names` asks for; only the compiler cannot follow it.
      return work(scope as Scope);
    });

  return {
    read: (names, work) => run(names, 'readonly', work),
    write: (names, work) => run(names, 'readwrite', work),
    close: () => database.close(),
  };
}

function connect<T extends Tables>({ name, migrations, factory }: DatabaseOptions<T>): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    let request: IDBOpenDBRequest;
    try {
      request = (factory ?? indexedDB).open(name, migrations.length);
    } catch (error) {
      // Storage can be switched off altogether; then even asking throws.
      reject(toStoreError(error));
      return;
    }
    request.addEventListener('upgradeneeded', (event) => {
      const { result, transaction } = request;
      if (transaction === null) return;
      for (const migrate of migrations.slice(event.oldVersion)) migrate(result, transaction);
    });
    request.addEventListener('success', () => resolve(request.result));
    request.addEventListener('error', () => reject(toStoreError(request.error)));
  });
}

/**
 * Takes a database away. Resolves when it is gone; a tab that still has it open lets it go when it is told to.
 *
 * @throws {StoreError} when the browser keeps it.
 */
export const deleteDatabase = (name: string, factory: IDBFactory = indexedDB): Promise<void> =>
  new Promise((resolve, reject) => {
    const request = factory.deleteDatabase(name);
    request.addEventListener('success', () => resolve());
    request.addEventListener('error', () => reject(toStoreError(request.error)));
  });

type TransactionOptions = {
  readonly names: readonly string[];
  readonly mode: IDBTransactionMode;
  readonly durability: 'strict' | 'relaxed';
};

function transact<Answer>(
  database: IDBDatabase,
  { names, mode, durability }: TransactionOptions,
  work: (transaction: IDBTransaction) => Promise<Answer>,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    let transaction: IDBTransaction;
    try {
      transaction = database.transaction(names, mode, { durability });
    } catch (error) {
      reject(toStoreError(error));
      return;
    }
    let outcome: { readonly answer: Answer } | undefined;
    let failure: { readonly error: unknown } | undefined;
    transaction.addEventListener('complete', () => {
      if (outcome !== undefined) resolve(outcome.answer);
      else if (failure !== undefined) reject(failure.error);
      else reject(new StoreError('aborted', 'the transaction ended before its work did'));
    });
    transaction.addEventListener('abort', () => {
      reject(failure === undefined ? toStoreError(transaction.error) : failure.error);
    });
    void work(transaction).then(
      (answer) => {
        outcome = { answer };
      },
      (error: unknown) => {
        // A request that failed aborts the transaction by itself, and its own error says more than ours.
        const own = error instanceof DOMException ? toStoreError(error) : error;
        failure = { error: transaction.error === null ? own : toStoreError(transaction.error) };
        try {
          transaction.abort();
        } catch {
          // Already over: the abort event has come or is on its way.
        }
      },
    );
  });
}

function openTable(
  store: IDBObjectStore,
  decode: (row: unknown) => unknown,
): WriteTable<IDBValidKey, unknown> {
  const checked = (row: unknown): unknown => {
    const value = decode(row);
    if (value === undefined)
      throw new StoreError('malformed', `a row of ${store.name} is not of the shape we write`);
    return value;
  };
  return {
    async get(key) {
      const row: unknown = await settled(store.get(key));
      return row === undefined ? undefined : checked(row);
    },
    async all(range, limit) {
      return (await settled<unknown[]>(store.getAll(range, limit))).map(checked);
    },
    async allBy(index, range, limit) {
      return (await settled<unknown[]>(store.index(index).getAll(range, limit))).map(checked);
    },
    keysBy: (index, range, limit) => settled(store.index(index).getAllKeys(range, limit)),
    async last(range) {
      const cursor = await settled(store.openCursor(range, 'prev'));
      return cursor === null ? undefined : checked(cursor.value);
    },
    keys: (range, limit) => settled(store.getAllKeys(range, limit)),
    lastKey: async () => (await settled(store.openKeyCursor(null, 'prev')))?.key,
    count: (range) => settled(store.count(range)),
    async put(value, key) {
      await settled(store.put(value, key));
    },
    async add(value, key) {
      await settled(store.add(value, key));
    },
    async delete(key) {
      await settled(store.delete(key));
    },
    async clear() {
      await settled(store.clear());
    },
  };
}

function decoderOf(tables: Tables, name: string): (row: unknown) => unknown {
  const found = tables[name];
  if (found === undefined) throw new StoreError('unavailable', `no table named ${name}`);
  return found.decode;
}

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result));
    request.addEventListener('error', () => reject(toStoreError(request.error)));
  });
}
