import { outpointTxid, outpointVout, type Outpoint } from '#lib/bytes/brand.ts';
import { concatBytes } from '#lib/bytes/concat.ts';
import { sha256 } from '#lib/bytes/hash.ts';
import { fromHex } from '#lib/bytes/hex.ts';
import { decodeUtf8 } from '#lib/bytes/text.ts';
import { encodeU32 } from '#lib/chain/tx.ts';
import { findReturn, type Tape } from '#lib/envelopes/index.ts';
import { appendTape, encodeTape } from './tape.ts';

// SIGMA (https://github.com/BitcoinSchema/sigma): algorithm, address, signature, input number as decimal text. The
// signature covers the whole script before its separator, envelope included, and the outpoint of the named input, so
// that it cannot be carried over to another transaction.

export const SIGMA_PREFIX = 'SIGMA';

/** What a SIGMA tape says. `vin` -1 names the input of the output's own number. */
export type SigmaClaim = {
  readonly algorithm: string;
  readonly address: string;
  readonly signature?: Uint8Array;
  readonly vin: number;
  /** Where the covered bytes of the script end. */
  readonly separatorAt: number;
};

/** Reads a SIGMA tape; `undefined` when `tape` is of another protocol. */
export function decodeSigma(tape: Tape): SigmaClaim | undefined {
  if (tape.prefix !== SIGMA_PREFIX) return undefined;
  const [algorithm = '', address = '', , vin = ''] = tape.cells.map((cell) => decodeUtf8(cell) ?? '');
  const signature = tape.cells[2];
  return {
    algorithm,
    address,
    ...(signature?.length === 65 ? { signature } : {}),
    vin: /^(?:-1|0|[1-9][0-9]{0,8})$/.test(vin) ? Number(vin) : Number.NaN,
    separatorAt: tape.separatorAt,
  };
}

/**
 * The 32 bytes to sign as a Bitcoin Signed Message: SHA-256 over the hash of the input's outpoint (txid in display
 * order) and the hash of the script that stands before the SIGMA tape's separator.
 */
export function sigmaMessage(scriptBeforeSigma: Uint8Array, input: Outpoint): Uint8Array {
  const txid = fromHex(outpointTxid(input)) ?? new Uint8Array(32);
  const outpointHash = sha256(concatBytes([txid, encodeU32(outpointVout(input))]));
  return sha256(concatBytes([outpointHash, sha256(scriptBeforeSigma)]));
}

/**
 * `script` with a SIGMA tape over all of it: behind a separator, or behind a new OP_RETURN when it has no tapes.
 *
 * @throws {RangeError} when `signature` is not 65 bytes or `vin` is not an input number.
 */
export function appendSigma(
  script: Uint8Array,
  sigma: { readonly address: string; readonly signature: Uint8Array; readonly vin: number },
): Uint8Array<ArrayBuffer> {
  if (sigma.signature.length !== 65)
    throw new RangeError(`a signature has 65 bytes, not ${sigma.signature.length}`);
  if (!Number.isInteger(sigma.vin) || sigma.vin < 0)
    throw new RangeError(`not an input number: ${sigma.vin}`);
  const tape = encodeTape(SIGMA_PREFIX, 'BSM', sigma.address, sigma.signature, String(sigma.vin));
  return appendTape(script, findReturn(script) >= 0, tape);
}
