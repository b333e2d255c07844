import { secp256k1 } from '@noble/curves/secp256k1.js';
import { encodeAddress } from '#lib/bytes/address.ts';
import { asSats, toOutpoint, type Txid } from '#lib/bytes/brand.ts';
import { concatBytes } from '#lib/bytes/concat.ts';
import { hash160, sha256 } from '#lib/bytes/hash.ts';
import { toHex } from '#lib/bytes/hex.ts';
import { pushData } from '#lib/chain/script.ts';
import { encodeTx, txidOf, parseTx } from '#lib/chain/tx.ts';
import { merkleRoot } from '#lib/chain/merkle.ts';
import type { Header } from '#lib/chain/header.ts';
import type { SourcedTx } from '#lib/chain/sources/source.ts';
import { bumpOf, encodeBump } from '#lib/proof/merkle-path.ts';
import {
  appendSigma,
  encodeSignature,
  sigmaMessage,
  signedMessageHash,
  type OutputDraft,
} from '#lib/protocols/index.ts';
import { mineTestHeader } from './mined-headers.ts';
import { sampleRaw, txidOfRaw } from './sample-tx.ts';

/** Somebody who writes, by a name. */
export type Writer = {
  readonly secret: Uint8Array;
  readonly publicKey: Uint8Array;
  readonly owner: Uint8Array;
  readonly key: string;
};

export function writer(name: string): Writer {
  const secret = sha256(new TextEncoder().encode(`test writer ${name}`));
  const publicKey = secp256k1.getPublicKey(secret, true);
  const owner = hash160(publicKey);
  return { secret, publicKey, owner, key: toHex(owner) };
}

export type Written = { readonly txid: Txid; readonly raw: Uint8Array<ArrayBuffer> };

/**
 * A transaction of `by` with these outputs. Its inputs are made up, and so is the signature that unlocks them, as anybody
 * could make one; `sigma` signs each output for good.
 */
export function write(by: Writer, drafts: readonly OutputDraft[], { seed = 0, sigma = true } = {}): Written {
  const spent = toOutpoint(txidOfRaw(sampleRaw(seed)), 0);
  const unlocking = concatBytes([pushData(new Uint8Array(70).fill(0x30)), pushData(by.publicKey)]);
  const raw = encodeTx({
    version: 1,
    inputs: [{ prevTxid: txidOfRaw(sampleRaw(seed)), prevVout: 0, script: unlocking, sequence: 0xffff_ffff }],
    outputs: drafts.map(({ sats, script }) => ({
      sats: asSats(sats),
      script: sigma ? sign(by, script, spent) : script,
    })),
    lockTime: 0,
  });
  const tx = parseTx(raw);
  if (!tx.ok) throw new Error(tx.issue.message);
  return { raw, txid: txidOf(tx.value) };
}

function sign(by: Writer, script: Uint8Array, spent: ReturnType<typeof toOutpoint>): Uint8Array {
  const digest = signedMessageHash(sigmaMessage(script, spent));
  const signature = secp256k1.sign(digest, by.secret, { prehash: false, format: 'recovered' });
  return appendSigma(script, {
    address: encodeAddress(by.owner, 0x6f),
    signature: encodeSignature(signature),
    vin: 0,
  });
}

/** A chain for tests: blocks of whatever transactions, on headers with work. */
export class TestChain {
  readonly headers: Header[] = [];
  private readonly blocks: (readonly Written[])[] = [];

  /** @param genesis Its first header, where that is a real one; else it is made up. */
  constructor(genesis?: Header) {
    if (genesis !== undefined) {
      this.headers.push(genesis);
      this.blocks.push([]);
      return;
    }
    this.mine([]);
  }

  get height(): number {
    return this.headers.length - 1;
  }

  get raws(): Uint8Array[] {
    return this.headers.map(({ bytes }) => bytes);
  }

  /** Adds a block; a coinbase of its own comes first. `branch` makes it differ from one of the same content. */
  mine(written: readonly Written[], branch = 0): void {
    const coinbase = sampleRaw(1_000_000 + this.headers.length * 100 + branch);
    const block = [{ raw: coinbase, txid: txidOfRaw(coinbase) }, ...written];
    const previous = this.headers.at(-1)?.hash;
    this.headers.push(
      mineTestHeader({
        ...(previous === undefined ? {} : { prevHash: previous }),
        merkleRoot: merkleRoot(block.map(({ txid }) => txid)),
        time: (this.headers[0]?.time ?? 1_800_000_000) + this.headers.length * 600,
      }),
    );
    this.blocks.push(block);
  }

  /** Drops the blocks from `height` on. */
  cut(height: number): void {
    this.headers.length = height;
    this.blocks.length = height;
  }

  /** A transaction as a source gives it: with its path when it is in a block. */
  sourced({ txid, raw }: Written): SourcedTx {
    const height = this.blocks.findIndex((block) => block.some((held) => held.txid === txid));
    const block = this.blocks[height];
    if (block === undefined) return { txid, raw };
    const txids = block.map((held) => held.txid);
    return { txid, raw, bump: encodeBump(bumpOf(txids, height, [txids.indexOf(txid)])) };
  }
}
