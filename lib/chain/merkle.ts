import type { Txid } from '#lib/bytes/brand.ts';
import { sha256d } from '#lib/bytes/hash.ts';
import { fromDisplayHex, toDisplayHex } from '#lib/bytes/hex.ts';

/** The parent of two nodes, 32 bytes each in wire order. */
export function merkleParent(left: Uint8Array, right: Uint8Array): Uint8Array {
  const pair = new Uint8Array(64);
  pair.set(left);
  pair.set(right, 32);
  return sha256d(pair);
}

/**
 * The Merkle root of a block's transactions in block order, as display hex. A level of odd length pairs its last
 * node with itself, so a list that repeats its end can share a root with a shorter one (CVE-2012-2459): a caller
 * that takes the list from a stranger must refuse repeated txids.
 *
 * @throws {RangeError} when `txids` is empty: no block is.
 */
export function merkleRoot(txids: readonly Txid[]): string {
  if (txids.length === 0) throw new RangeError('a block has at least one transaction');
  let level = txids.map((txid) => fromDisplayHex(txid) ?? new Uint8Array(32));
  while (level.length > 1) {
    const parents: Uint8Array[] = [];
    for (let at = 0; at < level.length; at += 2) {
      const left = level[at];
      if (left !== undefined) parents.push(merkleParent(left, level[at + 1] ?? left));
    }
    level = parents;
  }
  return toDisplayHex(level[0] ?? new Uint8Array(32));
}
