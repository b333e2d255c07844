import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { fromHex } from '#lib/bytes/hex.ts';
import { parseBlock } from '#lib/chain/block.ts';
import { meetsTarget } from '#lib/chain/header.ts';
import { merkleRoot } from '#lib/chain/merkle.ts';
import { parseTx, txidOf } from '#lib/chain/tx.ts';
import { ChainStore } from './chain-store.ts';
import type { ChainView } from './chain-view.ts';
import { FeedLog } from './feed-log.ts';
import { OutputIndex } from './output-index.ts';
import { Proofs } from './proofs.ts';
import { Sqlite } from './sqlite.ts';

const MAX_FILE_BYTES = 64 * 1024 * 1024;
const BLOCK_LIMITS = { maxBytes: MAX_FILE_BYTES, maxTransactions: 200_000 };
/** The chains were one before August 2017, so a block below is both's. */
const FIRST_SEPARATE_HEIGHT = 478_559;

const transactionsSchema = z.array(z.object({ txid: z.string(), rawtx: z.string() }));

type Archived = { readonly view: ChainView; readonly close: () => void };

function readBounded(path: string): Uint8Array {
  if (statSync(path).size > MAX_FILE_BYTES) throw new Error(`${path} is larger than ${MAX_FILE_BYTES} bytes`);
  return readFileSync(path);
}

function* filesIn(directory: string, name: RegExp): Generator<{ path: string; match: RegExpExecArray }> {
  if (!existsSync(directory)) return;
  for (const file of readdirSync(directory).sort()) {
    const match = name.exec(file);
    if (match !== null) yield { path: join(directory, file), match };
  }
}

/** Raw transactions of a JSON list and of `<txid>.hex` files. */
function* readTransactions(directory: string): Generator<{ txid: string; rawtx: string; path: string }> {
  for (const { path } of filesIn(directory, /^(?:txs|reveals)\.json$/)) {
    const list = transactionsSchema.parse(JSON.parse(new TextDecoder().decode(readBounded(path))));
    for (const { txid, rawtx } of list) yield { txid, rawtx, path };
  }
  for (const { path, match } of filesIn(directory, /^([0-9a-f]{64})\.hex$/)) {
    yield { txid: match[1] ?? '', rawtx: new TextDecoder().decode(readBounded(path)).trim(), path };
  }
}

/** Adds a block whose transactions hash to its header, whose header meets its own target. */
function addBlock(store: ChainStore, path: string, height: number): void {
  const raw = readBounded(path);
  const block = parseBlock(raw, BLOCK_LIMITS);
  if (!block.ok) throw new Error(`${path}: ${block.issue.message}`);
  const { header, transactions } = block.value;
  const txids = transactions.map(({ txid }) => txid);
  if (merkleRoot(txids) !== header.merkleRoot || !meetsTarget(header)) {
    throw new Error(`${path}: the header is not of these transactions`);
  }
  for (const [place, { txid, offset, bytes }] of transactions.entries()) {
    const tx = parseTx(raw.subarray(offset, offset + bytes));
    if (tx.ok) store.insertTx(txid, tx.value, 0, place === 0);
  }
  store.insertBlock(header, height, raw.length, txids);
}

function loadNetwork(directory: string, network: 'main' | 'btc'): Archived {
  const db = new Sqlite(':memory:');
  const store = new ChainStore(db);
  const outputs = new OutputIndex(db);
  const feed = new FeedLog(db, outputs);
  db.transaction(() => {
    for (const { path, match } of filesIn(join(directory, 'blocks'), /^mainnet-(\d{1,7})\.raw$/)) {
      const height = Number(match[1]);
      if (network === 'btc' || height < FIRST_SEPARATE_HEIGHT) addBlock(store, path, height);
    }
    for (const { txid, rawtx, path } of readTransactions(
      join(directory, network === 'btc' ? 'btc' : 'bsv'),
    )) {
      const tx = parseTx(fromHex(rawtx) ?? new Uint8Array(0));
      if (!tx.ok || txidOf(tx.value) !== txid)
        throw new Error(`${path}: ${txid} is not what its bytes hash to`);
      if (store.tx(txidOf(tx.value)) !== undefined) continue;
      store.insertTx(txidOf(tx.value), tx.value, 0, false);
      if (network === 'main') feed.accepted(txidOf(tx.value), tx.value);
    }
  });
  return { view: { network, store, outputs, feed, proofs: new Proofs(store) }, close: () => db.close() };
}

/**
 * Real transactions and blocks from a folder, read only, as the networks `main` and `btc`:
 * `bsv/txs.json` and `btc/reveals.json` (`[{txid, rawtx}]`), `btc/<txid>.hex`, `blocks/mainnet-<height>.raw`.
 * Every transaction and block is hashed again. Transactions outside a block are held as unmined: nothing proves them.
 *
 * @throws when a file is not what its name says.
 */
export function openArchive(directory: string): { main: ChainView; btc: ChainView; close(): void } {
  const main = loadNetwork(directory, 'main');
  const btc = loadNetwork(directory, 'btc');
  return {
    main: main.view,
    btc: btc.view,
    close: () => {
      main.close();
      btc.close();
    },
  };
}
