import { concatBytes } from '#lib/bytes/concat.ts';
import { sha256d } from '#lib/bytes/hash.ts';
import {
  encodeOutpoint,
  encodeSats,
  encodeSized,
  encodeU32,
  type TxFields,
  type TxOutput,
} from '#lib/chain/tx.ts';

/** All inputs, all outputs, and the amounts that are spent: nothing of the transaction can be changed afterwards. */
export const SIGHASH_ALL_FORKID = 0x41;

/**
 * The digest that the signature of an input signs with {@link SIGHASH_ALL_FORKID} (the BIP 143 algorithm, as BSV has
 * used it since 2017). Computed from the same fields that are encoded, so that what is signed is what is sent.
 *
 * @throws {RangeError} when there is no such input or not one source for each.
 */
export function signatureHash(fields: TxFields, sources: readonly TxOutput[], index: number): Uint8Array {
  const input = fields.inputs[index];
  const source = sources[index];
  if (input === undefined || source === undefined || sources.length !== fields.inputs.length) {
    throw new RangeError('one source output for each input');
  }
  const outpoints = fields.inputs.map(({ prevTxid, prevVout }) => encodeOutpoint(prevTxid, prevVout));
  const sequences = fields.inputs.map(({ sequence }) => encodeU32(sequence));
  const outputs = fields.outputs.flatMap(({ sats, script }) => [encodeSats(sats), encodeSized(script)]);
  return sha256d(
    concatBytes([
      encodeU32(fields.version),
      sha256d(concatBytes(outpoints)),
      sha256d(concatBytes(sequences)),
      encodeOutpoint(input.prevTxid, input.prevVout),
      encodeSized(source.script),
      encodeSats(source.sats),
      encodeU32(input.sequence),
      sha256d(concatBytes(outputs)),
      encodeU32(fields.lockTime),
      encodeU32(SIGHASH_ALL_FORKID),
    ]),
  );
}
