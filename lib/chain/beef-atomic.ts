/**
 * Atomic BEEF (BRC-95): a BEEF that is about one transaction.
 *
 * ```
 * atomic = 01010101  subject:32 (wire order)  beef
 * ```
 */
import { asTxid, type Txid } from '#lib/bytes/brand.ts';
import { concatBytes } from '#lib/bytes/concat.ts';
import { fromDisplayHex, toDisplayHex } from '#lib/bytes/hex.ts';
import { issue } from '#lib/bytes/issue.ts';
import { fail, ok, type Result } from '#lib/bytes/result.ts';
import { encodeBeef, parseBeef, type Beef, type BeefLimits } from './beef.ts';

const PREFIX = Uint8Array.of(1, 1, 1, 1);
const HEAD_BYTES = 36;

export type AtomicBeef = { readonly subject: Txid; readonly beef: Beef };

/** Whether `bytes` begin as an Atomic BEEF does. */
export const isAtomicBeef = (bytes: Uint8Array): boolean => PREFIX.every((byte, at) => bytes[at] === byte);

/**
 * Takes an Atomic BEEF apart, with the care and the bounds of `parseBeef`. The subject must be among the transactions with
 * its bytes. BRC-95 has nothing but its ancestors beside it; the writers in use do not hold to that, and since each
 * transaction is judged by itself, more of them change nothing.
 */
export function parseAtomicBeef(bytes: Uint8Array, limits: BeefLimits): Result<AtomicBeef> {
  if (!isAtomicBeef(bytes)) return fail(issue('beef-not-atomic', 'the prefix 01010101 is missing'));
  if (bytes.length < HEAD_BYTES) return fail(issue('truncated', 'the subject is cut short', { offset: 4 }));
  const subject = asTxid(toDisplayHex(bytes.subarray(4, HEAD_BYTES)));
  const beef = parseBeef(bytes.subarray(HEAD_BYTES), limits);
  if (!beef.ok) return beef;
  return beef.value.txs.some(({ txid }) => txid === subject)
    ? ok({ subject, beef: beef.value })
    : fail(issue('beef-no-subject', 'the transaction that it is about is not in it'));
}

/**
 * The bytes of an Atomic BEEF, as {@link parseAtomicBeef} reads them.
 *
 * @throws {RangeError} as `encodeBeef` does.
 */
export function encodeAtomicBeef(
  subject: Txid,
  beef: Parameters<typeof encodeBeef>[0],
  version: 1 | 2 = 2,
): Uint8Array<ArrayBuffer> {
  const id = fromDisplayHex(subject) ?? new Uint8Array(32);
  return concatBytes([PREFIX, id, encodeBeef(beef, version)]);
}
