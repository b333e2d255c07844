import { asTxid, type Sats, type Txid } from '#lib/bytes/brand.ts';
import { concatBytes } from '#lib/bytes/concat.ts';
import { sha256d } from '#lib/bytes/hash.ts';
import { fromDisplayHex, toDisplayHex } from '#lib/bytes/hex.ts';
import { issue } from '#lib/bytes/issue.ts';
import { ByteReader } from '#lib/bytes/reader.ts';
import { fail, ok, type Result } from '#lib/bytes/result.ts';
import { encodeVarint } from '#lib/bytes/varint.ts';
import { readTxLayout, type TxLayout } from './tx-layout.ts';

/** An input: the output that it spends, and how. `witness` is present only when the transaction carries witnesses. */
export type TxInput = {
  readonly prevTxid: Txid;
  readonly prevVout: number;
  readonly script: Uint8Array;
  readonly sequence: number;
  readonly witness?: readonly Uint8Array[];
};

export type TxOutput = { readonly sats: Sats; readonly script: Uint8Array };

/** What a transaction says; enough to encode it. */
export type TxFields = {
  /** Signed 32-bit. */
  readonly version: number;
  readonly inputs: readonly TxInput[];
  readonly outputs: readonly TxOutput[];
  /** A height below 500,000,000, else seconds since 1970. */
  readonly lockTime: number;
};

/** A transaction that {@link parseTx} accepted. Scripts and witness items are views into `bytes`. */
export type Tx = TxFields & { readonly bytes: Uint8Array };

const u32At = (bytes: Uint8Array, at: number): number => new ByteReader(bytes, at).u32();

function readWitness(bytes: Uint8Array, at: number): Uint8Array[] {
  const reader = new ByteReader(bytes, at);
  return Array.from({ length: reader.count(1) }, () => reader.takeSized());
}

function txOf(layout: TxLayout): Tx {
  const { bytes, inputs: inputAt, outputs: outputAt, witnesses } = layout;
  const inputs: TxInput[] = [];
  for (let at = 0; at < inputAt.length; at += 3) {
    const [outpoint = 0, start = 0, end = 0] = [inputAt[at], inputAt[at + 1], inputAt[at + 2]];
    const witness = witnesses[at / 3];
    inputs.push({
      prevTxid: asTxid(toDisplayHex(bytes.subarray(outpoint, outpoint + 32))),
      prevVout: u32At(bytes, outpoint + 32),
      script: bytes.subarray(start, end),
      sequence: u32At(bytes, end),
      ...(witness === undefined ? {} : { witness: readWitness(bytes, witness) }),
    });
  }
  const outputs: TxOutput[] = [];
  for (let at = 0; at < outputAt.length; at += 3) {
    const [amount = 0, start = 0, end = 0] = [outputAt[at], outputAt[at + 1], outputAt[at + 2]];
    outputs.push({ sats: new ByteReader(bytes, amount).u64() as Sats, script: bytes.subarray(start, end) });
  }
  return {
    bytes: bytes.subarray(layout.start, layout.end),
    version: u32At(bytes, layout.start) | 0,
    inputs,
    outputs,
    lockTime: u32At(bytes, layout.lockTimeAt),
  };
}

/** Reads the transaction that begins at `offset`, for formats that hold several. `end` is where the next thing begins. */
export function parseTxAt(
  bytes: Uint8Array,
  offset: number,
): Result<{ readonly tx: Tx; readonly end: number }> {
  const layout = readTxLayout(bytes, offset);
  return layout.ok ? ok({ tx: txOf(layout.value), end: layout.value.end }) : layout;
}

/**
 * Reads one transaction, plain or segwit (BIP 144), that fills `bytes` exactly. Bytes from anybody are safe here: every
 * count is checked against the bytes left, number forms must be minimal, amounts at most 21 million coins, and at
 * least one input and output present. What is accepted encodes back to the same bytes. Scripts are not judged.
 */
export function parseTx(bytes: Uint8Array): Result<Tx> {
  const read = parseTxAt(bytes, 0);
  if (!read.ok) return read;
  if (read.value.end === bytes.length) return ok(read.value.tx);
  return fail(
    issue('trailing-bytes', `${bytes.length - read.value.end} bytes after the end`, {
      offset: read.value.end,
    }),
  );
}

/** Four little-endian bytes; also takes a signed number. */
export function encodeU32(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value, true);
  return bytes;
}

/** An amount as eight little-endian bytes. */
export function encodeSats(sats: Sats): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(sats), true);
  return bytes;
}

/** An outpoint as 36 bytes: txid in wire order, vout little-endian. */
export function encodeOutpoint(txid: Txid, vout: number): Uint8Array {
  return concatBytes([fromDisplayHex(txid) ?? new Uint8Array(32), encodeU32(vout)]);
}

/** `bytes` behind their length. */
export const encodeSized = (bytes: Uint8Array): Uint8Array =>
  concatBytes([encodeVarint(bytes.length), bytes]);

function encodeParts(fields: TxFields, withWitness: boolean): Uint8Array<ArrayBuffer> {
  const parts: Uint8Array[] = [encodeU32(fields.version)];
  if (withWitness) parts.push(Uint8Array.of(0, 1));
  parts.push(encodeVarint(fields.inputs.length));
  for (const input of fields.inputs) {
    parts.push(
      encodeOutpoint(input.prevTxid, input.prevVout),
      encodeSized(input.script),
      encodeU32(input.sequence),
    );
  }
  parts.push(encodeVarint(fields.outputs.length));
  for (const output of fields.outputs) parts.push(encodeSats(output.sats), encodeSized(output.script));
  if (withWitness) {
    for (const { witness = [] } of fields.inputs) {
      parts.push(encodeVarint(witness.length), ...witness.map(encodeSized));
    }
  }
  parts.push(encodeU32(fields.lockTime));
  return concatBytes(parts);
}

/** The bytes of a transaction; in the segwit form when any input has witness items. */
export function encodeTx(fields: TxFields): Uint8Array<ArrayBuffer> {
  return encodeParts(
    fields,
    fields.inputs.some(({ witness }) => witness !== undefined && witness.length > 0),
  );
}

/** The id of a transaction whose layout is known: the double SHA-256 of its bytes without witnesses. */
export function layoutTxid(layout: TxLayout): Txid {
  const { bytes, start, end } = layout;
  if (layout.witnesses.length === 0) return asTxid(toDisplayHex(sha256d(bytes.subarray(start, end))));
  const stripped = [
    bytes.subarray(start, start + 4),
    bytes.subarray(start + 6, layout.outputsEnd),
    bytes.subarray(layout.lockTimeAt, end),
  ];
  return asTxid(toDisplayHex(sha256d(concatBytes(stripped))));
}

/** The id of a parsed transaction. A witness is not part of it: two segwit transactions with one id may differ there. */
export function txidOf(tx: Tx): Txid {
  const segwit = tx.bytes[4] === 0;
  return asTxid(toDisplayHex(sha256d(segwit ? encodeParts(tx, false) : tx.bytes)));
}
