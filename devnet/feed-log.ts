import { randomBytes } from 'node:crypto';
import * as z from 'zod';
import type { Txid } from '#lib/bytes/brand.ts';
import type { Tx } from '#lib/chain/tx.ts';
import type { Block, ChainObserver } from './chain.ts';
import { txidColumn } from './columns.ts';
import { describeFeedTx } from './feed-index.ts';
import type { OutputIndex } from './output-index.ts';
import type { Sqlite } from './sqlite.ts';

/*
 * One row a transaction: writing a change again moves it to the end, so the log never outgrows the feed. `feed_ordinals`
 * are outputs that hold what a claim made, so that whoever spends them belongs to the feed too.
 */
const SCHEMA = `
  CREATE TABLE IF NOT EXISTS feed (
    number INTEGER PRIMARY KEY AUTOINCREMENT, txid TEXT NOT NULL UNIQUE, vout INTEGER NOT NULL, change TEXT NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS feed_ordinals (
    txid TEXT NOT NULL, vout INTEGER NOT NULL, PRIMARY KEY (txid, vout)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS feed_instance (id TEXT PRIMARY KEY) STRICT;
`;

const entryRow = z.object({
  number: z.number(),
  txid: txidColumn,
  vout: z.number(),
  change: z.enum(['accepted', 'mined', 'reorged']),
});
const placeRow = z.object({ txid: txidColumn, height: z.number(), place: z.number() });
const countRow = z.object({ count: z.number() });
const numberRow = z.object({ number: z.nullable(z.number()) });
const instanceRow = z.object({ id: z.string() });

/** The newest change of a transaction of the feed; `vout` is its first output that belongs there. */
export type FeedEntry = z.infer<typeof entryRow>;

function prepare(db: Sqlite) {
  db.exec(SCHEMA);
  return {
    entry: db.query('SELECT number, txid, vout, change FROM feed WHERE txid = ?', entryRow),
    after: db.query(
      'SELECT number, txid, vout, change FROM feed WHERE number > ? ORDER BY number LIMIT ?',
      entryRow,
    ),
    minedAfter: db.query(
      `SELECT f.txid, t.height, t.place FROM feed f JOIN txs t ON t.txid = f.txid
       WHERE t.height > ?1 OR (t.height = ?1 AND t.place > ?2) ORDER BY t.height, t.place LIMIT ?3`,
      placeRow,
    ),
    countAfter: db.query('SELECT count(*) AS count FROM feed WHERE number > ?', countRow),
    last: db.query('SELECT max(number) AS number FROM feed', numberRow),
    record: db.command('INSERT OR REPLACE INTO feed (txid, vout, change) VALUES (?, ?, ?)'),
    isOrdinal: db.query('SELECT count(*) AS count FROM feed_ordinals WHERE txid = ? AND vout = ?', countRow),
    addOrdinal: db.command('INSERT OR IGNORE INTO feed_ordinals (txid, vout) VALUES (?, ?)'),
    instance: db.query('SELECT id FROM feed_instance', instanceRow),
    setInstance: db.command('INSERT INTO feed_instance (id) VALUES (?)'),
  };
}

/** The log of changes to the feed, which readers follow by cursor. */
export class FeedLog implements ChainObserver {
  readonly #db: Sqlite;
  readonly #outputs: OutputIndex;
  readonly #statements;
  /** Random, and the same for as long as the data lives: tells a devnet from one that began anew. */
  readonly instance: string;
  readonly #listeners = new Set<() => void>();

  constructor(db: Sqlite, outputs: OutputIndex) {
    this.#db = db;
    this.#outputs = outputs;
    this.#statements = prepare(db);
    const known = this.#statements.instance.get()?.id;
    this.instance = known ?? randomBytes(6).toString('hex');
    if (known === undefined) this.#statements.setInstance(this.instance);
  }

  /** Where a reader goes on after `entry`. */
  cursorAfter({ number }: FeedEntry): string {
    return `${this.instance}.${number}`;
  }

  /** The cursor of the newest change. */
  lastCursor(): string {
    return `${this.instance}.${this.#statements.last.get()?.number ?? 0}`;
  }

  /**
   * Changes after `cursor`, oldest first, and how many more there are. A cursor of another data file, or none, begins
   * at the beginning.
   */
  after(cursor: string | undefined, limit: number): { entries: FeedEntry[]; remaining: number } {
    const [instance, number = ''] = cursor?.split('.', 2) ?? [];
    const since = instance === this.instance && /^\d{1,15}$/.test(number) ? Number(number) : 0;
    const entries = this.#statements.after.all(since, limit);
    const count = this.#statements.countAfter.get(since)?.count ?? 0;
    return { entries, remaining: count - entries.length };
  }

  /** Transactions of the feed that are in blocks, after a place in the chain, in its order. */
  minedAfter(height: number, place: number, limit: number): z.infer<typeof placeRow>[] {
    return this.#statements.minedAfter.all(height, place, limit);
  }

  /** Calls `listener` when the log grew, once the change is on the disk. Gives the function that ends it. */
  listen(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  accepted(txid: Txid, tx: Tx): void {
    const description = describeFeedTx(tx.bytes);
    for (const { tag, vout } of description.tags) this.#outputs.addTag(tag, txid, vout);
    for (const vout of description.claims) this.#statements.addOrdinal(txid, vout);
    const carried = this.#carry(txid, tx);
    const vout = description.firstVout ?? carried;
    if (vout !== undefined) this.#record(txid, vout, 'accepted');
  }

  /** Where a transaction puts ordinals of the feed: any output of one satoshi may hold them. */
  #carry(txid: Txid, { inputs, outputs }: Tx): number | undefined {
    const { isOrdinal, addOrdinal } = this.#statements;
    if (!inputs.some(({ prevTxid, prevVout }) => isOrdinal.get(prevTxid, prevVout)?.count === 1))
      return undefined;
    for (const [vout, { sats }] of outputs.entries()) if (sats === 1) addOrdinal(txid, vout);
    return Math.max(
      0,
      outputs.findIndex(({ sats }) => sats === 1),
    );
  }

  mined({ txids }: Block): void {
    this.#moveToEnd(txids, 'mined');
  }

  unmined(txids: readonly Txid[]): void {
    this.#moveToEnd(txids, 'reorged');
  }

  #moveToEnd(txids: readonly Txid[], change: FeedEntry['change']): void {
    for (const txid of txids) {
      const entry = this.#statements.entry.get(txid);
      if (entry !== undefined) this.#record(txid, entry.vout, change);
    }
  }

  #record(txid: Txid, vout: number, change: FeedEntry['change']): void {
    this.#statements.record(txid, vout, change);
    this.#db.afterCommit(this.#announce);
  }

  readonly #announce = (): void => {
    for (const listener of this.#listeners) listener();
  };
}
