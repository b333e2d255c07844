import * as z from 'zod';
import type { Txid } from '#lib/bytes/brand.ts';
import type { Block, ChainObserver } from './chain.ts';
import { bytesColumn, txidColumn } from './columns.ts';
import type { Refusal } from './refusal.ts';
import type { Sqlite } from './sqlite.ts';

/** Refused transactions that are remembered; older ones are forgotten. */
const MAX_REFUSED = 10_000;
const MAX_SUBMISSIONS = 100_000;

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS tx_status (
    txid TEXT PRIMARY KEY, event INTEGER NOT NULL UNIQUE, status TEXT NOT NULL, code INTEGER, detail TEXT,
    competing TEXT NOT NULL DEFAULT '[]'
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS submissions (
    number INTEGER PRIMARY KEY AUTOINCREMENT, token TEXT NOT NULL, txid TEXT NOT NULL, UNIQUE (token, txid)
  ) STRICT;
  CREATE INDEX IF NOT EXISTS submissions_by_txid ON submissions (txid);
  CREATE TABLE IF NOT EXISTS inbox (txid TEXT PRIMARY KEY, body BLOB NOT NULL) STRICT;
`;

const competingColumn = z.string().transform((text) => z.array(txidColumn).parse(JSON.parse(text)));
const statusRow = z.object({
  txid: txidColumn,
  event: z.number(),
  status: z.enum(['RECEIVED', 'SEEN_ON_NETWORK', 'MINED', 'REJECTED']),
  code: z.nullable(z.number()),
  detail: z.nullable(z.string()),
  competing: competingColumn,
});
const eventRow = z.object({ event: z.nullable(z.number()) });
const tokenRow = z.object({ token: z.string() });
const inboxRow = z.object({ txid: txidColumn, body: bytesColumn });

/** Where a transaction stands, in Arcade's words. `event` is the moment in microseconds since 1970, never used twice. */
export type TxStatus = z.infer<typeof statusRow>;

const COLUMNS = 's.txid, s.event, s.status, s.code, s.detail, s.competing';

function prepare(db: Sqlite) {
  db.exec(SCHEMA);
  return {
    lastEvent: db.query('SELECT max(event) AS event FROM tx_status', eventRow),
    get: db.query(`SELECT ${COLUMNS} FROM tx_status s WHERE s.txid = ?`, statusRow),
    set: db.command(
      'INSERT OR REPLACE INTO tx_status (txid, event, status, code, detail, competing) VALUES (?, ?, ?, ?, ?, ?)',
    ),
    forgetRefused: db.command(
      `DELETE FROM tx_status WHERE status = 'REJECTED' AND event <= (
         SELECT event FROM tx_status WHERE status = 'REJECTED' ORDER BY event DESC LIMIT 1 OFFSET ${MAX_REFUSED})`,
    ),
    ofToken: db.query(
      `SELECT ${COLUMNS} FROM submissions n JOIN tx_status s ON s.txid = n.txid
       WHERE n.token = ? AND s.event > ? ORDER BY s.event LIMIT ?`,
      statusRow,
    ),
    tokensOf: db.query('SELECT token FROM submissions WHERE txid = ?', tokenRow),
    submit: db.command('INSERT OR IGNORE INTO submissions (token, txid) VALUES (?, ?)'),
    forgetSubmissions: db.command(
      `DELETE FROM submissions WHERE number <= (SELECT max(number) FROM submissions) - ${MAX_SUBMISSIONS}`,
    ),
    receive: db.command('INSERT OR REPLACE INTO inbox (txid, body) VALUES (?, ?)'),
    inbox: db.query('SELECT txid, body FROM inbox ORDER BY rowid LIMIT 1', inboxRow),
    settle: db.command('DELETE FROM inbox WHERE txid = ?'),
  };
}

/**
 * What became of every transaction that somebody handed in, for ARC's and Arcade's status calls and event streams:
 * one row each, at its newest state. It also holds what Arcade's face has taken but not judged yet.
 */
export class StatusLog implements ChainObserver {
  readonly #db: Sqlite;
  readonly #statements;
  readonly #listeners = new Set<(status: TxStatus) => void>();
  #lastEvent: number;

  constructor(db: Sqlite) {
    this.#db = db;
    this.#statements = prepare(db);
    this.#lastEvent = this.#statements.lastEvent.get()?.event ?? 0;
  }

  get(txid: Txid): TxStatus | undefined {
    return this.#statements.get.get(txid);
  }

  /** Newest states of what was submitted under `token`, that are younger than `event`, oldest first. */
  ofToken(token: string, event: number, limit: number): TxStatus[] {
    return this.#statements.ofToken.all(token, event, limit);
  }

  tokensOf(txid: Txid): string[] {
    return this.#statements.tokensOf.all(txid).map(({ token }) => token);
  }

  /** Ties a transaction to the event stream of `token`, whether or not it was known before. */
  submit(token: string, txid: Txid): void {
    this.#statements.submit(token, txid);
    this.#statements.forgetSubmissions();
  }

  /** Keeps `body` until {@link settle}, so that a transaction which was taken is judged even after a crash. */
  receive(txid: Txid, body: Uint8Array): void {
    this.#db.transaction(() => {
      this.#statements.receive(txid, body);
      this.#set(txid, 'RECEIVED');
    });
  }

  /** The oldest transaction that was taken and not judged. */
  nextReceived(): { readonly txid: Txid; readonly body: Uint8Array } | undefined {
    return this.#statements.inbox.get();
  }

  settle(txid: Txid): void {
    this.#statements.settle(txid);
  }

  refused(txid: Txid, refusal: Refusal): void {
    this.#db.transaction(() => {
      this.#set(txid, 'REJECTED', refusal);
      this.#statements.forgetRefused();
    });
  }

  /** Calls `listener` with every new state, once it is on the disk. Gives the function that ends it. */
  listen(listener: (status: TxStatus) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  accepted(txid: Txid): void {
    this.#set(txid, 'SEEN_ON_NETWORK');
  }

  mined({ txids }: Block): void {
    for (const txid of txids.slice(1)) this.#set(txid, 'MINED');
  }

  unmined(txids: readonly Txid[]): void {
    // Arcade's own mark for a transaction whose block lost (docs/sse.md).
    for (const txid of txids) this.#set(txid, 'SEEN_ON_NETWORK', { detail: 'reorg_unmined' });
  }

  #set(txid: Txid, status: TxStatus['status'], reason: Partial<Refusal> = {}): void {
    this.#lastEvent = Math.max(this.#lastEvent + 1, Date.now() * 1000);
    const { code = null, detail = null, competing = [] } = reason;
    const row = { txid, event: this.#lastEvent, status, code, detail, competing: [...competing] };
    this.#statements.set(txid, row.event, status, code, detail, JSON.stringify(competing));
    if (this.#listeners.size === 0) return;
    this.#db.afterCommit(() => {
      for (const listener of this.#listeners) listener(row);
    });
  }
}
