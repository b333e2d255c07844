/**
 * Witness commitments (BIP 141): proof that a transaction is in a block with just this witness.
 *
 * ```
 * wtxid          = double SHA-256 of all bytes of a transaction
 * witness root   = Merkle root of the block's wtxids, 32 zero bytes standing for the coinbase's
 * commitment     = sha256d(witness root, reserved value), behind 6a24aa21a9ed in the coinbase's last such output
 * reserved value = the one item, of 32 bytes, of the coinbase's witness
 * ```
 */
import { asTxid, type Txid } from '#lib/bytes/brand.ts';
import { concatBytes, equalBytes } from '#lib/bytes/concat.ts';
import { sha256d } from '#lib/bytes/hash.ts';
import { fromDisplayHex, toDisplayHex } from '#lib/bytes/hex.ts';
import { issue, type Issue } from '#lib/bytes/issue.ts';
import { fail, ok, type Result } from '#lib/bytes/result.ts';
import { parseBlock, type BlockLimits } from '#lib/chain/block.ts';
import { readTxLayout } from '#lib/chain/tx-layout.ts';
import { parseTx, txidOf, type Tx } from '#lib/chain/tx.ts';
import type { HeaderChain } from './header-chain.ts';
import { bumpFromTree, encodeBump, merkleTree, parseBump, rootOf, type MerklePath } from './merkle-path.ts';
import { checkPath, NODE_PAIR_BYTES, type PathCheck } from './verify-tx.ts';

/** What proves a transaction of BTC with its witness. All of it is bytes from anybody. */
export type WitnessProof = {
  /** The block's first transaction, with its witness. */
  readonly coinbase: Uint8Array;
  /** BUMP of the coinbase in the tree of txids. */
  readonly coinbaseBump: Uint8Array;
  /** BUMP of the transaction in the tree of wtxids, in which the coinbase is 32 zero bytes. */
  readonly witnessBump: Uint8Array;
};

const MARKER_BYTES = 2;
const LOCK_TIME_BYTES = 4;
const COMMITMENT_HEAD = Uint8Array.of(0x6a, 0x24, 0xaa, 0x21, 0xa9, 0xed);
const HASH_BYTES = 32;
const NO_TXID = asTxid('00'.repeat(HASH_BYTES));
const NO_VOUT = 0xffff_ffff;

/** The hash of all bytes of a transaction, in a txid's form. Without a witness it is the txid. */
export const wtxidOf = (raw: Uint8Array): Txid => asTxid(toDisplayHex(sha256d(raw)));

/** Size of the bytes that a txid is the hash of. */
function strippedBytes(raw: Uint8Array): number {
  const layout = readTxLayout(raw);
  if (!layout.ok || layout.value.witnesses.length === 0) return raw.length;
  const { start, outputsEnd } = layout.value;
  return outputsEnd - start - MARKER_BYTES + LOCK_TIME_BYTES;
}

function parseCoinbase(raw: Uint8Array): Result<Tx> {
  const tx = parseTx(raw);
  if (!tx.ok) return tx;
  const [input, ...more] = tx.value.inputs;
  if (input?.prevTxid === NO_TXID && input.prevVout === NO_VOUT && more.length === 0) return tx;
  return fail(
    issue('witness-no-coinbase', 'what is said to be the first transaction of a block spends something'),
  );
}

/** What a coinbase commits to, and the value that was mixed in. */
function commitmentOf(
  coinbase: Tx,
): Result<{ readonly commitment: Uint8Array; readonly reserved: Uint8Array }> {
  const size = COMMITMENT_HEAD.length;
  const output = coinbase.outputs.findLast(
    ({ script }) =>
      script.length >= size + HASH_BYTES && equalBytes(script.subarray(0, size), COMMITMENT_HEAD),
  );
  const [reserved, ...more] = coinbase.inputs[0]?.witness ?? [];
  if (output === undefined) return fail(issue('witness-no-commitment', 'the block commits to no witnesses'));
  if (reserved?.length !== HASH_BYTES || more.length > 0)
    return fail(issue('witness-reserved-value', 'the witness of a coinbase is one item of 32 bytes'));
  return ok({ commitment: output.script.subarray(size, size + HASH_BYTES), reserved });
}

