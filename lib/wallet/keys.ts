import HD from '@bsv/sdk/compat/HD';
import Mnemonic from '@bsv/sdk/compat/Mnemonic';
import type PrivateKey from '@bsv/sdk/primitives/PrivateKey';
import { encodeAddress } from '#lib/bytes/address.ts';
import { hash160 } from '#lib/bytes/hash.ts';
import { fromHex } from '#lib/bytes/hex.ts';
import { NETWORK_PARAMS, type Network } from '#lib/chain/network.ts';
import { SECRET_BYTES } from './vault.ts';

/**
 * BIP 44, coin 236 (BSV), first account, first receiving key. One key signs posts and holds the coins; the path leaves
 * room for more.
 */
const ACCOUNT_PATH = "m/44'/236'/0'/0/0";

/** The key of this device's account. It never leaves the signer worker. */
export type AccountKey = {
  readonly privateKey: PrivateKey;
  /** Compressed, 33 bytes. */
  readonly publicKey: Uint8Array;
  /** Hash160 of the public key. */
  readonly hash: Uint8Array;
  readonly address: string;
};

/**
 * Derives the account's key from its secret: BIP 39 words without a passphrase, BIP 32 along {@link ACCOUNT_PATH}. Any
 * wallet that follows the same standards finds the same key from the words.
 *
 * @throws {RangeError} when the secret is not 16 bytes.
 */
export function deriveAccountKey(secret: Uint8Array, network: Network): AccountKey {
  if (secret.length !== SECRET_BYTES) throw new RangeError(`a secret has ${SECRET_BYTES} bytes`);
  const seed = Mnemonic.fromEntropy([...secret]).toSeed();
  const { privKey: privateKey } = HD.fromSeed(seed).derive(ACCOUNT_PATH);
  const publicKey = fromHex(privateKey.toPublicKey().toString());
  if (publicKey?.length !== 33) throw new Error('a compressed key has 33 bytes');
  const hash = hash160(publicKey);
  return {
    privateKey,
    publicKey,
    hash,
    address: encodeAddress(hash, NETWORK_PARAMS[network].addressVersion),
  };
}
