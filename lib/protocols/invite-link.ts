import { base64urlnopad } from '@scure/base';
import {
  asTxid,
  isSats,
  outpointTxid,
  outpointVout,
  toOutpoint,
  type Outpoint,
  type Sats,
} from '#lib/bytes/brand.ts';
import { concatBytes, equalBytes } from '#lib/bytes/concat.ts';
import { sha256d } from '#lib/bytes/hash.ts';
import { fromHex, toHex } from '#lib/bytes/hex.ts';
import { issue } from '#lib/bytes/issue.ts';
import { ByteReader } from '#lib/bytes/reader.ts';
import { fail, ok, type Result } from '#lib/bytes/result.ts';

/**
 * What an invite's fragment says. It is a bearer's note: whoever reads it can take the coin.
 *
 * Form: base64url without padding over
 *
 * ```
 * 1  version, 1            4  vout, little endian     20  the inviter's posting key, hash160
 * 1  network, 0 to 2       8  satoshis                20  the inviter's payment key, hash160
 * 2  posts                 32 secret key              1   count of follows, at most 10
 * 32 txid, as displayed                               20  for each, hash160
 *                                                     4   the first bytes of the double SHA-256 of all before
 * ```
 */
export type InviteLink = {
  readonly network: InviteNetwork;
  /** The one output that holds the coins: P2PKH to the key below. */
  readonly outpoint: Outpoint;
  readonly sats: Sats;
  /** How many posts its maker says that it is good for. */
  readonly posts: number;
  /** 32 bytes. */
  readonly secretKey: Uint8Array;
  /** Who invites: hash160s in hex of the key that posts and of the one that is paid. */
  readonly from: { readonly key: string; readonly payments: string };
  /** Whom the inviter suggests to follow, hash160s in hex. */
  readonly follows: readonly string[];
};

/** The networks that are written on, in the order of their numbers. */
const INVITE_NETWORKS = ['devnet', 'test', 'main'] as const;
export type InviteNetwork = (typeof INVITE_NETWORKS)[number];

/** Most people whom an invite suggests. */
export const MOST_SUGGESTED = 10;
const VERSION = 1;
const HASH_BYTES = 20;
const CHECK_BYTES = 4;
const LEAST_BYTES = 1 + 1 + 2 + 32 + 4 + 8 + 32 + 2 * HASH_BYTES + 1 + CHECK_BYTES;
const MOST_BYTES = LEAST_BYTES + MOST_SUGGESTED * HASH_BYTES;
const MOST_CHARACTERS = Math.ceil((MOST_BYTES * 4) / 3);

const checkOf = (body: Uint8Array): Uint8Array => sha256d(body).subarray(0, CHECK_BYTES);

/** @throws {RangeError} when a part is not of its size. */
export function encodeInviteLink(link: InviteLink): string {
  const { network, outpoint, sats, posts, secretKey, from, follows } = link;
  if (secretKey.length !== 32) throw new RangeError('a secret key has 32 bytes');
  if (!Number.isInteger(posts) || posts < 1 || posts > 0xffff)
    throw new RangeError(`not a number of posts: ${posts}`);
  if (follows.length > MOST_SUGGESTED) throw new RangeError(`at most ${MOST_SUGGESTED} suggestions`);
  const numbers = new Uint8Array(2 + 32 + 4 + 8);
  const view = new DataView(numbers.buffer);
  view.setUint16(0, posts, true);
  numbers.set(bytesOf(outpointTxid(outpoint), 32), 2);
  view.setUint32(34, outpointVout(outpoint), true);
  view.setBigUint64(38, BigInt(sats), true);
  const body = concatBytes([
    Uint8Array.of(VERSION, INVITE_NETWORKS.indexOf(network)),
    numbers,
    secretKey,
    bytesOf(from.key, HASH_BYTES),
    bytesOf(from.payments, HASH_BYTES),
    Uint8Array.of(follows.length),
    ...follows.map((key) => bytesOf(key, HASH_BYTES)),
  ]);
  return base64urlnopad.encode(concatBytes([body, checkOf(body)]));
}

/**
 * Reads an invite's fragment. The issue is `invite-newer` for a form that this build does not know and `invite-damaged` for
 * anything else. A secret key that no curve has, or that does not open the coin, is found out when it signs.
 */
export function decodeInviteLink(text: string): Result<InviteLink> {
  const damaged = (why: string): Result<never> => fail(issue('invite-damaged', why));
  if (text.length > MOST_CHARACTERS) return damaged('too long');
  let bytes: Uint8Array;
  try {
    bytes = base64urlnopad.decode(text);
  } catch {
    return damaged('not base64url');
  }
  if (bytes.length < LEAST_BYTES) return damaged('too short');
  const body = bytes.subarray(0, -CHECK_BYTES);
  if (!equalBytes(checkOf(body), bytes.subarray(-CHECK_BYTES))) return damaged('its check does not fit');
  const reader = new ByteReader(body);
  if (reader.u8() !== VERSION) return fail(issue('invite-newer', 'of another version'));
  const network = INVITE_NETWORKS[reader.u8()];
  const posts = reader.u16();
  const txid = asTxid(toHex(reader.take(32)));
  const vout = reader.u32();
  const sats = reader.u64();
  const secretKey = reader.take(32).slice();
  const from = { key: toHex(reader.take(HASH_BYTES)), payments: toHex(reader.take(HASH_BYTES)) };
  const count = reader.u8();
  if (count > MOST_SUGGESTED) return damaged('too many suggestions');
  const follows = Array.from({ length: count }, () => toHex(reader.take(HASH_BYTES)));
  if (reader.failure !== undefined) return damaged(reader.failure.code);
  if (reader.remaining > 0) return damaged('something behind it');
  if (network === undefined || posts === 0 || sats === 0 || !isSats(sats))
    return damaged('a number out of bounds');
  return ok({ network, outpoint: toOutpoint(txid, vout), sats, posts, secretKey, from, follows });
}

function bytesOf(hex: string, length: number): Uint8Array {
  const bytes = fromHex(hex);
  if (bytes?.length !== length) throw new RangeError(`${length} bytes in hex are wanted`);
  return bytes;
}
