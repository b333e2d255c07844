import * as z from 'zod';
import type { BlockHash, Txid } from '#lib/bytes/brand.ts';
import { toHex } from '#lib/bytes/hex.ts';
import { concatBytes } from '#lib/bytes/concat.ts';
import { encodeVarint } from '#lib/bytes/varint.ts';
import type { Header } from '#lib/chain/header.ts';
import { p2pkhHash } from '#lib/chain/script.ts';
import type { Tx } from '#lib/chain/tx.ts';
import { readInscriptions } from '#lib/envelopes/index.ts';
import { blockHashColumn, bytesColumn, flagColumn, satsColumn, txidColumn } from './columns.ts';
import type { Sqlite } from './sqlite.ts';

/*
 * Unspent outputs are not a table of their own: an output carries its spender, a transaction its block, and both
 * follow from those. So a reorg has nothing to undo but the places of the displaced transactions.
 */
const SCHEMA = `
  CREATE TABLE IF NOT EXISTS blocks (
    hash TEXT PRIMARY KEY, height INTEGER NOT NULL, header BLOB NOT NULL, bytes INTEGER NOT NULL,
    active INTEGER NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX IF NOT EXISTS active_blocks ON blocks (height) WHERE active = 1;
  CREATE TABLE IF NOT EXISTS block_txs (
    block TEXT NOT NULL REFERENCES blocks (hash), place INTEGER NOT NULL, txid TEXT NOT NULL,
    PRIMARY KEY (block, place)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS txs (
    arrival INTEGER PRIMARY KEY AUTOINCREMENT, txid TEXT NOT NULL UNIQUE, raw BLOB NOT NULL, fee INTEGER NOT NULL,
    coinbase INTEGER NOT NULL, height INTEGER, place INTEGER
  ) STRICT;
  CREATE INDEX IF NOT EXISTS mempool ON txs (arrival) WHERE height IS NULL AND coinbase = 0;
  CREATE TABLE IF NOT EXISTS outputs (
    txid TEXT NOT NULL, vout INTEGER NOT NULL, sats INTEGER NOT NULL, script_at INTEGER NOT NULL,
    script_bytes INTEGER NOT NULL, owner TEXT, spender TEXT,
    PRIMARY KEY (txid, vout)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS outputs_by_owner ON outputs (owner) WHERE owner IS NOT NULL;
`;

const blockRow = z.object({
  hash: blockHashColumn,
  height: z.number(),
  header: bytesColumn,
  active: flagColumn,
});
const txRow = z.object({
  txid: txidColumn,
  raw: bytesColumn,
  fee: z.number(),
  arrival: z.number(),
  coinbase: flagColumn,
  height: z.nullable(z.number()),
  place: z.nullable(z.number()),
});
export const outputRow = z.object({
  txid: txidColumn,
  vout: z.number(),
  sats: satsColumn,
  script: bytesColumn,
  owner: z.nullable(z.string()),
  spender: z.nullable(txidColumn),
  coinbase: flagColumn,
  height: z.nullable(z.number()),
  place: z.nullable(z.number()),
});

export type BlockRow = z.infer<typeof blockRow>;
/** A transaction on the active chain (`height`, `place` in the block) or in the mempool (both null). */
export type TxRow = z.infer<typeof txRow>;
/** An output with the place of its transaction and, if any, the transaction that spends it, mined or not. */
export type OutputRow = z.infer<typeof outputRow>;

// A coinbase without a height belongs to a displaced block: it exists for nobody but that block.
export const LIVE = '(t.coinbase = 0 OR t.height IS NOT NULL)';
export const OUTPUT_COLUMNS = `o.txid, o.vout, o.sats, substr(t.raw, o.script_at + 1, o.script_bytes) AS script, o.owner,
  o.spender, t.coinbase, t.height, t.place`;
const OUTPUTS = `SELECT ${OUTPUT_COLUMNS} FROM outputs o JOIN txs t ON t.txid = o.txid`;

const TX_COLUMNS = 't.txid, t.raw, t.fee, t.arrival, t.coinbase, t.height, t.place';

const countRow = z.object({ count: z.number() });
const sizeRow = z.object({ count: z.number(), bytes: z.nullable(z.number()) });
const txidRow = z.object({ txid: txidColumn });
const headerRow = z.object({ header: bytesColumn, height: z.number() });

function prepare(db: Sqlite) {
  db.exec(SCHEMA);
  const block = (rest: string) =>
    db.query(`SELECT hash, height, header, active FROM blocks ${rest}`, blockRow);
  const tx = (rest: string) => db.query(`SELECT ${TX_COLUMNS} FROM txs t ${rest}`, txRow);
  return {
    tip: block('WHERE active = 1 ORDER BY height DESC LIMIT 1'),
    blockAt: block('WHERE active = 1 AND height = ?'),
    block: block('WHERE hash = ?'),
    blocksAtHeight: db.query('SELECT count(*) AS count FROM blocks WHERE height = ?', countRow),
    headers: db.query(
      'SELECT header, height FROM blocks WHERE active = 1 AND height >= ? ORDER BY height LIMIT ?',
      headerRow,
    ),
    blockTxids: db.query('SELECT txid FROM block_txs WHERE block = ? ORDER BY place', txidRow),
    blockTxs: tx('JOIN block_txs b ON b.txid = t.txid WHERE b.block = ? ORDER BY b.place'),
    insertBlock: db.command(
      'INSERT INTO blocks (hash, height, header, bytes, active) VALUES (?, ?, ?, ?, 1)',
    ),
    setBlockActive: db.command('UPDATE blocks SET active = ? WHERE hash = ?'),
    insertBlockTx: db.command('INSERT INTO block_txs (block, place, txid) VALUES (?, ?, ?)'),

    tx: tx(`WHERE t.txid = ? AND ${LIVE}`),
    mempool: tx('WHERE t.height IS NULL AND t.coinbase = 0 ORDER BY t.arrival'),
    mempoolSize: db.query(
      'SELECT count(*) AS count, sum(length(raw)) AS bytes FROM txs WHERE height IS NULL AND coinbase = 0',
      sizeRow,
    ),
    insertTx: db.command('INSERT INTO txs (txid, raw, fee, coinbase) VALUES (?, ?, ?, ?)'),
    setPlace: db.command('UPDATE txs SET height = ?, place = ? WHERE txid = ?'),

    output: db.query(`${OUTPUTS} WHERE o.txid = ? AND o.vout = ? AND ${LIVE}`, outputRow),
    outputsOf: db.query(`${OUTPUTS} WHERE o.txid = ? AND ${LIVE} ORDER BY o.vout`, outputRow),
    insertOutput: db.command(
      'INSERT INTO outputs (txid, vout, sats, script_at, script_bytes, owner) VALUES (?, ?, ?, ?, ?, ?)',
    ),
    setSpender: db.command('UPDATE outputs SET spender = ? WHERE txid = ? AND vout = ?'),
  };
}

