import { secp256k1 } from '@noble/curves/secp256k1.js';
import { HDKey } from '@scure/bip32';
import { encodeAddress } from '#lib/bytes/address.ts';
import { hash160 } from '#lib/bytes/hash.ts';
import { NETWORK_PARAMS, type Network } from '#lib/chain/network.ts';
import type { Party, Role } from './owner.ts';
import { seedOf } from './words.ts';

/**
 * Where an account's keys lie below its secret (BIP 44, coin 236). A layout never changes and is never taken back, because
 * a person may come with twelve words years from now; what is to be different gets a number of its own.
 *
 * - 1: one key for everything but inscriptions, as the first devnets had it. Handles that it held stay its own.
 * - 2: a hardened branch for each role, so that whoever learns one branch learns nothing of another.
 */
export type KeyLayout = 1 | 2;

/** Devices that one key may be used on, each with a branch of coins of its own. */
export const MOST_DEVICES = 8;

/** The layout of every new account. */
export const NEWEST_LAYOUT: KeyLayout = 2;

/** The last number is the device's, 0 for the first: each has coins of its own, so that two never spend the same. */
const PAYMENTS = "m/44'/236'/0'/0/0";
/** The path at which other wallets of BSV keep inscriptions too. */
const HOLDER = "m/44'/236'/1'/0/0";
/** One for all devices that have the words; a linked one has its own, below. */
const AUTHOR = "m/44'/236'/2'/0/0";

const PATHS: Readonly<Record<KeyLayout, Readonly<Record<Role, string>>>> = {
  1: { payments: PAYMENTS, holder: HOLDER, author: PAYMENTS },
  2: { payments: PAYMENTS, holder: HOLDER, author: AUTHOR },
};

/** A key that can sign. It never leaves the signer worker. */
export type SigningKey = Party & {
  /** 32 bytes. Cleared when the account is locked. */
  readonly secretKey: Uint8Array;
  /** Compressed, 33 bytes. */
  readonly publicKey: Uint8Array;
};

export type AccountKeys = Readonly<Record<Role, SigningKey>>;

/**
 * Derives an account's keys from its secret: BIP 39 words without a passphrase, BIP 32 along the paths of `layout`, and for
 * its coins along the branch of `device`. Any
 * wallet that follows the same standards finds the same keys from the words. The caller clears them.
 *
 * @throws {RangeError} when the secret is not 16 bytes, or `device` is not below {@link MOST_DEVICES}.
 */
export function deriveKeys(secret: Uint8Array, network: Network, layout: KeyLayout, device = 0): AccountKeys {
  if (!Number.isInteger(device) || device < 0 || device >= MOST_DEVICES)
    throw new RangeError(`not the number of a device: ${device}`);
  const seed = seedOf(secret);
  const root = HDKey.fromMasterSeed(seed);
  seed.fill(0);
  const at = (path: string): SigningKey => {
    const node = root.derive(path);
    const key = keyOf(node, network);
    node.wipePrivateData();
    return key;
  };
  const paths = PATHS[layout];
  const payments = device === 0 ? paths.payments : `${PAYMENTS.slice(0, -1)}${device}`;
  const keys = { payments: at(payments), holder: at(paths.holder), author: at(paths.author) };
  root.wipePrivateData();
  return keys;
}

/** Invites lie in a branch of their own. Hardened, because the key of a link goes into other hands. */
const INVITES = "m/44'/236'/3'";
/** One more than the highest number of a hardened child. */
export const INVITE_NUMBERS = 0x8000_0000;

/** The key of invite `number`, which its link carries. The caller clears it. */
export function deriveInviteKey(secret: Uint8Array, network: Network, number: number): SigningKey {
  const seed = seedOf(secret);
  const root = HDKey.fromMasterSeed(seed);
  seed.fill(0);
  const node = root.derive(`${INVITES}/${number}'`);
  root.wipePrivateData();
  const key = keyOf(node, network);
  node.wipePrivateData();
  return key;
}

/** What is handed to linked devices lies in a branch of its own. Hardened, because the key goes to another device. */
const LINKED = "m/44'/236'/4'";

/**
 * The keys of linked device `number`, 1 and below {@link MOST_DEVICES}: its branch of coins, which is the one that the words
 * give to a device of that number, and a posting key of its own. The caller clears them.
 *
 * @throws {RangeError} when `number` is not that of a linked device.
 */
export function deriveLinkedKeys(
  secret: Uint8Array,
  network: Network,
  number: number,
): Readonly<Record<'payments' | 'author', SigningKey>> {
  if (!Number.isInteger(number) || number < 1 || number >= MOST_DEVICES)
    throw new RangeError(`not the number of a linked device: ${number}`);
  const seed = seedOf(secret);
  const root = HDKey.fromMasterSeed(seed);
  seed.fill(0);
  const at = (path: string): SigningKey => {
    const node = root.derive(path);
    const key = keyOf(node, network);
    node.wipePrivateData();
    return key;
  };
  const keys = { payments: at(`${PAYMENTS.slice(0, -1)}${number}`), author: at(`${LINKED}/${number}'`) };
  root.wipePrivateData();
  return keys;
}

function keyOf({ privateKey, publicKey }: HDKey, network: Network): SigningKey {
  if (privateKey === null || publicKey === null) throw new Error('a derived key has both sides');
  return signingKey(privateKey, network, publicKey);
}

/** Whether the curve has a key of these 32 bytes. */
export const isKey = (secretKey: Uint8Array): boolean => secp256k1.utils.isValidSecretKey(secretKey);

/** The signing side of 32 bytes. @throws {Error} when no key of the curve is so. */
export function signingKey(
  secretKey: Uint8Array,
  network: Network,
  publicKey: Uint8Array = secp256k1.getPublicKey(secretKey, true),
): SigningKey {
  const hash = hash160(publicKey);
  return {
    secretKey: Uint8Array.from(secretKey),
    publicKey,
    hash,
    address: encodeAddress(hash, NETWORK_PARAMS[network].addressVersion),
  };
}

/** Overwrites what can sign. What the engine has copied elsewhere goes with the worker. */
export function clearKeys(keys: Readonly<Record<string, SigningKey>>): void {
  for (const { secretKey } of Object.values(keys)) secretKey.fill(0);
}
