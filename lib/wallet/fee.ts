import { varintSize } from '#lib/bytes/varint.ts';

// Sizes and fees, computed from exact lengths: a library that is off by two bytes makes a transaction that nobody takes.

/** The floor of every broadcaster that we know, in satoshis per 1,000 bytes. */
const LEAST_SATS_PER_KILOBYTE = 100;
/** More than this is a mistake or an attempt to burn somebody's coins. */
const MOST_SATS_PER_KILOBYTE = 10_000;

/**
 * Longest P2PKH unlocking script: a DER signature with low S (71 bytes) and its sighash byte behind one length byte, a
 * compressed key (33) behind another. Signatures are sometimes a byte or two shorter, so a fee may be a fraction too
 * high, never too low.
 */
const UNLOCKING_BYTES = 1 + 71 + 1 + 1 + 33;

/** Outpoint, length of the script, the script, sequence. */
const INPUT_BYTES = 36 + 1 + UNLOCKING_BYTES + 4;

/** Bytes of an output whose script has `scriptBytes`. */
export const outputBytes = (scriptBytes: number): number => 8 + varintSize(scriptBytes) + scriptBytes;

/** Bytes of our own P2PKH output. */
export const CHANGE_BYTES = outputBytes(25);

/** Largest size of a transaction that spends `inputs` P2PKH outputs and makes outputs of these sizes. */
export function transactionBytes(inputs: number, outputs: readonly number[]): number {
  const made = outputs.reduce((sum, bytes) => sum + bytes, 0);
  return 4 + varintSize(inputs) + inputs * INPUT_BYTES + varintSize(outputs.length) + made + 4;
}

/** The rate that we pay for a configured one: never below the floor. */
export function feeRate(satsPerKilobyte: number): number {
  if (!(satsPerKilobyte <= MOST_SATS_PER_KILOBYTE))
    throw new RangeError(`not a fee rate that we pay: ${satsPerKilobyte}`);
  return Math.max(LEAST_SATS_PER_KILOBYTE, satsPerKilobyte);
}

/** What broadcasters ask for `bytes` at `rate`, in whole satoshis. */
export const requiredFee = (bytes: number, rate: number): number => Math.ceil((bytes * rate) / 1_000);

/** What we pay: one satoshi more than is asked for, against another's way of rounding. */
export const paidFee = (bytes: number, rate: number): number => requiredFee(bytes, rate) + 1;
