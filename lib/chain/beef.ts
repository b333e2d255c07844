/**
 * BEEF: transactions with the Merkle paths of those that are mined.
 *
 * ```
 * v1 (BRC-62) = 0100beef  count  bump{count}  count  ( tx  hasBump:u8  [bumpIndex] ){count}
 * v2 (BRC-96) = 0200beef  count  bump{count}  count  ( format:u8 …    ){count}
 *   format 0 = tx        1 = bumpIndex tx        2 = txid (32 bytes, wire order) that the reader should know
 * ```
 * Counts and indexes are CompactSize numbers.
 */
import { asTxid, type Txid } from '#lib/bytes/brand.ts';
import { concatBytes } from '#lib/bytes/concat.ts';
import { fromDisplayHex, toDisplayHex } from '#lib/bytes/hex.ts';
import { issue } from '#lib/bytes/issue.ts';
import { ByteReader } from '#lib/bytes/reader.ts';
import { fail, ok, type Result } from '#lib/bytes/result.ts';
import { encodeVarint } from '#lib/bytes/varint.ts';
import { skipBump } from './bump.ts';
import { readTxLayout } from './tx-layout.ts';
import { layoutTxid } from './tx.ts';

const V1 = 0xefbe_0001;
const V2 = 0xefbe_0002;
/** Height, tree height, and a level with one leaf that repeats its sibling: no path is smaller. */
const LEAST_BUMP_BYTES = 5;
/** A txid with its format byte is smaller than any transaction. */
const LEAST_TX_BYTES = 33;

/** Whether `bytes` begin as a BEEF of either version does. */
export function isBeef(bytes: Uint8Array): boolean {
  const version = new ByteReader(bytes).u32();
  return version === V1 || version === V2;
}

/** What a caller is willing to read. */
export type BeefLimits = {
  readonly maxBytes: number;
  readonly maxBumps: number;
  readonly maxTransactions: number;
};

export type BeefTx = {
  /** Computed from `raw`. */
  readonly txid: Txid;
  /** A view of the input. */
  readonly raw: Uint8Array;
  /** Which of the paths is said to prove it. */
  readonly bumpIndex?: number;
};

export type Beef = {
  /** BUMPs whose form alone was looked at; lib/proof judges each. Views of the input. */
  readonly bumps: readonly Uint8Array[];
  readonly txs: readonly BeefTx[];
  /** Ids that version 2 names without their bytes. */
  readonly knownTxids: readonly Txid[];
};

/**
 * Takes a BEEF apart. Nothing is proven by that: a transaction is what its bytes hash to, and a path is a claim.
 * Transactions with witnesses are refused, since BEEF belongs to a chain that has none.
 */
export function parseBeef(bytes: Uint8Array, limits: BeefLimits): Result<Beef> {
  if (bytes.length > limits.maxBytes) {
    return fail(issue('beef-too-large', `${bytes.length} bytes, at most ${limits.maxBytes} are read`));
  }
  const reader = new ByteReader(bytes);
  const version = reader.u32();
  if (version !== V1 && version !== V2)
    reader.fail('beef-version', 'neither version 1 nor version 2 of BEEF');
  const bumpCount = bounded(reader, LEAST_BUMP_BYTES, limits.maxBumps);
  const bumps: Uint8Array[] = [];
  while (bumps.length < bumpCount && reader.failure === undefined) bumps.push(skipBump(reader));
  const txCount = bounded(reader, LEAST_TX_BYTES, limits.maxTransactions);
  const txs: BeefTx[] = [];
  const knownTxids: Txid[] = [];
  for (let left = txCount; left > 0 && reader.failure === undefined; left -= 1) {
    const entry = version === V1 ? readV1(reader) : readV2(reader);
    if (typeof entry === 'string') knownTxids.push(entry);
    else if (entry !== undefined) txs.push(entry);
    const claimed = typeof entry === 'object' ? entry.bumpIndex : undefined;
    if (claimed !== undefined && claimed >= bumpCount)
      reader.fail('beef-bump-index', `path ${claimed} of ${bumpCount}`);
  }
  reader.end();
  return reader.failure === undefined ? ok({ bumps, txs, knownTxids }) : fail(reader.failure);
}

function bounded(reader: ByteReader, leastBytes: number, most: number): number {
  const count = reader.count(leastBytes);
  if (count > most) reader.fail('beef-too-large', `${count} entries, at most ${most} are read`);
  return reader.failure === undefined ? count : 0;
}

function readV1(reader: ByteReader): BeefTx | undefined {
  const tx = readTx(reader);
  const hasBump = reader.u8();
  if (hasBump > 1) reader.fail('beef-format', `${hasBump} is neither with nor without a path`);
  return tx === undefined || hasBump !== 1 ? tx : { ...tx, bumpIndex: reader.compactSize() };
}

function readV2(reader: ByteReader): BeefTx | Txid | undefined {
  const format = reader.u8();
  if (format === 0) return readTx(reader);
  if (format === 1) {
    const bumpIndex = reader.compactSize();
    const tx = readTx(reader);
    return tx === undefined ? undefined : { ...tx, bumpIndex };
  }
  if (format !== 2) reader.fail('beef-format', `no transaction format ${format}`);
  const txid = reader.take(32);
  return txid.length === 32 ? asTxid(toDisplayHex(txid)) : undefined;
}

function readTx(reader: ByteReader): BeefTx | undefined {
  if (reader.failure !== undefined) return undefined;
  const layout = readTxLayout(reader.bytes, reader.offset);
  if (!layout.ok) {
    reader.failure = layout.issue;
    return undefined;
  }
  const { start, end, witnesses } = layout.value;
  if (witnesses.length > 0) reader.fail('beef-witness', 'a transaction with witnesses');
  reader.offset = end;
  return { txid: layoutTxid(layout.value), raw: reader.bytes.subarray(start, end) };
}

/**
 * The bytes of a BEEF. Parents come before their children, as the format asks: that order is the caller's.
 *
 * @throws {RangeError} when a path index has no path, or version 1 is asked for with txids alone.
 */
export function encodeBeef(
  beef: {
    readonly bumps: readonly Uint8Array[];
    readonly txs: readonly Pick<BeefTx, 'raw' | 'bumpIndex'>[];
    readonly knownTxids?: readonly Txid[];
  },
  version: 1 | 2 = 2,
): Uint8Array<ArrayBuffer> {
  const known = beef.knownTxids ?? [];
  if (version === 1 && known.length > 0) throw new RangeError('version 1 of BEEF has no txids alone');
  const parts: Uint8Array[] = [
    Uint8Array.of(version, 0, 0xbe, 0xef),
    encodeVarint(beef.bumps.length),
    ...beef.bumps,
  ];
  parts.push(encodeVarint(beef.txs.length + known.length));
  for (const txid of known) parts.push(Uint8Array.of(2), fromDisplayHex(txid) ?? new Uint8Array(32));
  for (const { raw, bumpIndex } of beef.txs) {
    if (bumpIndex !== undefined && beef.bumps[bumpIndex] === undefined)
      throw new RangeError(`no path ${bumpIndex}`);
    const mark = bumpIndex === undefined ? [Uint8Array.of(0)] : [Uint8Array.of(1), encodeVarint(bumpIndex)];
    parts.push(...(version === 1 ? [raw, ...mark] : [...mark, raw]));
  }
  return concatBytes(parts);
}
