import { CID } from 'multiformats/cid';
import { create } from 'multiformats/hashes/digest';
import { from } from 'multiformats/hashes/hasher';
import { asTxid, type Txid } from '#lib/bytes/brand.ts';
import { sha256d } from '#lib/bytes/hash.ts';
import { fromDisplayHex, toDisplayHex } from '#lib/bytes/hex.ts';

/** Multicodec `bitcoin-tx`: a transaction as it lies in a block, without witness. */
export const BITCOIN_TX = 0xb1;
/** Multihash `dbl-sha2-256`: SHA-256 twice, which is how Bitcoin names things. */
export const DOUBLE_SHA_256 = 0x56;

const HASH_BYTES = 32;

/** Lets Helia check such blocks. Without it every get of a transaction fails. */
export const doubleSha256Hasher = from({
  name: 'dbl-sha2-256',
  code: DOUBLE_SHA_256,
  encode: (bytes) => Uint8Array.from(sha256d(bytes)),
});

/** The txid of a transaction's bytes, whatever they are. */
export const nameOf = (raw: Uint8Array): Txid => asTxid(toDisplayHex(sha256d(raw)));

/**
 * The CID of a transaction, which needs nothing but its txid: whoever knows the name can ask for the bytes, and nobody
 * can answer with others.
 */
export function cidOf(txid: Txid): CID {
  const hash = fromDisplayHex(txid);
  if (hash === undefined) throw new RangeError(`unreachable: ${txid} is a txid`);
  return CID.createV1(BITCOIN_TX, create(DOUBLE_SHA_256, hash));
}

/** The txid that a CID names; `undefined` for a CID of anything else. */
export function txidOfCid({ code, multihash }: CID): Txid | undefined {
  const isTx =
    code === BITCOIN_TX && multihash.code === DOUBLE_SHA_256 && multihash.digest.length === HASH_BYTES;
  return isTx ? asTxid(toDisplayHex(multihash.digest)) : undefined;
}
