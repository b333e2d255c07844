import { asTxid, isSats, type Sats } from '#lib/bytes/brand.ts';
import { concatBytes } from '#lib/bytes/concat.ts';
import { toDisplayHex } from '#lib/bytes/hex.ts';
import { ByteReader } from '#lib/bytes/reader.ts';
import { fail, ok, type Result } from '#lib/bytes/result.ts';
import { encodeVarint } from '#lib/bytes/varint.ts';
import {
  encodeOutpoint,
  encodeSats,
  encodeSized,
  encodeTx,
  encodeU32,
  type Tx,
  type TxFields,
  type TxInput,
  type TxOutput,
} from './tx.ts';

// Extended format (BRC-30): version, the marker, then each input followed by the amount and script of the output that
// it spends, so that a broadcaster can check fee and scripts alone. The amounts and scripts are the sender's word.

const MARKER = Uint8Array.of(0, 0, 0, 0, 0, 0xef);
/** An input of 41 bytes, its amount and an empty script's length. */
const LEAST_INPUT = 50;
const LEAST_OUTPUT = 9;

/** A transaction and, for each input in order, the output that it says it spends. */
export type ExtendedTx = { readonly tx: Tx; readonly sources: readonly TxOutput[] };

/** Whether `bytes` carry the marker of the extended format. */
export const isExtendedTx = (bytes: Uint8Array): boolean =>
  MARKER.every((byte, at) => bytes[4 + at] === byte);

function readOutput(reader: ByteReader): TxOutput {
  const sats = reader.u64();
  if (!isSats(sats)) reader.fail('amount-too-large', 'an output above 21 million coins');
  return { sats: sats as Sats, script: reader.takeSized() };
}

/** Reads a transaction in extended format that fills `bytes`, with the care of `parseTx`. `tx.bytes` is the plain form. */
export function parseExtendedTx(bytes: Uint8Array): Result<ExtendedTx> {
  const reader = new ByteReader(bytes);
  const version = reader.i32();
  if (!isExtendedTx(bytes)) reader.fail('not-extended-format', 'the marker 0000000000EF is missing');
  reader.skip(MARKER.length);
  const inputs: TxInput[] = [];
  const sources: TxOutput[] = [];
  for (let left = reader.count(LEAST_INPUT); left > 0 && reader.failure === undefined; left -= 1) {
    const prevHash = reader.take(32);
    if (prevHash.length < 32) break;
    const prevTxid = asTxid(toDisplayHex(prevHash));
    inputs.push({ prevTxid, prevVout: reader.u32(), script: reader.takeSized(), sequence: reader.u32() });
    sources.push(readOutput(reader));
  }
  const outputs: TxOutput[] = [];
  for (let left = reader.count(LEAST_OUTPUT); left > 0 && reader.failure === undefined; left -= 1) {
    outputs.push(readOutput(reader));
  }
  if (inputs.length === 0) reader.fail('no-inputs', 'a transaction has at least one input');
  if (outputs.length === 0) reader.fail('no-outputs', 'a transaction has at least one output');
  const lockTime = reader.u32();
  reader.end();
  if (reader.failure !== undefined) return fail(reader.failure);
  const fields: TxFields = { version, inputs, outputs, lockTime };
  return ok({ tx: { ...fields, bytes: encodeTx(fields) }, sources });
}

/**
 * The extended format of a transaction without witnesses.
 *
 * @throws {RangeError} when there is not one source for each input.
 */
export function encodeExtendedTx(fields: TxFields, sources: readonly TxOutput[]): Uint8Array<ArrayBuffer> {
  if (sources.length !== fields.inputs.length) throw new RangeError('one source output for each input');
  const parts: Uint8Array[] = [encodeU32(fields.version), MARKER, encodeVarint(fields.inputs.length)];
  fields.inputs.forEach((input, at) => {
    parts.push(
      encodeOutpoint(input.prevTxid, input.prevVout),
      encodeSized(input.script),
      encodeU32(input.sequence),
    );
    const source = sources[at];
    if (source !== undefined) parts.push(encodeSats(source.sats), encodeSized(source.script));
  });
  parts.push(encodeVarint(fields.outputs.length));
  for (const output of fields.outputs) parts.push(encodeSats(output.sats), encodeSized(output.script));
  parts.push(encodeU32(fields.lockTime));
  return concatBytes(parts);
}
