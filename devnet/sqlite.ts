import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import type * as z from 'zod';
import { DEVNET_MAGIC } from './rules.ts';

/** A prepared statement whose rows are checked against `schema` as they are read. */
export type Query<Row> = {
  get(...parameters: SQLInputValue[]): Row | undefined;
  all(...parameters: SQLInputValue[]): Row[];
  iterate(...parameters: SQLInputValue[]): Generator<Row>;
};

/** A prepared statement that changes rows; gives how many. */
export type Command = (...parameters: SQLInputValue[]) => number;

/**
 * The data file. Everything in it is written in transactions that reach the disk before they return (WAL, synchronous
 * FULL), so that whatever was acknowledged is there after the process is killed.
 */
export class Sqlite implements Disposable {
  readonly #db: DatabaseSync;
  #depth = 0;
  #afterCommit = new Set<() => void>();

  /**
   * Opens or makes the file at `path`; `:memory:` is a database that ends with the process.
   *
   * @throws when the file is a database of something else, or another process has it open.
   */
  constructor(path: string) {
    this.#db = new DatabaseSync(path);
    try {
      this.#open(path);
    } catch (error) {
      this.#db.close();
      const isLocked = error instanceof Error && error.message.includes('locked');
      throw isLocked ? new Error(`${path} is in use by another devnet`, { cause: error }) : error;
    }
  }

  #open(path: string): void {
    this.#db.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
    const owner = this.#db.prepare('PRAGMA application_id').get()?.['application_id'];
    if (owner === 0) this.#db.exec(`PRAGMA application_id = ${DEVNET_MAGIC}`);
    else if (owner !== DEVNET_MAGIC) throw new Error(`${path} is not a devnet's data file`);
    this.#db.exec('PRAGMA foreign_keys = ON');
  }

  exec(sql: string): void {
    this.#db.exec(sql);
  }

  query<Schema extends z.ZodType>(sql: string, schema: Schema): Query<z.output<Schema>> {
    const statement = this.#db.prepare(sql);
    return {
      get: (...parameters) => {
        const row = statement.get(...parameters);
        return row === undefined ? undefined : schema.parse(row);
      },
      all: (...parameters) => statement.all(...parameters).map((row) => schema.parse(row)),
      *iterate(...parameters) {
        for (const row of statement.iterate(...parameters)) yield schema.parse(row);
      },
    };
  }

  command(sql: string): Command {
    const statement = this.#db.prepare(sql);
    return (...parameters) => Number(statement.run(...parameters).changes);
  }

  /** Runs `work` in one transaction; nested calls join the outer one. An exception undoes all of it. */
  transaction<T>(work: () => T): T {
    if (this.#depth > 0) return work();
    this.#db.exec('BEGIN IMMEDIATE');
    this.#depth += 1;
    try {
      const value = work();
      this.#db.exec('COMMIT');
      return value;
    } catch (error) {
      this.#afterCommit.clear();
      if (this.#db.isTransaction) this.#db.exec('ROLLBACK');
      throw error;
    } finally {
      this.#depth -= 1;
      this.#runAfterCommit();
    }
  }

  /**
   * Calls `notify` once what was written so far is on the disk, and only once however often it was asked for: news must
   * never be ahead of the data. After a rollback it is not called.
   */
  afterCommit(notify: () => void): void {
    this.#afterCommit.add(notify);
    if (this.#depth === 0) this.#runAfterCommit();
  }

  #runAfterCommit(): void {
    const due = this.#afterCommit;
    this.#afterCommit = new Set();
    for (const notify of due) notify();
  }

  close(): void {
    this.#db.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }
}
