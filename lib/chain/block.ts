import type { Txid } from '#lib/bytes/brand.ts';
import { issue } from '#lib/bytes/issue.ts';
import { ByteReader } from '#lib/bytes/reader.ts';
import { fail, ok, type Result } from '#lib/bytes/result.ts';
import { HEADER_BYTES, parseHeader, type Header } from './header.ts';
import { readTxLayout, type TxLayout } from './tx-layout.ts';
import { layoutTxid } from './tx.ts';

/** Version, two counts, one input, one output and the lock time: no transaction is smaller. */
const LEAST_TX = 60;

/** What a caller is willing to hash and hold. */
export type BlockLimits = { readonly maxBytes: number; readonly maxTransactions: number };

/**
 * A transaction's place in a block: `offset` and `bytes` delimit it, `outputSats` is the sum of its outputs. Of
 * its `vbytes` (BIP 141) witnesses count for a quarter; without them they are its bytes.
 */
export type BlockTransaction = {
  readonly txid: Txid;
  readonly outputSats: bigint;
  readonly bytes: number;
  readonly vbytes: number;
  readonly offset: number;
};

export type Block = { readonly header: Header; readonly transactions: readonly BlockTransaction[] };

function sumOutputs(layout: TxLayout): bigint {
  let sum = 0n;
  for (let at = 0; at < layout.outputs.length; at += 3) {
    // Each amount is exact in a double; their sum in a block's worth of outputs need not be.
    sum += BigInt(new ByteReader(layout.bytes, layout.outputs[at]).u64());
  }
  return sum;
}

/** Marker and flag of a transaction with witnesses. */
const SEGWIT_MARK = 2;

function virtualBytes({ start, end, witnesses, outputsEnd, lockTimeAt }: TxLayout): number {
  const discounted = witnesses.length === 0 ? 0 : SEGWIT_MARK + lockTimeAt - outputsEnd;
  return end - start - Math.floor((3 * discounted) / 4);
}

/**
 * Reads a whole block. It checks form only: whether the transactions hash to the header's Merkle root, and whether
 * the header has work, is for the caller.
 */
export function parseBlock(bytes: Uint8Array, limits: BlockLimits): Result<Block> {
  if (bytes.length > limits.maxBytes) {
    return fail(issue('block-too-large', `${bytes.length} bytes, at most ${limits.maxBytes} are read`));
  }
  const header = parseHeader(bytes.subarray(0, HEADER_BYTES));
  if (!header.ok) return header;
  const reader = new ByteReader(bytes, HEADER_BYTES);
  const count = reader.count(LEAST_TX);
  if (count > limits.maxTransactions) {
    return fail(
      issue('block-too-large', `${count} transactions, at most ${limits.maxTransactions} are read`),
    );
  }
  if (count === 0) reader.fail('block-empty', 'a block has at least one transaction');
  const transactions: BlockTransaction[] = [];
  while (transactions.length < count && reader.failure === undefined) {
    const layout = readTxLayout(bytes, reader.offset);
    if (!layout.ok) {
      const path = `transactions/${transactions.length}/${layout.issue.path ?? ''}`;
      return fail({ ...layout.issue, path });
    }
    const { start, end } = layout.value;
    const outputSats = sumOutputs(layout.value);
    transactions.push({
      txid: layoutTxid(layout.value),
      outputSats,
      bytes: end - start,
      vbytes: virtualBytes(layout.value),
      offset: start,
    });
    reader.offset = end;
  }
  reader.end();
  return reader.failure === undefined ? ok({ header: header.value, transactions }) : fail(reader.failure);
}
