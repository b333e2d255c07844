/** Merkle paths: proof that transactions are in the block of a header. */
import { asTxid, type Txid } from '#lib/bytes/brand.ts';
import { equalBytes } from '#lib/bytes/concat.ts';
import { fromDisplayHex, toDisplayHex } from '#lib/bytes/hex.ts';
import { issue, type Issue } from '#lib/bytes/issue.ts';
import { fail, ok, type Result } from '#lib/bytes/result.ts';
import { encodeBump, readBump, type Bump, type PathLeaf } from '#lib/chain/bump.ts';
import { merkleParent } from '#lib/chain/merkle.ts';

export { encodeBump };

/** A path whose nodes all lead to one root. Whether that root is a block's is for the header chain to say. */
export type MerklePath = Bump & {
  /** Display hex, as in a header. */
  readonly root: string;
  /** Position in the block of every txid on level 0. */
  readonly indexes: ReadonlyMap<Txid, number>;
  /** Every node of each level that is stated or follows, by offset. */
  readonly nodes: readonly ReadonlyMap<number, Uint8Array>[];
};

/**
 * Reads a BUMP and follows it. Besides malformed bytes it refuses a path with a missing or contradicting node, and one
 * that states the same hash left and right: an honest tree says that by a flag, and the other form gives a transaction
 * a second position (CVE-2012-2459).
 */
export function parseBump(bytes: Uint8Array): Result<MerklePath> {
  const bump = readBump(bytes);
  return bump.ok ? resolvePath(bump.value.height, bump.value.levels) : bump;
}

/**
 * The root that the path leads to from `txid`, in display hex, and the position of `txid` in its block.
 * An issue when the path does not hold it.
 */
export function rootOf(
  path: MerklePath,
  txid: Txid,
): Result<{ readonly root: string; readonly index: number }> {
  const index = path.indexes.get(txid);
  if (index === undefined)
    return fail(issue('bump-other-transaction', 'the Merkle path is not of this transaction'));
  return ok({ root: path.root, index });
}

/**
 * The bytes of the part of `path` that proves `txid` alone, so that a transaction can be kept and handed on without
 * the others of its block. `undefined` when the path does not hold it.
 */
export function bumpFor(path: MerklePath, txid: Txid): Uint8Array | undefined {
  const index = path.indexes.get(txid);
  if (index === undefined) return undefined;
  let offset = index;
  const levels = path.nodes.map((nodes, depth): PathLeaf[] => {
    const own = depth === 0 ? [leafAt(nodes.get(offset), offset, true)] : [];
    const sibling = offset % 2 === 0 ? offset + 1 : offset - 1;
    const other = isLone(path.levels) ? [] : [leafAt(nodes.get(sibling), sibling, false)];
    offset = Math.floor(offset / 2);
    return [...own, ...other].sort((a, b) => a.offset - b.offset);
  });
  return encodeBump({ height: path.height, levels });
}

/** All nodes of a block's Merkle tree, level by level from the txids to the one below the root. */
export type MerkleTree = readonly (readonly Uint8Array[])[];

/**
 * Builds the tree of a block once, for any number of {@link bumpFromTree}.
 *
 * @throws {RangeError} when `txids` is empty.
 */
export function merkleTree(txids: readonly Txid[]): MerkleTree {
  if (txids.length === 0) throw new RangeError('a block has at least one transaction');
  let level = txids.map((txid) => fromDisplayHex(txid) ?? new Uint8Array(32));
  const levels = [level];
  while (level.length > 2) {
    const parents: Uint8Array[] = [];
    for (let at = 0; at < level.length; at += 2) {
      const left = level[at];
      if (left !== undefined) parents.push(merkleParent(left, level[at + 1] ?? left));
    }
    levels.push(parents);
    level = parents;
  }
  return levels;
}

/**
 * The smallest path that proves the transactions at `indexes` of a block.
 *
 * @throws {RangeError} when `indexes` is empty or names a position that the block does not have.
 */
