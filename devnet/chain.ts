import type { BlockHash, Txid } from '#lib/bytes/brand.ts';
import { equalBytes } from '#lib/bytes/concat.ts';
import { fail, ok, type Result } from '#lib/bytes/result.ts';
import { parseHeader, type Header } from '#lib/chain/header.ts';
import { merkleRoot } from '#lib/chain/merkle.ts';
import { parseTx, txidOf, type Tx, type TxOutput } from '#lib/chain/tx.ts';
import type { BlockRow, ChainStore, OutputRow } from './chain-store.ts';
import { encodeCoinbase } from './coinbase.ts';
import { checkFinal, checkForm, countSignatureChecks } from './form-check.ts';
import { GENESIS_COINBASE, genesisHeader } from './genesis.ts';
import { mineHeader } from './header-work.ts';
import { refuse, type Refusal } from './refusal.ts';
import {
  COINBASE_MATURITY,
  leastFee,
  MAX_BLOCK_BYTES,
  MAX_BLOCK_TRANSACTIONS,
  MAX_REORG_DEPTH,
  POLICY,
  POW_BITS,
} from './rules.ts';
import { checkScripts } from './script-check.ts';
import type { Sqlite } from './sqlite.ts';

const BLOCK_VERSION = 0x2000_0000;
/** Blocks whose median time a new block must exceed. */
const MEDIAN_BLOCKS = 11;
/** Header, count and coinbase, with room to spare. */
const BLOCK_OVERHEAD_BYTES = 1_000;

export type Block = { readonly header: Header; readonly height: number; readonly txids: readonly Txid[] };

/** What a reorg did. `returned` are transactions of displaced blocks that wait in the mempool again. */
export type Reorg = {
  readonly displaced: readonly BlockHash[];
  readonly added: readonly BlockHash[];
  readonly returned: readonly Txid[];
};

/**
 * Keeps its own notes about transactions. Each call comes inside the database transaction of the change, so that the
 * notes and the chain cannot disagree after a crash; tell others by `Sqlite.afterCommit`.
 */
export interface ChainObserver {
  accepted?(txid: Txid, tx: Tx): void;
  /** A block on top of the chain; the first of its `txids` is the coinbase. */
  mined?(block: Block): void;
  /** Out of a displaced block, back in the mempool. */
  unmined?(txids: readonly Txid[]): void;
}

/** The local chain: it accepts transactions, mines blocks and reorganises, by the rules of `rules.ts`. */
export class Chain {
  readonly store: ChainStore;
  /** What the miners ask for each {@link POLICY.feeBytes}; `/dev/policy` raises it, a restart forgets that. */
  feeSats: number = POLICY.feeSats;
  readonly #db: Sqlite;
  readonly #observers: readonly ChainObserver[];
  readonly #now: () => number;

  /** @param now the clock, in milliseconds since 1970. */
  constructor(
    db: Sqlite,
    store: ChainStore,
    observers: readonly ChainObserver[] = [],
    now: () => number = Date.now,
  ) {
    this.#db = db;
    this.#observers = observers;
    this.#now = now;
    this.store = store;
    if (this.store.tip() === undefined)
      db.transaction(() => this.#connect(genesisHeader(), 0, GENESIS_COINBASE, []));
  }

  tip(): BlockRow {
    const tip = this.store.tip();
    if (tip === undefined) throw new Error('a chain has its genesis block');
    return tip;
  }

  /**
   * Takes a transaction into the mempool, or says why not. A transaction that is there or mined already is accepted
   * again (`isNew` false). `sources` are the outputs that an extended transaction says it spends: they must be true.
   */
  accept(tx: Tx, sources?: readonly TxOutput[]): Result<{ txid: Txid; isNew: boolean }, Refusal> {
    const txid = txidOf(tx);
    if (this.store.tx(txid) !== undefined) return ok({ txid, isNew: false });
    const checked = this.#check(tx, sources);
    if (!checked.ok) return checked;
    this.#db.transaction(() => {
      this.store.insertTx(txid, tx, checked.value.fee, false);
      for (const observer of this.#observers) observer.accepted?.(txid, tx);
    });
    return ok({ txid, isNew: true });
  }

  #check(tx: Tx, sources?: readonly TxOutput[]): Result<{ fee: number }, Refusal> {
    const form = checkForm(tx);
    if (!form.ok) return form;
    const final = checkFinal(tx, this.tip().height + 1, this.#medianTime());
    if (!final.ok) return final;
    const spent = this.#findSpent(tx, sources);
    if (!spent.ok) return spent;
    const sum = (outputs: readonly { readonly sats: number }[]) =>
      outputs.reduce((total, { sats }) => total + sats, 0);
    const fee = sum(spent.value) - sum(tx.outputs);
    if (fee < 0) return refuse(462, `the outputs are worth ${-fee} satoshis more than the inputs`);
    const wanted = leastFee(tx.bytes.length, this.feeSats);
    if (fee < wanted) return refuse(465, `a fee of ${fee} satoshis, at least ${wanted} are wanted`);
    const scripts = [...tx.inputs, ...spent.value].map(({ script }) => script);
    const signatureChecks = countSignatureChecks(scripts);
    if (signatureChecks > POLICY.maxSignatureChecks)
      return refuse(463, `${signatureChecks} signature checks`);
    const run = checkScripts(tx, spent.value);
    return run.ok ? ok({ fee }) : run;
  }

