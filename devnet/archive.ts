import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { fromHex } from '#lib/bytes/hex.ts';
import { parseBlock } from '#lib/chain/block.ts';
import { meetsTarget } from '#lib/chain/header.ts';
import { merkleRoot } from '#lib/chain/merkle.ts';
import { parseTx, txidOf } from '#lib/chain/tx.ts';
import { readInscriptions } from '#lib/envelopes/index.ts';
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

/** A list may say where a transaction was mined; nothing proves it. */
const transactionsSchema = z.array(
  z.object({
    txid: z.string(),
    rawtx: z.string(),
    block_height: z.nullish(z.number()),
    tx_index: z.nullish(z.number()),
  }),
);

type Archived = {
  readonly view: ChainView;
  /** Ids of BTC's inscriptions by the height that the archive says, in order. */
  readonly inscribed: ReadonlyMap<number, readonly string[]>;
  readonly close: () => void;
};

type Listed = {
  readonly txid: string;
  readonly rawtx: string;
  readonly height?: number;
  readonly index?: number;
};

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
function* readTransactions(directory: string): Generator<Listed & { path: string }> {
  for (const { path } of filesIn(directory, /^(?:txs|reveals)\.json$/)) {
    const list = transactionsSchema.parse(JSON.parse(new TextDecoder().decode(readBounded(path))));
    for (const { txid, rawtx, block_height: height, tx_index: index } of list) {
      yield { txid, rawtx, path, ...(height == null ? {} : { height }), ...(index == null ? {} : { index }) };
    }
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

/** Ids of the inscriptions of listed transactions, by height, in the order that the list says. */
function inscriptionsOf(listed: readonly Listed[]): Map<number, readonly string[]> {
  const inscribed = new Map<number, readonly string[]>();
  const inOrder = listed.toSorted((a, b) => (a.index ?? Infinity) - (b.index ?? Infinity) || 0);
  for (const { height, rawtx } of inOrder) {
    const ids = readInscriptions(fromHex(rawtx) ?? new Uint8Array(0), 'btc').map(({ id }) => id);
    if (height !== undefined) inscribed.set(height, [...(inscribed.get(height) ?? []), ...ids]);
  }
  return inscribed;
}

function readDistricts(directory: string): string | undefined {
  for (const { path } of filesIn(join(directory, 'bitmap'), /^oci-.*\.csv$/))
    return new TextDecoder().decode(readBounded(path));
  return undefined;
}

function loadNetwork(directory: string, network: 'main' | 'btc'): Archived {
  const db = new Sqlite(':memory:');
  const store = new ChainStore(db);
  const outputs = new OutputIndex(db);
  const feed = new FeedLog(db, outputs);
  const listed = [...readTransactions(join(directory, network === 'btc' ? 'btc' : 'bsv'))];
  db.transaction(() => {
    for (const { path, match } of filesIn(join(directory, 'blocks'), /^mainnet-(\d{1,7})\.raw$/)) {
      const height = Number(match[1]);
      if (network === 'btc' || height < FIRST_SEPARATE_HEIGHT) addBlock(store, path, height);
    }
    for (const { txid, rawtx, path } of listed) {
      const tx = parseTx(fromHex(rawtx) ?? new Uint8Array(0));
      if (!tx.ok || txidOf(tx.value) !== txid)
        throw new Error(`${path}: ${txid} is not what its bytes hash to`);
      if (store.tx(txidOf(tx.value)) !== undefined) continue;
      store.insertTx(txidOf(tx.value), tx.value, 0, false);
      if (network === 'main') feed.accepted(txidOf(tx.value), tx.value);
    }
  });
  return {
    view: { network, store, outputs, feed, proofs: new Proofs(store) },
    inscribed: network === 'btc' ? inscriptionsOf(listed) : new Map(),
    close: () => db.close(),
  };
}

/**
 * Real transactions and blocks from a folder, read only, as the networks `main` and `btc`:
 * `bsv/txs.json` and `btc/reveals.json` (`[{txid, rawtx}]`), `btc/<txid>.hex`, `blocks/mainnet-<height>.raw`.
 * `bitmap/oci-*.csv` is a list of district winners, which is served as it is.
 * Every transaction and block is hashed again. Transactions outside a block are held as unmined: nothing proves them.
 *
 * @throws when a file is not what its name says.
 */
export function openArchive(directory: string): {
  main: ChainView;
  btc: ChainView;
  inscribed: Archived['inscribed'];
  /** Rows of a list of district winners on BTC, as the folder has them. */
  districts: string | undefined;
  close(): void;
} {
  const main = loadNetwork(directory, 'main');
  const btc = loadNetwork(directory, 'btc');
  return {
    main: main.view,
    btc: btc.view,
    inscribed: btc.inscribed,
    districts: readDistricts(directory),
    close: () => {
      main.close();
      btc.close();
    },
  };
}
