import { asTxid, toOutpoint, type Outpoint, type Txid } from '#lib/bytes/brand.ts';
import { sha256 } from '#lib/bytes/hash.ts';
import { toHex } from '#lib/bytes/hex.ts';
import type { BlockPlace } from '#lib/proof/verdict.ts';
import { place } from '#tests/support/publications.ts';

/** A transaction of the model: what it spends, what it makes, and the words in it. */
export type WorldTx = {
  readonly words: string;
  /** The post that it answers: the next of a thread names the one before it. */
  readonly to?: Outpoint;
  readonly inputs: readonly Outpoint[];
  readonly outputs: readonly number[];
};

export const encodeTx = (tx: WorldTx): Uint8Array => new TextEncoder().encode(JSON.stringify(tx));
export const decodeTx = (raw: Uint8Array): WorldTx => JSON.parse(new TextDecoder().decode(raw)) as WorldTx;
export const txidOf = (raw: Uint8Array): Txid => asTxid(toHex(sha256(raw)));

/** A block is buried once so many are on it, itself included. */
export const BURIED = 6;

/** The chain as it truly is: what nodes would agree on. */
export class WorldChain {
  /** Whatever was ever taken, alive or not. */
  readonly known = new Map<Txid, WorldTx>();
  readonly mempool = new Set<Txid>();
  readonly mined = new Map<Txid, BlockPlace>();
  /** Which living transaction spends an output. */
  readonly spends = new Map<Outpoint, Txid>();
  readonly #granted = new Set<Txid>();
  #blocks: Txid[][] = [];
  #made = 0;

  get height(): number {
    return this.#blocks.length;
  }

  lives(txid: Txid): boolean {
    return this.mempool.has(txid) || this.mined.has(txid);
  }

  isBuried(txid: Txid): boolean {
    const at = this.mined.get(txid);
    return at !== undefined && this.height - at.height + 1 >= BURIED;
  }

  #exists(outpoint: Outpoint): boolean {
    const txid = asTxid(outpoint.slice(0, 64));
    return this.lives(txid) && Number(outpoint.slice(65)) < (this.known.get(txid)?.outputs.length ?? 0);
  }

  /** What an honest node says of some bytes. */
  verdict(raw: Uint8Array): 'known' | 'fits' | 'rival' | 'unknown-coins' {
    if (this.lives(txidOf(raw))) return 'known';
    const { inputs } = decodeTx(raw);
    if (inputs.some((outpoint) => !this.#exists(outpoint))) return 'unknown-coins';
    return inputs.some((outpoint) => this.spends.has(outpoint)) ? 'rival' : 'fits';
  }

  accept(raw: Uint8Array): Txid {
    const txid = txidOf(raw);
    const tx = decodeTx(raw);
    this.known.set(txid, tx);
    this.mempool.add(txid);
    for (const outpoint of tx.inputs) this.spends.set(outpoint, txid);
    return txid;
  }

  /** A transaction of somebody else's that pays us. */
  grant(sats: number): Uint8Array {
    const raw = encodeTx({ words: `grant ${this.known.size}`, inputs: [], outputs: [sats] });
    this.#granted.add(this.accept(raw));
    return raw;
  }

  isGrant(txid: string): boolean {
    return this.#granted.has(txid as Txid);
  }

  /** The next block holds all that waits but these. */
  mine(late: ReadonlySet<Txid> = new Set()): void {
    this.#made += 1;
    const block = [...this.mempool].filter((txid) => !late.has(txid));
    this.#blocks.push(block);
    for (const txid of block) {
      this.mined.set(txid, place(this.height, this.#made));
      this.mempool.delete(txid);
    }
  }

  /**
   * Another branch wins, longer by one than the `depth` blocks that it replaces. What those held waits again, but for
   * what nodes forget on the way.
   */
  reorg(depth: number, forgets: () => boolean): void {
    const lost = this.#blocks.splice(Math.max(0, this.height - depth));
    const waits = lost.flat();
    for (const txid of waits) {
      this.mined.delete(txid);
      this.mempool.add(txid);
    }
    for (const txid of waits) if (!this.#granted.has(txid) && forgets()) this.#drop(txid);
    for (let blocks = lost.length; blocks >= 0; blocks -= 1) {
      // The other branch need not hold all of it at once; a child is never in front of its parent.
      const late = new Set<Txid>();
      const delay = (txid: Txid): void => {
        late.add(txid);
        this.#childrenOf(txid).forEach(delay);
      };
      if (blocks > 0) {
        for (const txid of this.mempool) if (!this.#granted.has(txid) && forgets()) delay(txid);
      }
      this.mine(late);
    }
  }

  #childrenOf(txid: Txid): Txid[] {
    const outputs = this.known.get(txid)?.outputs ?? [];
    return outputs.flatMap((_sats, vout) => this.spends.get(toOutpoint(txid, vout)) ?? []);
  }

  /** Nodes forget an unmined transaction, and with it what spends it. */
  #drop(txid: Txid): void {
    for (const child of this.#childrenOf(txid)) this.#drop(child);
    if (!this.mempool.delete(txid)) return;
    for (const outpoint of this.known.get(txid)?.inputs ?? []) this.spends.delete(outpoint);
  }

  /** Payable outputs that no living transaction spends. */
  unspent(): Outpoint[] {
    return [...this.known].flatMap(([txid, { outputs }]) =>
      this.lives(txid)
        ? outputs
            .map((sats, vout) => ({ sats, outpoint: toOutpoint(txid, vout) }))
            .filter(({ sats, outpoint }) => sats > 1 && !this.spends.has(outpoint))
            .map(({ outpoint }) => outpoint)
        : [],
    );
  }
}
