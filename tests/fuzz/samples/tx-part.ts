import { decodeUtf8 } from '#lib/bytes/text.ts';
import { fromDisplayHex } from '#lib/bytes/hex.ts';
import { OP, readScript } from '#lib/chain/script.ts';
import { parseTx, type Tx, type TxOutput } from '#lib/chain/tx.ts';
import { bytes, framed, number, run, type Part } from '../part.ts';
import { jsonPart } from './json-part.ts';

/** The tree of a script: operations, and pushes with what they hold. */
export function scriptParts(script: Uint8Array): Part[] {
  const { chunks, failure } = readScript(script);
  if (failure !== undefined) return [bytes(script)];
  return chunks.map(({ op, data }) =>
    data === undefined ? { kind: 'op', code: op } : framed('push', data.length === 0 ? [] : [dataPart(data)]),
  );
}

function dataPart(data: Uint8Array): Part {
  const text = data[0] === 0x7b || data[0] === 0x5b ? decodeUtf8(data) : undefined;
  try {
    return text === undefined ? bytes(data) : jsonPart(JSON.parse(text));
  } catch {
    return bytes(data);
  }
}

/** Witness items that are scripts hold an OP_IF; signatures, keys and control blocks are opaque. */
function itemPart(item: Uint8Array): Part {
  const { chunks, failure } = readScript(item);
  const isScript = failure === undefined && chunks.some(({ op }) => op === OP.IF);
  return framed('size', isScript ? scriptParts(item) : [bytes(item)]);
}

const outputPart = ({ sats, script }: TxOutput): Part =>
  run(number(8, sats), framed('size', scriptParts(script)));

const inputPart = (
  { prevTxid, prevVout, script, sequence }: Tx['inputs'][number],
  spent: readonly Part[] = [],
): Part =>
  run(
    bytes(fromDisplayHex(prevTxid) ?? new Uint8Array(32)),
    number(4, prevVout),
    framed('size', scriptParts(script)),
    number(4, sequence),
    ...spent,
  );

function parsed(raw: Uint8Array): Tx {
  const tx = parseTx(raw);
  if (!tx.ok) throw new Error(`not a valid sample: ${tx.issue.message}`);
  return tx.value;
}

/** The tree of a transaction, plain or segwit. */
export function txPart(raw: Uint8Array): Part {
  const { version, inputs, outputs, lockTime } = parsed(raw);
  const segwit = inputs.some(({ witness }) => witness !== undefined);
  return run(
    number(4, version),
    ...(segwit ? [bytes(Uint8Array.of(0, 1))] : []),
    framed(
      'count',
      inputs.map((input) => inputPart(input)),
    ),
    framed('count', outputs.map(outputPart)),
    ...(segwit ? inputs.map(({ witness = [] }) => framed('count', witness.map(itemPart))) : []),
    number(4, lockTime),
  );
}

/** The tree of a transaction in extended format, each input with the same output that it says it spends. */
export function extendedTxPart(raw: Uint8Array, source: TxOutput): Part {
  const { version, inputs, outputs, lockTime } = parsed(raw);
  return run(
    number(4, version),
    bytes(Uint8Array.of(0, 0, 0, 0, 0, 0xef)),
    framed(
      'count',
      inputs.map((input) => inputPart(input, [outputPart(source)])),
    ),
    framed('count', outputs.map(outputPart)),
    number(4, lockTime),
  );
}
