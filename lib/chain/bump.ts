/**
 * The BUMP form (BRC-74) of Merkle paths.
 *
 * ```
 * bump  = height:CompactSize  treeHeight:u8  level{treeHeight}
 * level = count:CompactSize  leaf{count}
 * leaf  = offset:CompactSize  flags:u8  [hash:32, wire order]      flags: 1 = repeats its left sibling, 2 = a txid of interest
 * ```
 * Flags are hints that producers get wrong, so nobody should rely on bit 2: a transaction is in the path when its hash is.
 */
import { concatBytes } from '#lib/bytes/concat.ts';
import { ByteReader } from '#lib/bytes/reader.ts';
import { fail, ok, type Result } from '#lib/bytes/result.ts';
import { encodeVarint } from '#lib/bytes/varint.ts';

/** BRC-74 stores it in a byte, but no block has more than 2^64 transactions. */
const MAX_TREE_HEIGHT = 64;
/** Offset and flags of a leaf that repeats its sibling; every other leaf has 32 bytes more. */
const LEAST_LEAF_BYTES = 2;
const FLAG_DUPLICATE = 1;
const FLAG_TXID = 2;

/** A node that a path states. Without `hash` it repeats its left sibling: the odd end of a level. */
export type PathLeaf = {
  readonly offset: number;
  /** 32 bytes in wire order; shares memory with the bytes that were read. */
  readonly hash?: Uint8Array;
  readonly isTxid: boolean;
};

/** What a BUMP states. Level 0 holds txids; leaves of a level are in order of offset. */
export type Bump = { readonly height: number; readonly levels: readonly (readonly PathLeaf[])[] };

/** Reads the form of one BUMP that fills `bytes`. Work and memory are linear in the input, whatever its counts say. */
export function readBump(bytes: Uint8Array): Result<Bump> {
  const reader = new ByteReader(bytes);
  const { height, treeHeight } = readHead(reader);
  const levels: PathLeaf[][] = [];
  while (levels.length < treeHeight && reader.failure === undefined) levels.push(readLevel(reader));
  reader.end();
  return reader.failure === undefined ? ok({ height, levels }) : fail(reader.failure);
}

/**
 * Moves `reader` over one BUMP and gives its bytes, for formats that hold several. What it states is not looked at, so
 * that one bad path never hides the rest of what came with it.
 */
export function skipBump(reader: ByteReader): Uint8Array {
  const start = reader.offset;
  const { treeHeight } = readHead(reader);
  for (let level = 0; level < treeHeight && reader.failure === undefined; level += 1) {
    for (let left = reader.count(LEAST_LEAF_BYTES); left > 0 && reader.failure === undefined; left -= 1) {
      reader.compactSize();
      if ((reader.u8() & FLAG_DUPLICATE) === 0) reader.skip(32);
    }
  }
  return reader.bytes.subarray(start, reader.offset);
}

function readHead(reader: ByteReader): { readonly height: number; readonly treeHeight: number } {
  const height = reader.compactSize();
  if (height > 0xffff_ffff) reader.fail('bump-height', `no block has height ${height}`);
  const treeHeight = reader.u8();
  if (treeHeight === 0 || treeHeight > MAX_TREE_HEIGHT) {
    reader.fail('bump-tree-height', `a tree has 1 to ${MAX_TREE_HEIGHT} levels, not ${treeHeight}`);
  }
  return { height, treeHeight };
}

function readLevel(reader: ByteReader): PathLeaf[] {
  const leaves: PathLeaf[] = [];
  let duplicates = 0;
  for (let left = reader.count(LEAST_LEAF_BYTES); left > 0 && reader.failure === undefined; left -= 1) {
    const offset = reader.compactSize();
    const flags = reader.u8();
    const isTxid = (flags & FLAG_TXID) !== 0;
    if ((flags & FLAG_DUPLICATE) === 0) {
      leaves.push({ offset, hash: reader.take(32), isTxid });
      continue;
    }
    // Only the last node of a level has no sibling of its own, so more than one would only cost us memory.
    duplicates += 1;
    if (duplicates > 1) reader.fail('bump-duplicates', 'two leaves of one level repeat their sibling');
    leaves.push({ offset, isTxid });
  }
  return leaves.sort((a, b) => a.offset - b.offset);
}

/** The bytes of a path, as {@link readBump} reads them. */
export function encodeBump(path: Bump): Uint8Array {
  const parts: Uint8Array[] = [encodeVarint(path.height), Uint8Array.of(path.levels.length)];
  for (const level of path.levels) {
    parts.push(encodeVarint(level.length));
    for (const { offset, hash, isTxid } of level) {
      const flags = (hash === undefined ? FLAG_DUPLICATE : 0) | (isTxid ? FLAG_TXID : 0);
      parts.push(encodeVarint(offset), Uint8Array.of(flags));
      if (hash !== undefined) parts.push(hash);
    }
  }
  return concatBytes(parts);
}
