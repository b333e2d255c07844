import { base32nopad } from '@scure/base';
import { concatBytes, equalBytes } from './concat.ts';
import { sha256 } from './hash.ts';
import { issue } from './issue.ts';
import { fail, ok, type Result } from './result.ts';

/** Bytes of each leaf of a file, but for the last. */
export const LEAF_BYTES = 262_144;
/** Leaves of one file at most: one node names all of them. A file has 32 MiB at most. */
export const MOST_LEAVES = 128;

/** Larger than the node of a file of {@link MOST_LEAVES}: 51 bytes for each, and a few. */
const MOST_NODE_BYTES = 8192;
const CODECS = { leaf: 0x55, node: 0x70 } as const;
const DIGEST = 32;

/** What a name says of its block: the bytes of a file, or the node above several such. */
export type BlockName = { readonly kind: keyof typeof CODECS; readonly digest: Uint8Array };

/** A file as the blocks that it travels in. */
export type FileBlocks = {
  /** The name of the whole file. */
  readonly cid: string;
  /** Every block by its name. The leaves in a row are the file. */
  readonly blocks: ReadonlyMap<string, Uint8Array>;
};

/** What stands above the leaves of a file. */
export type FileNode = {
  /** Bytes of the file. */
  readonly size: number;
  /** SHA-256 of each leaf, in order. */
  readonly digests: readonly Uint8Array[];
};

/**
 * The name of a block as text: CIDv1 in base32, codec `raw` (0x55) or `dag-pb` (0x70), SHA-256
 * (https://github.com/multiformats/cid).
 */
export const cidOf = (kind: BlockName['kind'], digest: Uint8Array): string =>
  `b${base32nopad.encode(cidBytes(kind, digest)).toLowerCase()}`;

/** Reads a name in the one form that {@link cidOf} writes; `undefined` for every other text. */
export function parseCid(text: string): BlockName | undefined {
  if (!/^bafkrei[a-z2-7]{52}$|^bafybei[a-z2-7]{52}$/.test(text)) return undefined;
  let bytes: Uint8Array;
  try {
    bytes = base32nopad.decode(text.slice(1).toUpperCase());
  } catch {
    // Bits behind the last byte that are not zero.
    return undefined;
  }
  const name = { kind: bytes[1] === CODECS.leaf ? 'leaf' : 'node', digest: bytes.slice(4) } as const;
  return cidOf(name.kind, name.digest) === text ? name : undefined;
}

/** Whether bytes are the block that a name is of. */
export const isBlockOf = ({ digest }: BlockName, bytes: Uint8Array): boolean =>
  equalBytes(sha256(bytes), digest);

/**
 * Cuts a file into UnixFS blocks as Kubo and Helia do for `--cid-version=1`: raw leaves of 256 KiB, and one `dag-pb` node
 * above them where there is more than one (https://specs.ipfs.tech/unixfs/).
 *
 * @throws {RangeError} when it has more than {@link MOST_LEAVES} leaves.
 */
export function fileBlocks(bytes: Uint8Array): FileBlocks {
  const blocks = new Map<string, Uint8Array>();
  const digests: Uint8Array[] = [];
  for (let at = 0; at === 0 || at < bytes.length; at += LEAF_BYTES) {
    const leaf = bytes.subarray(at, at + LEAF_BYTES);
    const digest = sha256(leaf);
    digests.push(digest);
    blocks.set(cidOf('leaf', digest), leaf);
  }
  const [first] = digests;
  if (digests.length === 1 && first !== undefined) return { cid: cidOf('leaf', first), blocks };
  const node = encodeFileNode({ size: bytes.length, digests });
  const cid = cidOf('node', sha256(node));
  blocks.set(cid, node);
  return { cid, blocks };
}

/**
 * The `dag-pb` node of a file with two leaves or more, in its one canonical form.
 *
 * @throws {RangeError} when so many leaves do not have that size, or there are more than {@link MOST_LEAVES}.
 */
export function encodeFileNode({ size, digests }: FileNode): Uint8Array {
  const count = digests.length;
  if (count < 2 || count > MOST_LEAVES || Math.ceil(size / LEAF_BYTES) !== count)
    throw new RangeError(`${count} leaves of a file of ${size} bytes`);
  const sizes = digests.map((_, at) => number(Math.min(LEAF_BYTES, size - at * LEAF_BYTES)));
  const links = digests.map((digest, at) =>
    // Hash, an empty name, the size of what it leads to.
    field(0x12, [field(0x0a, [cidBytes('leaf', digest)]), [0x12, 0, 0x18], sizes[at] ?? []]),
  );
  // A file, its size, and those of its leaves.
  const data = [[0x08, 2, 0x18], number(size), ...sizes.flatMap((leaf) => [[0x20], leaf])];
  return Uint8Array.from([...links.flat(), ...field(0x0a, data)]);
}

/** Reads such a node. What {@link encodeFileNode} would write in another way is refused, so its parts are what they say. */
export function decodeFileNode(bytes: Uint8Array): Result<FileNode> {
  const refused = fail(issue('unixfs-node', 'it is not the node of a file of 256 KiB leaves'));
  if (bytes.length > MOST_NODE_BYTES) return refused;
  const digests: Uint8Array[] = [];
  let at = 0;
  for (; bytes[at] === 0x12 && digests.length < MOST_LEAVES; at += 2 + (bytes[at + 1] ?? 0))
    digests.push(bytes.slice(at + LINK_HEAD, at + LINK_HEAD + DIGEST));
  // Behind the tag, a length of one or two bytes, and the type with the tag of the size.
  const size = numberAt(bytes, at + ((bytes[at + 1] ?? 0) < 0x80 ? 2 : 3) + 3);
  if (digests.some(({ length }) => length !== DIGEST)) return refused;
  if (digests.length < 2 || Math.ceil(size / LEAF_BYTES) !== digests.length) return refused;
  const node = { size, digests };
  return equalBytes(encodeFileNode(node), bytes) ? ok(node) : refused;
}

/** Tag and length of a link, of its hash, and the four bytes of a CID before the digest. */
const LINK_HEAD = 2 + 2 + 4;

const cidBytes = (kind: BlockName['kind'], digest: Uint8Array): Uint8Array =>
  concatBytes([Uint8Array.of(1, CODECS[kind], 0x12, DIGEST), digest]);

/** A field of Protocol Buffers with a length. */
function field(tag: number, parts: readonly Iterable<number>[]): number[] {
  const payload = parts.flatMap((part) => [...part]);
  return [tag, ...number(payload.length), ...payload];
}

/** A number of Protocol Buffers: seven bits a byte, the lowest first. */
function number(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 0x7f; rest = Math.floor(rest / 0x80)) bytes.push((rest & 0x7f) | 0x80);
  return [...bytes, rest];
}

function numberAt(bytes: Uint8Array, start: number): number {
  let value = 0;
  for (let place = 0; place < 5; place += 1) {
    const byte = bytes[start + place] ?? 0;
    value += (byte & 0x7f) * 0x80 ** place;
    if (byte < 0x80) break;
  }
  return value;
}