/** Blocks, transactions and outputs, as rows. It keeps them; what may be kept is for {@link Chain} to say. */
export class ChainStore {
  readonly #statements;

  constructor(db: Sqlite) {
    this.#statements = prepare(db);
  }

  /** The highest block of the active chain; absent before genesis. */
  tip(): BlockRow | undefined {
    return this.#statements.tip.get();
  }

  /** The active chain's block at `height`. */
  blockAt(height: number): BlockRow | undefined {
    return this.#statements.blockAt.get(height);
  }

  /** Any block that was ever mined, displaced ones too. */
  block(hash: BlockHash): BlockRow | undefined {
    return this.#statements.block.get(hash);
  }

  /** How many blocks were mined at `height`, on all branches. */
  blocksAtHeight(height: number): number {
    return this.#statements.blocksAtHeight.get(height)?.count ?? 0;
  }

  /** Headers of the active chain from `fromHeight` on, 80 bytes each, joined; fewer at the tip or where one is missing. */
  headers(fromHeight: number, count: number): Uint8Array {
    const rows = this.#statements.headers.all(fromHeight, count);
    const gap = rows.findIndex(({ height }, at) => height !== fromHeight + at);
    return concatBytes((gap < 0 ? rows : rows.slice(0, gap)).map(({ header }) => header));
  }

  blockTxids(hash: BlockHash): Txid[] {
    return this.#statements.blockTxids.all(hash).map(({ txid }) => txid);
  }

  /** The whole block as the network would send it. */
  blockBytes(hash: BlockHash): Uint8Array | undefined {
    const block = this.block(hash);
    if (block === undefined) return undefined;
    const txs = this.#statements.blockTxs.all(hash).map(({ raw }) => raw);
    return concatBytes([block.header, encodeVarint(txs.length), ...txs]);
  }

  /** Puts a block on top of the active chain. Its transactions must be there already. */
  insertBlock(header: Header, height: number, bytes: number, txids: readonly Txid[]): void {
    this.#statements.insertBlock(header.hash, height, header.bytes, bytes);
    for (const [place, txid] of txids.entries()) {
      this.#statements.insertBlockTx(header.hash, place, txid);
      this.#statements.setPlace(height, place, txid);
    }
  }

  /** Takes the block off the active chain; its transactions are unmined again, and its coinbase is nobody's. */
  displaceBlock(hash: BlockHash): Txid[] {
    const txids = this.blockTxids(hash);
    this.#statements.setBlockActive(0, hash);
    for (const txid of txids) this.#statements.setPlace(null, null, txid);
    return txids;
  }

  tx(txid: Txid): TxRow | undefined {
    return this.#statements.tx.get(txid);
  }

  /** Unmined transactions in order of arrival, so parents come before children. */
  mempool(): Generator<TxRow> {
    return this.#statements.mempool.iterate();
  }

  mempoolSize(): { readonly count: number; readonly bytes: number } {
    const size = this.#statements.mempoolSize.get();
    return { count: size?.count ?? 0, bytes: size?.bytes ?? 0 };
  }

  /** Adds a transaction, its outputs, and its claim on the outputs that it spends. */
  insertTx(txid: Txid, tx: Tx, fee: number, coinbase: boolean): void {
    // Scripts are kept as places in the transaction, so they must be views of the very bytes that are kept.
    if (tx.outputs.some(({ script }) => script.buffer !== tx.bytes.buffer))
      throw new TypeError('scripts of other bytes');
    this.#statements.insertTx(txid, tx.bytes, fee, coinbase ? 1 : 0);
    const inscribed = new Map(readInscriptions(tx.bytes, 'bsv').map(({ vout, owner }) => [vout, owner]));
    for (const [vout, { sats, script }] of tx.outputs.entries()) {
      const payee = p2pkhHash(script);
      const owner = payee === undefined ? inscribed.get(vout) : toHex(payee);
      const scriptAt = script.byteOffset - tx.bytes.byteOffset;
      this.#statements.insertOutput(txid, vout, sats, scriptAt, script.length, owner ?? null);
    }
    if (coinbase) return;
    for (const input of tx.inputs) this.#statements.setSpender(txid, input.prevTxid, input.prevVout);
  }

  output(txid: Txid, vout: number): OutputRow | undefined {
    return this.#statements.output.get(txid, vout);
  }

  outputsOf(txid: Txid): OutputRow[] {
    return this.#statements.outputsOf.all(txid);
  }
}
