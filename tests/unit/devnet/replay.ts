import { DatabaseSync } from 'node:sqlite';
import * as z from 'zod';
import { meetsTarget, parseHeader } from '#lib/chain/header.ts';
import { merkleRoot } from '#lib/chain/merkle.ts';
import { parseTx, txidOf, type Tx } from '#lib/chain/tx.ts';
import { GENESIS_HASH } from '#devnet/genesis.ts';
import { subsidyAt } from '#devnet/rules.ts';

const blockRow = z.object({ hash: z.string(), height: z.number(), header: z.instanceof(Uint8Array) });
const txRow = z.object({ raw: z.instanceof(Uint8Array) });
const outputRow = z.object({ name: z.string(), sats: z.number() });
const pairRow = z.object({ txid: z.string(), spender: z.string() });
const nameRow = z.object({ txid: z.string() });
const hashRow = z.object({ hash: z.string() });

/** What a data file holds, as its own tables say and as its blocks say when they are played again from genesis. */
export type Replay = {
  readonly tip: string;
  /** -1 before genesis was written. */
  readonly height: number;
  readonly replayed: ReadonlyMap<string, number>;
  readonly stored: ReadonlyMap<string, number>;
  /** Ids of every transaction in a block of the active chain or in the mempool. */
  readonly txids: ReadonlySet<string>;
  /** Hashes of every block, displaced ones too. */
  readonly blocks: ReadonlySet<string>;
};

function fail(what: string): never {
  throw new Error(what);
}

function parse(raw: Uint8Array): Tx {
  const tx = parseTx(raw);
  return tx.ok ? tx.value : fail(`a stored transaction does not parse: ${tx.issue.message}`);
}

const sum = (outputs: readonly { readonly sats: number }[]): number =>
  outputs.reduce((total, { sats }) => total + sats, 0);

/** Spends and makes the outputs of a block's transactions in `unspent`, by the rules of value alone. */
function playBlock(unspent: Map<string, number>, txs: readonly Tx[], height: number): void {
  let fees = 0;
  for (const [place, tx] of txs.entries()) {
    let given = 0;
    for (const { prevTxid, prevVout } of place === 0 ? [] : tx.inputs) {
      const name = `${prevTxid}_${prevVout}`;
      given += unspent.get(name) ?? fail(`block ${height} spends ${name}, which is not there`);
      unspent.delete(name);
    }
    if (place > 0) fees += given - sum(tx.outputs);
    for (const [vout, { sats }] of tx.outputs.entries()) unspent.set(`${txidOf(tx)}_${vout}`, sats);
  }
  if (sum(txs[0]?.outputs ?? []) > subsidyAt(height) + fees)
    fail(`the coinbase of block ${height} takes too much`);
}

/**
 * Reads a data file without any code of the devnet's store, and plays its active chain again. Throws where headers are
 * not linked or have no work, roots do not fit, a block spends what is not there, or the mempool contradicts itself.
 */
export function replay(file: string): Replay {
  using db = new DatabaseSync(file);
  const rows = <Row extends z.ZodType>(schema: Row, sql: string, ...values: string[]) =>
    db
      .prepare(sql)
      .all(...values)
      .map((row) => schema.parse(row));
  const unspent = new Map<string, number>();
  const txids = new Set<string>();
  let tip = '0'.repeat(64);
  const chain = rows(blockRow, 'SELECT hash, height, header FROM blocks WHERE active = 1 ORDER BY height');
  for (const [at, { hash, height, header: bytes }] of chain.entries()) {
    const header = parseHeader(bytes);
    if (!header.ok || header.value.hash !== hash || !meetsTarget(header.value))
      fail(`block ${height} has no work`);
    if (height !== at || header.value.prevHash !== tip) fail(`block ${height} does not follow`);
    const raws = rows(
      txRow,
      'SELECT t.raw FROM block_txs b JOIN txs t ON t.txid = b.txid WHERE b.block = ? ORDER BY b.place',
      hash,
    );
    const txs = raws.map(({ raw }) => parse(raw));
    if (merkleRoot(txs.map(txidOf)) !== header.value.merkleRoot)
      fail(`block ${height} has other transactions`);
    playBlock(unspent, txs, height);
    for (const tx of txs) txids.add(txidOf(tx));
    tip = hash;
  }
  if (chain.length > 0 && chain[0]?.hash !== GENESIS_HASH) fail('the chain does not begin at genesis');

  const stored = rows(
    outputRow,
    `SELECT o.txid || '_' || o.vout AS name, o.sats FROM outputs o JOIN txs t ON t.txid = o.txid
     LEFT JOIN txs s ON s.txid = o.spender WHERE t.height IS NOT NULL AND (s.txid IS NULL OR s.height IS NULL)`,
  );
  for (const { raw } of rows(txRow, 'SELECT raw FROM txs WHERE height IS NULL AND coinbase = 0')) {
    const tx = parse(raw);
    txids.add(txidOf(tx));
    for (const { prevTxid, prevVout } of tx.inputs) {
      const [spent] = rows(
        pairRow,
        'SELECT o.txid, o.spender FROM outputs o WHERE o.txid = ? AND o.vout = CAST(? AS INTEGER)',
        prevTxid,
        String(prevVout),
      );
      if (spent?.spender !== txidOf(tx))
        fail(`the mempool spends ${prevTxid}_${prevVout}, which says otherwise`);
    }
  }
  const astray = rows(
    nameRow,
    `SELECT n.txid FROM tx_status n LEFT JOIN txs t ON t.txid = n.txid
     WHERE (n.status = 'MINED') <> (t.height IS NOT NULL) AND n.status IN ('MINED', 'SEEN_ON_NETWORK')`,
  );
  if (astray.length > 0) fail(`the status of ${astray[0]?.txid} is not where it is`);
  return {
    tip,
    height: chain.length - 1,
    replayed: unspent,
    stored: new Map(stored.map(({ name, sats }) => [name, sats])),
    txids,
    blocks: new Set(rows(hashRow, 'SELECT hash FROM blocks').map(({ hash }) => hash)),
  };
}
