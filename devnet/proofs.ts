import type { Txid } from '#lib/bytes/brand.ts';
import { parseTx } from '#lib/chain/tx.ts';
import { encodeBeef } from '#lib/chain/beef.ts';
import { encodeBump } from '#lib/chain/bump.ts';
import { bumpFromTree, merkleTree, type MerkleTree } from '#lib/proof/merkle-path.ts';
import type { ChainStore, TxRow } from './chain-store.ts';

/** Merkle trees kept at hand; an answer about a range of the feed asks for the same few blocks again and again. */
const MAX_TREES = 16;
/** Unmined ancestors that go with one transaction. */
const MAX_ANCESTORS = 25;

/** A BEEF that grows with what is asked for: mined transactions with their path, others with their unmined ancestors. */
export interface BeefBuilder {
  /** Adds a transaction and what it rests on; `false` when it is not known. */
  add(txid: Txid): boolean;
  /** Bytes of the transactions so far. */
  readonly size: number;
  encode(): Uint8Array;
}

/** Merkle paths and BEEFs of what a store holds. */
export class Proofs {
  readonly #store: ChainStore;
  readonly #trees = new Map<string, MerkleTree>();

  constructor(store: ChainStore) {
    this.#store = store;
  }

  /** The path (BUMP) of one mined transaction; absent while it is unmined. */
  bump(txid: Txid): Uint8Array | undefined {
    const tx = this.#store.tx(txid);
    if (tx === undefined || tx.height === null || tx.place === null) return undefined;
    return this.#bump(tx.height, [tx.place]);
  }

  /** One path for several transactions of the block at `height`. */
  #bump(height: number, places: readonly number[]): Uint8Array | undefined {
    const block = this.#store.blockAt(height);
    if (block === undefined) return undefined;
    const tree = this.#trees.get(block.hash) ?? merkleTree(this.#store.blockTxids(block.hash));
    // Deleting first keeps the order of use, so that the oldest is the first key.
    this.#trees.delete(block.hash);
    this.#trees.set(block.hash, tree);
    const oldest = this.#trees.keys().next();
    if (this.#trees.size > MAX_TREES && oldest.done !== true) this.#trees.delete(oldest.value);
    return encodeBump(bumpFromTree(tree, height, places));
  }

  beef(): BeefBuilder {
    const mined = new Map<number, TxRow[]>();
    const unmined: TxRow[] = [];
    const added = new Set<Txid>();
    let size = 0;

    const collect = (txid: Txid, budget: { left: number }): boolean => {
      if (added.has(txid)) return true;
      const row = this.#store.tx(txid);
      if (row === undefined) return false;
      if (row.height === null && budget.left === 0) return false;
      added.add(txid);
      size += row.raw.length;
      if (row.height !== null) {
        const rows = mined.get(row.height);
        if (rows === undefined) mined.set(row.height, [row]);
        else rows.push(row);
        return true;
      }
      budget.left -= 1;
      unmined.push(row);
      const tx = parseTx(row.raw);
      for (const input of tx.ok ? tx.value.inputs : []) collect(input.prevTxid, budget);
      return true;
    };

    const encode = (): Uint8Array => {
      const bumps: Uint8Array[] = [];
      const txs: { raw: Uint8Array; bumpIndex?: number }[] = [];
      for (const [height, rows] of mined) {
        const bump = this.#bump(
          height,
          rows.map(({ place }) => place ?? 0),
        );
        if (bump === undefined) throw new Error(`no block at height ${height}`);
        const bumpIndex = bumps.push(bump) - 1;
        for (const { raw } of rows) txs.push({ raw, bumpIndex });
      }
      // Parents arrive before their children.
      unmined.sort((a, b) => a.arrival - b.arrival);
      for (const { raw } of unmined) txs.push({ raw });
      return encodeBeef({ bumps, txs });
    };

    return {
      // The transaction itself is the first that the budget pays for.
      add: (txid) => collect(txid, { left: MAX_ANCESTORS + 1 }),
      get size() {
        return size;
      },
      encode,
    };
  }
}
