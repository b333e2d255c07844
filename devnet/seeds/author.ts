import { secp256k1 } from '@noble/curves/secp256k1.js';
import { asSats, outpointTxid, toOutpoint, type Outpoint, type Txid } from '#lib/bytes/brand.ts';
import type { TxOutput } from '#lib/chain/tx.ts';
import {
  appendSigma,
  encodeSignature,
  sigmaMessage,
  signedMessageHash,
  type OutputDraft,
} from '#lib/protocols/index.ts';
import type { Chain } from '../chain.ts';
import type { DevKey } from '../keys.ts';
import { outpointOf, pay, type Coin } from '../spend.ts';

/** Someone who writes: a key, and coins of that key to pay with. */
export class Author {
  readonly key: DevKey;
  readonly #chain: Chain;
  readonly #coins: Coin[] = [];

  constructor(chain: Chain, key: DevKey) {
    this.#chain = chain;
    this.key = key;
  }

  addCoin(coin: Coin): void {
    this.#coins.push(coin);
  }

  /** Publishes a post or another inscription, signed by SIGMA. Gives the outpoint of the inscription. */
  sign(draft: OutputDraft): Outpoint {
    return this.#publish([draft], true);
  }

  /** Publishes several in one transaction, the first in output 0, each signed or none. Gives the txid. */
  publishAll(drafts: readonly OutputDraft[], isSigned: boolean): Txid {
    return outpointTxid(this.#publish(drafts, isSigned));
  }

  /** Publishes an action or a claim; the key of the coin that pays says whose it is. */
  act(draft: OutputDraft): Outpoint {
    return this.#publish([draft], false);
  }

  #publish(drafts: readonly OutputDraft[], isSigned: boolean): Outpoint {
    const coin = this.#coins.shift();
    if (coin === undefined) throw new Error(`${this.key.address} has no coin to pay with`);
    const outputs = drafts.map(({ sats, script }): TxOutput => ({
      sats: asSats(sats),
      script: isSigned ? this.#appendSigma(script, coin) : script,
    }));
    const { txid, tx, change } = pay([coin], outputs);
    const accepted = this.#chain.accept(tx);
    if (!accepted.ok) throw new Error(`a post of the devnet's own was refused: ${accepted.issue.detail}`);
    if (change !== undefined) this.#coins.push(change);
    return toOutpoint(txid, 0);
  }

  #appendSigma(script: Uint8Array, coin: Coin): Uint8Array {
    const digest = signedMessageHash(sigmaMessage(script, outpointOf(coin)));
    const signature = secp256k1.sign(digest, this.key.secret, { prehash: false, format: 'recovered' });
    return appendSigma(script, { address: this.key.address, signature: encodeSignature(signature), vin: 0 });
  }
}
