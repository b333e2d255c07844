import { MAX_SATS } from '#lib/bytes/brand.ts';
import { issue } from '#lib/bytes/issue.ts';
import { ByteReader } from '#lib/bytes/reader.ts';
import { fail, ok, type Result } from '#lib/bytes/result.ts';

/** Outpoint, an empty script's length and the sequence: no input is smaller. */
const LEAST_INPUT = 41;
/** Amount and an empty script's length: no output is smaller. */
const LEAST_OUTPUT = 9;

/**
 * Where the parts of one transaction lie, as offsets into the bytes that it was read from. Finding them allocates
 * three flat arrays and nothing else, so that a reader which wants one output never pays for the rest.
 */
export type TxLayout = {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
  /** Three numbers an input: its outpoint, the start and the end of its script. The sequence follows the script. */
  readonly inputs: readonly number[];
  /** Three numbers an output: its amount, the start and the end of its script. */
  readonly outputs: readonly number[];
  /** The count before each input's witness stack; empty for a transaction without witnesses. */
  readonly witnesses: readonly number[];
  /** End of the outputs, where witnesses or the lock time begin. */
  readonly outputsEnd: number;
  readonly lockTimeAt: number;
};

// oxlint-disable-next-line unicorn/no-new-array -- growing these costs as much as reading what goes in, and Array.from grows
const slots = (length: number): number[] => new Array<number>(length);

function readInputs(reader: ByteReader): number[] {
  const length = reader.count(LEAST_INPUT) * 3;
  const inputs = slots(length);
  for (let at = 0; at < length; at += 3) {
    if (reader.failure !== undefined) return inputs.slice(0, at);
    inputs[at] = reader.offset;
    reader.skip(36);
    const size = reader.compactSize();
    inputs[at + 1] = reader.offset;
    reader.skip(size);
    inputs[at + 2] = reader.offset;
    reader.skip(4);
  }
  return inputs;
}

function readOutputs(reader: ByteReader): number[] {
  const length = reader.count(LEAST_OUTPUT) * 3;
  const outputs = slots(length);
  for (let at = 0; at < length; at += 3) {
    if (reader.failure !== undefined) return outputs.slice(0, at);
    const amountAt = reader.offset;
    outputs[at] = amountAt;
    if (reader.u64() > MAX_SATS) {
      reader.offset = amountAt;
      reader.fail('amount-too-large', 'an output above 21 million coins');
    }
    const size = reader.compactSize();
    outputs[at + 1] = reader.offset;
    reader.skip(size);
    outputs[at + 2] = reader.offset;
  }
  return outputs;
}

function readWitnesses(reader: ByteReader, inputCount: number): number[] {
  const witnesses = slots(inputCount);
  let items = 0;
  for (let at = 0; at < inputCount; at += 1) {
    if (reader.failure !== undefined) return witnesses.slice(0, at);
    witnesses[at] = reader.offset;
    const count = reader.count(1);
    items += count;
    for (let item = 0; item < count && reader.failure === undefined; item += 1)
      reader.skip(reader.compactSize());
  }
  // Such bytes have a shorter form with the same meaning, which nodes demand.
  if (items === 0) reader.fail('witness-superfluous', 'marked as segwit, but every witness is empty');
  return witnesses;
}

/** Names the part that was being read when a failure came, from how far each part got. */
function pathOf(inputs: number, outputs: number, witnesses: number): string {
  if (witnesses > 0) return `witnesses/${witnesses - 1}`;
  if (outputs > 0) return `outputs/${outputs - 1}`;
  return inputs > 0 ? `inputs/${inputs - 1}` : 'inputs';
}

/**
 * Finds the parts of the transaction that begins at `start`, in the plain or the segwit serialisation (BIP 144).
 * Every count is checked against the bytes left before its loop. Bytes after the transaction are the caller's.
 */
export function readTxLayout(bytes: Uint8Array, start = 0): Result<TxLayout> {
  const reader = new ByteReader(bytes, start);
  reader.skip(4);
  const marker = bytes[reader.offset];
  const flag = bytes[reader.offset + 1];
  if (marker === 0 && flag !== 1) {
    const extended = flag === 0 && bytes[reader.offset + 5] === 0xef;
    const code = extended ? 'extended-format' : 'no-inputs';
    return fail(
      issue(code, 'a transaction has at least one input', { offset: reader.offset, path: 'inputs' }),
    );
  }
  const segwit = marker === 0;
  if (segwit) reader.skip(2);
  const inputs = readInputs(reader);
  if (inputs.length === 0) reader.fail('no-inputs', 'a transaction has at least one input');
  const outputs = readOutputs(reader);
  if (outputs.length === 0) reader.fail('no-outputs', 'a transaction has at least one output');
  const outputsEnd = reader.offset;
  const witnesses = segwit ? readWitnesses(reader, inputs.length / 3) : [];
  const lockTimeAt = reader.offset;
  reader.skip(4);
  if (reader.failure === undefined) {
    return ok({ bytes, start, end: reader.offset, inputs, outputs, witnesses, outputsEnd, lockTimeAt });
  }
  const path = pathOf(inputs.length / 3, outputs.length / 3, witnesses.length);
  return fail({ ...reader.failure, path });
}