export function bumpFromTree(tree: MerkleTree, height: number, indexes: readonly number[]): MerklePath {
  const count = tree[0]?.length ?? 0;
  if (
    indexes.length === 0 ||
    indexes.some((index) => !Number.isInteger(index) || index < 0 || index >= count)
  ) {
    throw new RangeError(`positions ${indexes.join(', ')} in a block of ${count} transactions`);
  }
  let wanted = new Set(indexes);
  const levels = tree.map((nodes, depth): PathLeaf[] => {
    const leaves: PathLeaf[] = [];
    for (const offset of wanted) {
      // Above level 0 a wanted node follows from its children; only its sibling may have to be said.
      if (depth === 0) leaves.push(leafAt(nodes[offset], offset, true));
      const sibling = offset ^ 1;
      if (nodes.length > 1 && !wanted.has(sibling)) leaves.push(leafAt(nodes[sibling], sibling, false));
    }
    wanted = new Set(Array.from(wanted, (offset) => offset >>> 1));
    return leaves.sort((a, b) => a.offset - b.offset);
  });
  const path = resolvePath(height, levels);
  if (!path.ok) throw new RangeError(path.issue.message);
  return path.value;
}

/** {@link bumpFromTree} for a block that is asked about once. */
export const bumpOf = (txids: readonly Txid[], height: number, indexes: readonly number[]): MerklePath =>
  bumpFromTree(merkleTree(txids), height, indexes);

function leafAt(hash: Uint8Array | undefined, offset: number, isTxid: boolean): PathLeaf {
  return hash === undefined ? { offset, isTxid } : { offset, hash, isTxid };
}

/** Computes every node that follows from the leaves, up to the root; each computed node uses up a leaf, so this ends. */
function resolvePath(height: number, levels: readonly (readonly PathLeaf[])[]): Result<MerklePath> {
  const indexes = new Map<Txid, number>();
  for (const { offset, hash } of levels[0] ?? []) {
    if (hash === undefined) continue;
    const txid = asTxid(toDisplayHex(hash));
    if (!indexes.has(txid)) indexes.set(txid, offset);
  }
  const resolved: ReadonlyMap<number, Uint8Array>[] = [];
  let nodes = new Map<number, Uint8Array>();
  for (const [depth, leaves] of levels.entries()) {
    const stated = stateNodes(nodes, leaves);
    if (!stated.ok) return onLevel(stated, depth);
    resolved.push(nodes);
    // A block with one transaction has no pair at all: its root is the txid.
    if (levels.length === 1 && stated.value.duplicate === undefined && nodes.size === 1 && nodes.has(0))
      break;
    const parents = pairNodes(nodes, stated.value.duplicate);
    if (!parents.ok) return onLevel(parents, depth);
    nodes = parents.value;
  }
  const root = nodes.get(0);
  if (root === undefined || nodes.size !== 1)
    return fail(issue('bump-incomplete', 'the path does not end in one root'));
  return ok({ height, levels, root: toDisplayHex(root), indexes, nodes: resolved });
}

/** Whether a path is of a block with one transaction. */
const isLone = (levels: MerklePath['levels']): boolean =>
  levels.length === 1 && levels[0]?.length === 1 && levels[0][0]?.offset === 0;

/** Adds what a level states to what follows from the level below. */
function stateNodes(
  nodes: Map<number, Uint8Array>,
  leaves: readonly PathLeaf[],
): Result<{ readonly duplicate: number | undefined }> {
  let duplicate: number | undefined;
  let previous = -1;
  for (const { offset, hash } of leaves) {
    if (offset === previous) return fail(issue('bump-offset', `offset ${offset} is stated twice`));
    previous = offset;
    const known = nodes.get(offset);
    if (hash === undefined) {
      duplicate = offset;
    } else if (known === undefined) {
      nodes.set(offset, hash);
    } else if (!equalBytes(known, hash)) {
      return fail(
        issue('bump-contradiction', `the node at offset ${offset} does not follow from those below`),
      );
    }
  }
  return ok({ duplicate });
}

/** The level above. Every node must have its sibling. */
function pairNodes(
  nodes: ReadonlyMap<number, Uint8Array>,
  duplicate: number | undefined,
): Result<Map<number, Uint8Array>> {
  const parents = new Map<number, Uint8Array>();
  for (const [offset, hash] of nodes) {
    const isRight = offset % 2 === 1;
    const sibling = nodes.get(isRight ? offset - 1 : offset + 1);
    if (sibling === undefined) {
      if (isRight || duplicate !== offset + 1) {
        return fail(issue('bump-incomplete', `the node at offset ${offset} has no sibling`));
      }
      parents.set(offset / 2, merkleParent(hash, hash));
    } else if (!isRight) {
      if (equalBytes(hash, sibling))
        return fail(issue('bump-repeated', `offset ${offset} is stated on both sides`));
      parents.set(offset / 2, merkleParent(hash, sibling));
    }
  }
  return ok(parents);
}

const onLevel = ({ issue: { code, message } }: { readonly issue: Issue }, level: number): Result<never> =>
  fail(issue(code, message, { path: `levels/${level}` }));