  #findSpent(tx: Tx, sources?: readonly TxOutput[]): Result<OutputRow[], Refusal> {
    const height = this.tip().height + 1;
    const spent: OutputRow[] = [];
    const competing = new Set<Txid>();
    for (const [index, { prevTxid, prevVout }] of tx.inputs.entries()) {
      const output = this.store.output(prevTxid, prevVout);
      if (output === undefined) {
        const isKnown = this.store.tx(prevTxid) !== undefined;
        return isKnown
          ? refuse(462, `input ${index}: transaction ${prevTxid} has no output ${prevVout}`)
          : refuse(460, `input ${index}: transaction ${prevTxid} is not known`);
      }
      if (output.coinbase && height - (output.height ?? height) < COINBASE_MATURITY) {
        return refuse(
          462,
          `input ${index}: a coinbase of height ${output.height} is immature below ${(output.height ?? 0) + COINBASE_MATURITY}`,
        );
      }
      const source = sources?.[index];
      if (
        source !== undefined &&
        (source.sats !== output.sats || !equalBytes(source.script, output.script))
      ) {
        return refuse(462, `input ${index}: the extended format states another output than the chain holds`);
      }
      if (output.spender !== null) competing.add(output.spender);
      spent.push(output);
    }
    if (competing.size === 0) return ok(spent);
    const rivals = [...competing];
    return fail({ code: 466, detail: `spent already by ${rivals.join(', ')}`, competing: rivals });
  }

  /** Mines one block of what waits. `time`, in seconds since 1970, is for a story told in the past. */
  mine(time = Math.floor(this.#now() / 1000)): Block {
    return this.#db.transaction(() => this.#mineOn(this.tip(), time, true));
  }

  /**
   * Puts a branch that is one block longer in place of the last `depth` blocks. The branch is empty: what the displaced
   * blocks held waits for the block after it.
   *
   * @throws {RangeError} when `depth` is not from 1 to 99, or reaches genesis.
   */
  reorg(depth: number): Reorg {
    const tip = this.tip();
    if (!Number.isInteger(depth) || depth < 1 || depth > Math.min(MAX_REORG_DEPTH, tip.height)) {
      throw new RangeError(`a reorg of ${depth} blocks at height ${tip.height}`);
    }
    return this.#db.transaction(() => {
      const displaced: BlockHash[] = [];
      const returned: Txid[] = [];
      for (let height = tip.height; height > tip.height - depth; height -= 1) {
        const { hash } = this.tip();
        displaced.push(hash);
        returned.push(...this.store.displaceBlock(hash).slice(1));
      }
      for (const observer of this.#observers) observer.unmined?.(returned);
      const time = Math.floor(this.#now() / 1000);
      const added = Array.from(
        { length: depth + 1 },
        () => this.#mineOn(this.tip(), time, false).header.hash,
      );
      return { displaced, added, returned };
    });
  }

  #mineOn(parent: BlockRow, time: number, withTransactions: boolean): Block {
    const height = parent.height + 1;
    const medianTime = this.#medianTime();
    const chosen = withTransactions
      ? this.#chooseTransactions(height, medianTime)
      : { txids: [], fees: 0, bytes: 0 };
    const coinbase = encodeCoinbase(height, this.store.blocksAtHeight(height), chosen.fees);
    const header = mineHeader({
      version: BLOCK_VERSION,
      prevHash: parent.hash,
      merkleRoot: merkleRoot([txidOf(readOwn(coinbase)), ...chosen.txids]),
      time: Math.max(time, medianTime + 1),
      bits: POW_BITS,
    });
    return this.#connect(header, height, coinbase, chosen.txids, chosen.bytes);
  }

  #chooseTransactions(height: number, medianTime: number): { txids: Txid[]; fees: number; bytes: number } {
    const txids: Txid[] = [];
    let fees = 0;
    let bytes = BLOCK_OVERHEAD_BYTES;
    for (const { txid, raw, fee } of this.store.mempool()) {
      bytes += raw.length;
      // Children come after their parents, so whatever the cut leaves out waits without harm.
      if (bytes > MAX_BLOCK_BYTES || txids.length === MAX_BLOCK_TRANSACTIONS - 1) break;
      if (!checkFinal(readOwn(raw), height, medianTime).ok) break;
      txids.push(txid);
      fees += fee;
    }
    return { txids, fees, bytes };
  }

  #connect(header: Header, height: number, coinbase: Uint8Array, rest: readonly Txid[], bytes = 0): Block {
    const tx = readOwn(coinbase);
    const coinbaseTxid = txidOf(tx);
    const txids = [coinbaseTxid, ...rest];
    this.store.insertTx(coinbaseTxid, tx, 0, true);
    this.store.insertBlock(header, height, bytes, txids);
    const block = { header, height, txids };
    for (const observer of this.#observers) observer.mined?.(block);
    return block;
  }

  /** Median of the last 11 block times, in seconds: what time locks are compared with (BIP 113). */
  #medianTime(): number {
    const { height } = this.tip();
    const headers = this.store.headers(Math.max(0, height - MEDIAN_BLOCKS + 1), MEDIAN_BLOCKS);
    const times: number[] = [];
    for (let at = 0; at < headers.length; at += 80) {
      const header = parseHeader(headers.subarray(at, at + 80));
      if (header.ok) times.push(header.value.time);
    }
    return times.sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;
  }
}

/** Parses what this process encoded or accepted itself. */
function readOwn(bytes: Uint8Array): Tx {
  const tx = parseTx(bytes);
  if (!tx.ok) throw new Error(`a stored transaction does not parse: ${tx.issue.message}`);
  return tx.value;
}
