import type { Txid } from '#lib/bytes/brand.ts';
import { fromHex } from '#lib/bytes/hex.ts';
import { issue, type Issue } from '#lib/bytes/issue.ts';
import { ByteReader } from '#lib/bytes/reader.ts';
import { fail, ok, type Result } from '#lib/bytes/result.ts';
import { decodeUtf8 } from '#lib/bytes/text.ts';
import { isAtomicBeef, parseAtomicBeef } from '#lib/chain/beef-atomic.ts';
import { isBeef, parseBeef, type Beef, type BeefLimits } from '#lib/chain/beef.ts';
import type { Block, BlockLimits } from '#lib/chain/block.ts';
import { isExtendedTx, parseExtendedTx } from '#lib/chain/extended-tx.ts';
import { HEADER_BYTES, meetsTarget, parseHeader } from '#lib/chain/header.ts';
import { parseTx, txidOf } from '#lib/chain/tx.ts';
import { MAX_BUNDLE_BYTES, readBundle, type Bundle } from './bundle.ts';
import { parseBump } from './merkle-path.ts';
import { verifyBlock } from './verify-block.ts';

/** The largest file that is looked at: a block of {@link BLOCK_LIMITS}, or half of that as hex. */
export const MAX_FILE_BYTES = 256 * 1024 * 1024;
const BEEF_LIMITS: BeefLimits = { maxBytes: 32 * 1024 * 1024, maxBumps: 20_000, maxTransactions: 20_000 };
const BLOCK_LIMITS: BlockLimits = { maxBytes: MAX_FILE_BYTES, maxTransactions: 1_000_000 };
/** Transactions in use have small versions; it decides only what is said of a broken file. */
const MAX_VERSION = 0x10;
const OPEN_BRACE = 0x7b;
const HEX_TEXT = /^[0-9a-fA-F\s]+$/;

/** What a file holds. Transactions and blocks are what they hash to; whether they are on a chain is not judged yet. */
export type FileContents =
  | { readonly kind: 'bundle'; readonly bundle: Bundle }
  /** `subject` is the one that it says it is about, or the last: parents come first. */
  | { readonly kind: 'beef'; readonly subject: Txid; readonly beef: Beef }
  | { readonly kind: 'transaction'; readonly txid: Txid; readonly raw: Uint8Array }
  | { readonly kind: 'block'; readonly block: Block; readonly raw: Uint8Array };

/**
 * Finds out what a file is by its bytes, whatever its name: a proof bundle, a BEEF (BRC-62, 95, 96), a transaction (plain,
 * segwit or extended), a whole block, or any of the last three as hex. The issue says what is wrong with the nearest of them.
 */
export function readFile(bytes: Uint8Array): Result<FileContents> {
  if (bytes.length === 0) return fail(issue('file-empty', 'the file is empty'));
  if (bytes.length > MAX_FILE_BYTES)
    return fail(issue('file-too-large', `${bytes.length} bytes, at most ${MAX_FILE_BYTES} are read`));
  const first = bytes.find((byte) => byte > 0x20);
  if (first === OPEN_BRACE) return readJson(bytes);
  const text = startsAsHex(bytes) ? decodeUtf8(bytes) : undefined;
  if (text === undefined || !HEX_TEXT.test(text)) return readBinary(bytes);
  const decoded = fromHex(text.replaceAll(/\s+/g, ''));
  return decoded === undefined
    ? fail(issue('file-hex', 'hex with an odd number of digits'))
    : readBinary(decoded);
}

function readJson(bytes: Uint8Array): Result<FileContents> {
  if (bytes.length > MAX_BUNDLE_BYTES)
    return fail(issue('file-too-large', `${bytes.length} bytes, at most ${MAX_BUNDLE_BYTES} are read`));
  const text = decodeUtf8(bytes);
  if (text === undefined) return fail(issue('bundle-format', 'text that is not UTF-8'));
  const bundle = readBundle(text);
  return bundle.ok ? ok({ kind: 'bundle', bundle: bundle.value }) : bundle;
}

/** Looks at the beginning alone, so that a large binary file is not turned into text first. */
const startsAsHex = (bytes: Uint8Array): boolean =>
  HEX_TEXT.test(String.fromCharCode(...bytes.subarray(0, 128)));

function readBinary(bytes: Uint8Array): Result<FileContents> {
  if (isAtomicBeef(bytes)) {
    const atomic = parseAtomicBeef(bytes, BEEF_LIMITS);
    return atomic.ok ? ok({ kind: 'beef', ...atomic.value }) : atomic;
  }
  if (isBeef(bytes)) {
    const beef = parseBeef(bytes, BEEF_LIMITS);
    if (!beef.ok) return beef;
    const subject = beef.value.txs.at(-1)?.txid;
    return subject === undefined
      ? fail(issue('beef-no-subject', 'there is no transaction in it'))
      : ok({ kind: 'beef', subject, beef: beef.value });
  }
  const tx = parseTx(bytes);
  if (tx.ok) return ok({ kind: 'transaction', txid: txidOf(tx.value), raw: bytes });
  if (isExtendedTx(bytes)) {
    const extended = parseExtendedTx(bytes);
    if (!extended.ok) return extended;
    const { tx: plain } = extended.value;
    return ok({ kind: 'transaction', txid: txidOf(plain), raw: plain.bytes });
  }
  const block = verifyBlock(bytes, BLOCK_LIMITS);
  return block.ok
    ? ok({ kind: 'block', block: block.value, raw: bytes })
    : fail(nearest(bytes, tx.issue, block.issue));
}

/** Of two readings that failed, what is worth saying: bytes that begin with worked-for headers are no transaction. */
function nearest(bytes: Uint8Array, asTx: Issue, asBlock: Issue): Issue {
  const header = parseHeader(bytes.subarray(0, HEADER_BYTES));
  if (header.ok && meetsTarget(header.value)) {
    const isHeaders = bytes.length % HEADER_BYTES === 0;
    return isHeaders
      ? issue('file-headers', 'block headers, which say nothing about a transaction alone')
      : asBlock;
  }
  if (parseBump(bytes).ok) return issue('file-bump', 'a Merkle path without its transaction');
  const version = new ByteReader(bytes).u32();
  const looksLikeTx = version > 0 && version < MAX_VERSION;
  return looksLikeTx ? asTx : issue('file-unknown', 'neither a proof, a transaction, a BEEF nor a block');
}