/** Follows the tree of wtxids up to the coinbase's commitment; gives the transaction's position in the block. */
function followWitness(raw: Uint8Array, coinbase: Tx, path: MerklePath): Result<number> {
  const committed = commitmentOf(coinbase);
  if (!committed.ok) return committed;
  const led = rootOf(path, wtxidOf(raw));
  if (!led.ok) return led;
  const { root, index } = led.value;
  const { commitment, reserved } = committed.value;
  const computed = sha256d(concatBytes([fromDisplayHex(root) ?? new Uint8Array(0), reserved]));
  if (!equalBytes(computed, commitment))
    return fail(issue('witness-mismatch', 'the block commits to another witness'));
  return ok(index);
}

function readPaths(proof: WitnessProof): Result<{ readonly txids: MerklePath; readonly wtxids: MerklePath }> {
  const txids = parseBump(proof.coinbaseBump);
  if (!txids.ok) return txids;
  const wtxids = parseBump(proof.witnessBump);
  if (!wtxids.ok) return wtxids;
  // Both trees have the same leaves. A path of another length takes a node for a leaf, or a leaf for a node.
  const same =
    txids.value.height === wtxids.value.height && txids.value.levels.length === wtxids.value.levels.length;
  if (!same) return fail(issue('witness-other-tree', 'the two paths are not of one block'));
  return ok({ txids: txids.value, wtxids: wtxids.value });
}

/**
 * Where a proof puts a transaction with just the witness that `raw` has, judged against the header chain. The txid
 * is implied: it is the hash of a part of the same bytes.
 */
export function checkWitnessProof(
  raw: Uint8Array,
  proof: WitnessProof,
  chain: Pick<HeaderChain, 'at'>,
): PathCheck {
  const coinbase = parseCoinbase(proof.coinbase);
  if (!coinbase.ok) return refused(coinbase.issue);
  const paths = readPaths(proof);
  if (!paths.ok) return refused(paths.issue);
  if (raw.length === NODE_PAIR_BYTES)
    return refused(issue('proof-node-pair', 'a transaction of 64 bytes cannot be told from a tree node'));
  const index = followWitness(raw, coinbase.value, paths.value.wtxids);
  if (!index.ok) return refused(index.issue);
  const checked = checkPath(txidOf(coinbase.value), strippedBytes(proof.coinbase), paths.value.txids, chain);
  if (checked.kind !== 'proven') return checked;
  if (checked.place.index !== 0)
    return refused(issue('witness-no-coinbase', 'what is said to be the first transaction is not the first'));
  return { kind: 'proven', place: { ...checked.place, index: index.value } };
}

const refused = (reason: Issue): PathCheck => ({ kind: 'refused', issue: reason });

/**
 * Makes the proof of one transaction from the bytes of its block, which no indexer gives in a smaller form. The block
 * is not checked: the proof is, by whoever reads it.
 */
export function proveWitness(
  block: { readonly raw: Uint8Array; readonly height: number },
  txid: Txid,
  limits: BlockLimits,
): Result<WitnessProof> {
  const parsed = parseBlock(block.raw, limits);
  if (!parsed.ok) return parsed;
  const { transactions } = parsed.value;
  const rawAt = ({ offset, bytes }: { readonly offset: number; readonly bytes: number }): Uint8Array =>
    block.raw.subarray(offset, offset + bytes);
  const index = transactions.findIndex((transaction) => transaction.txid === txid);
  const [first] = transactions;
  if (index < 1 || first === undefined)
    return fail(issue('witness-other-block', 'the block has no such transaction behind its first'));
  const committed = parseCoinbase(rawAt(first));
  if (!committed.ok) return committed;
  const commitment = commitmentOf(committed.value);
  if (!commitment.ok) return commitment;
  const wtxids = transactions.map((transaction, at) => (at === 0 ? NO_TXID : wtxidOf(rawAt(transaction))));
  const bumpOf = (ids: readonly Txid[], at: number): Uint8Array =>
    encodeBump(bumpFromTree(merkleTree(ids), block.height, [at]));
  return ok({
    coinbase: rawAt(first).slice(),
    coinbaseBump: bumpOf(
      transactions.map((transaction) => transaction.txid),
      0,
    ),
    witnessBump: bumpOf(wtxids, index),
  });
}
