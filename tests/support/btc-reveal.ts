import { createHash } from 'node:crypto';
import * as btc from '@scure/btc-signer';
import { OutOrdinalReveal, p2tr_ord_reveal, type Inscription as Written } from 'micro-ordinals';
import type { BlockHash } from '#lib/bytes/brand.ts';
import type { Header } from '#lib/chain/header.ts';
import { mineTestHeader } from './mined-headers.ts';

// Reveals and blocks of BTC, made by libraries that share no code with ours; hashes by the platform.

const { concatBytes, pubSchnorr } = btc.utils;
const CUSTOM_SCRIPTS = [OutOrdinalReveal];
const AMOUNT = 20_000n;

/** A key that is made of one byte. */
export const testKey = (seed: number): Uint8Array => new Uint8Array(32).fill(seed);

/** Inscriptions behind a key: one leaf of a taproot tree. */
export const revealLeaf = (key: Uint8Array, ...inscriptions: readonly Written[]) =>
  p2tr_ord_reveal(pubSchnorr(key), [...inscriptions]);

type Leaf = ReturnType<typeof revealLeaf>;

/** A taproot output, with all that a spend of it needs. */
export type Payment = ReturnType<typeof payTo>;

/** Pays to a key and a list of leaves. */
export const payTo = (leaves: readonly Leaf[], internal?: Uint8Array) =>
  btc.p2tr(internal && pubSchnorr(internal), [...leaves], btc.NETWORK, false, CUSTOM_SCRIPTS);

/** A transaction that makes these outputs and spends nothing that exists. */
export function commitTx(scripts: readonly Uint8Array[]): Uint8Array {
  return btc.RawTx.encode({
    version: 2,
    segwitFlag: false,
    inputs: [
      {
        txid: new Uint8Array(32).fill(0x5e),
        index: 0,
        finalScriptSig: new Uint8Array(0),
        sequence: 0,
      },
    ],
    outputs: scripts.map((script) => ({ amount: AMOUNT, script })),
    witnesses: [],
    lockTime: 0,
  });
}

/** Bytes of a hash as ids are shown. */
const reversedHex = (bytes: Uint8Array): string => Buffer.from(bytes).reverse().toString('hex');

export const hashOf = (bytes: Uint8Array): Uint8Array =>
  new Uint8Array(createHash('sha256').update(createHash('sha256').update(bytes).digest()).digest());

/**
 * Spends outputs of `commit` by their scripts, each by the leaf of that index in its payment's tree, signed and
 * finalised by the library.
 */
export function revealTx(
  commit: Uint8Array,
  spends: readonly { readonly payment: Payment; readonly leaf?: number }[],
  key: Uint8Array,
): Uint8Array {
  const tx = new btc.Transaction({ customScripts: CUSTOM_SCRIPTS });
  for (const [index, { payment, leaf = 0 }] of spends.entries()) {
    const tapLeafScript = payment.tapLeafScript?.slice(leaf, leaf + 1);
    if (tapLeafScript === undefined) throw new Error('the output has no scripts');
    tx.addInput({
      ...payment,
      tapLeafScript,
      txid: reversedHex(hashOf(commit)),
      index,
      witnessUtxo: { script: payment.script, amount: AMOUNT },
    });
  }
  tx.addOutput({ script: btc.p2tr(pubSchnorr(key)).script, amount: 5_000n });
  tx.sign(key, undefined, new Uint8Array(32));
  tx.finalize();
  return tx.extract();
}

/** Root of a tree of hashes, which are in wire order. */
function rootOf(hashes: readonly Uint8Array[]): Uint8Array {
  if (hashes.length === 1) return hashes[0] ?? new Uint8Array(32);
  const parents: Uint8Array[] = [];
  for (let at = 0; at < hashes.length; at += 2) {
    const left = hashes[at] ?? new Uint8Array(32);
    parents.push(hashOf(concatBytes(left, hashes[at + 1] ?? left)));
  }
  return rootOf(parents);
}

/** The bytes that a txid is the hash of. */
function stripped(raw: Uint8Array): Uint8Array {
  const tx = btc.RawTx.decode(raw);
  return btc.RawTx.encode({ ...tx, segwitFlag: false, witnesses: [] });
}

export type CoinbaseOptions = {
  readonly reserved?: Uint8Array;
  /** Outputs behind the one with the commitment. */
  readonly after?: readonly Uint8Array[];
  /** Without it the block is one from before segwit. */
  readonly commits?: boolean;
};

/** A coinbase whose outputs commit to the witnesses of the transactions behind it. */
export function coinbaseTx(txs: readonly Uint8Array[], options: CoinbaseOptions = {}): Uint8Array {
  const { reserved = new Uint8Array(32).fill(7), after = [], commits = true } = options;
  const root = rootOf([new Uint8Array(32), ...txs.map(hashOf)]);
  const commitment = concatBytes(
    Uint8Array.of(0x6a, 0x24, 0xaa, 0x21, 0xa9, 0xed),
    hashOf(concatBytes(root, reserved)),
  );
  const scripts = [Uint8Array.of(0x51), ...(commits ? [commitment] : []), ...after];
  return btc.RawTx.encode({
    version: 2,
    segwitFlag: commits,
    inputs: [
      {
        txid: new Uint8Array(32),
        index: 0xffff_ffff,
        finalScriptSig: Uint8Array.of(3, 1, 2, 3),
        sequence: 0xffff_ffff,
      },
    ],
    outputs: scripts.map((script, at) => ({ amount: at === 0 ? 5_000n : 0n, script })),
    witnesses: commits ? [[reserved]] : [],
    lockTime: 0,
  });
}

/** A mined block, whole and by its header. */
export function blockOf(
  prevHash: BlockHash,
  coinbase: Uint8Array,
  txs: readonly Uint8Array[],
): { readonly raw: Uint8Array; readonly header: Header } {
  const all = [coinbase, ...txs];
  const header = mineTestHeader({
    prevHash,
    merkleRoot: reversedHex(rootOf(all.map((raw) => hashOf(stripped(raw))))),
    time: 1_800_000_600,
  });
  return { raw: concatBytes(header.bytes, Uint8Array.of(all.length), ...all), header };
}
