import { base64urlnopad } from '@scure/base';
import { asTxid, isSats, outpointTxid, outpointVout, toOutpoint, type Outpoint } from '#lib/bytes/brand.ts';
import { concatBytes, equalBytes } from '#lib/bytes/concat.ts';
import { sha256d } from '#lib/bytes/hash.ts';
import { fromHex, toHex } from '#lib/bytes/hex.ts';
import { issue } from '#lib/bytes/issue.ts';
import { ByteReader } from '#lib/bytes/reader.ts';
import { fail, ok, type Result } from '#lib/bytes/result.ts';
import { isWritableName, MAX_WRITTEN } from './handle-name.ts';

/**
 * What a link hands to another device of the same person: keys of its own, and where its first coins lie. Whoever reads it
 * can post as that device and spend those coins, until the holder takes the device's word back (decision 013).
 *
 * Form: `device=` and base64url without padding over
 *
 * ```
 * 1  version, 1               32 secret key of its coins        32 txid of its coins, as displayed
 * 1  network, 0 to 2          32 secret key that it posts with  4  vout of the first, little endian
 * 1  number, 1 to 7           32 the person's sync key          1  how many, at most 8, in outputs that follow it
 *                             20 the holder, hash160            4  satoshis of each
 *                             20 who links, hash160             1  letters of the handle, at most 32; 0 for none
 *                                                               …  the handle without suffix, ASCII
 *                                                               4  first bytes of the double SHA-256 of all before
 * ```
 */
export type DeviceLink = {
  readonly network: LinkNetwork;
  /** Which of the person's devices it is. */
  readonly number: number;
  /** 32 bytes each. */
  readonly payments: Uint8Array;
  readonly author: Uint8Array;
  readonly syncKey: Uint8Array;
  /** Hash160 in hex of the key that holds handles and plots, which stays where it is. */
  readonly holder: string;
  /** Hash160 in hex of the posting key of the device that made the link. */
  readonly from: string;
  /** The first of its coins. */
  readonly at: Outpoint;
  readonly coins: number;
  readonly each: number;
  /** What the person's posts carry, without suffix. Nothing proves it but the claim, once that is read. */
  readonly handle?: string;
};

/** The networks that are written on, in the order of their numbers. */
const LINK_NETWORKS = ['devnet', 'test', 'main'] as const;
type LinkNetwork = (typeof LINK_NETWORKS)[number];

/** What a link's fragment begins with. */
export const DEVICE_LINK = 'device=';
/** The highest number of a device. */
export const LAST_DEVICE = 7;
/** Most coins that a link hands over. */
export const MOST_LINKED_COINS = 8;
const VERSION = 1;
const KEY_BYTES = 32;
const HASH_BYTES = 20;
const CHECK_BYTES = 4;
/** Of a link without a handle. */
const BYTES = 3 + 3 * KEY_BYTES + 2 * HASH_BYTES + KEY_BYTES + 4 + 1 + 4 + 1 + CHECK_BYTES;
/** 297: with a host of 45 letters a code of 73 squares a side, eight more than without a handle. */
const MOST_CHARACTERS = DEVICE_LINK.length + Math.ceil(((BYTES + MAX_WRITTEN) * 4) / 3);

const checkOf = (body: Uint8Array): Uint8Array => sha256d(body).subarray(0, CHECK_BYTES);

/** A transaction that links has fewer outputs than this. */
const MOST_VOUT = 0xffff;

const isNumber = (number: number): boolean =>
  Number.isInteger(number) && number >= 1 && number <= LAST_DEVICE;
const areCoins = (coins: number, each: number): boolean =>
  Number.isInteger(coins) &&
  coins >= 0 &&
  coins <= MOST_LINKED_COINS &&
  isSats(each) &&
  each <= 0xffff_ffff &&
  (coins === 0 || each > 1);

/** @throws {RangeError} when a part is not of its size. */
export function encodeDeviceLink(link: DeviceLink): string {
  const { network, number, payments, author, syncKey, holder, from, at, coins, each, handle } = link;
  if (!isNumber(number)) throw new RangeError(`not the number of a linked device: ${number}`);
  if (!areCoins(coins, each)) throw new RangeError(`not coins of a link: ${coins} of ${each}`);
  if (outpointVout(at) > MOST_VOUT) throw new RangeError(`not an output of a link: ${at}`);
  if (handle !== undefined && !isWritableName(handle))
    throw new RangeError(`not a handle of a link: ${handle}`);
  const letters = new TextEncoder().encode(handle);
  const where = new Uint8Array(4 + 1 + 4);
  const view = new DataView(where.buffer);
  view.setUint32(0, outpointVout(at), true);
  view.setUint8(4, coins);
  view.setUint32(5, each, true);
  const body = concatBytes([
    Uint8Array.of(VERSION, LINK_NETWORKS.indexOf(network), number),
    ...[payments, author, syncKey].map((key) => sized(key, KEY_BYTES)),
    ...[holder, from].map((hex) => sized(fromHex(hex), HASH_BYTES)),
    sized(fromHex(outpointTxid(at)), KEY_BYTES),
    where,
    Uint8Array.of(letters.length),
    letters,
  ]);
  return DEVICE_LINK + base64urlnopad.encode(concatBytes([body, checkOf(body)]));
}

/**
 * Reads such a fragment. The issue is `device-link-newer` for a form that this build does not know and
 * `device-link-damaged` for anything else. Whether a curve has the keys is found out by whoever uses them.
 */
export function decodeDeviceLink(text: string): Result<DeviceLink> {
  const damaged = (why: string): Result<never> => fail(issue('device-link-damaged', why));
  if (!text.startsWith(DEVICE_LINK)) return damaged('it is none');
  if (text.length > MOST_CHARACTERS) return damaged('too long');
  let bytes: Uint8Array;
  try {
    bytes = base64urlnopad.decode(text.slice(DEVICE_LINK.length));
  } catch {
    return damaged('not base64url');
  }
  const body = bytes.subarray(0, -CHECK_BYTES);
  if (bytes.length <= CHECK_BYTES || !equalBytes(checkOf(body), bytes.subarray(-CHECK_BYTES)))
    return damaged('its check does not fit');
  const reader = new ByteReader(body);
  if (reader.u8() !== VERSION) return fail(issue('device-link-newer', 'of another version'));
  if (bytes.length < BYTES) return damaged(`${bytes.length} bytes`);
  const network = LINK_NETWORKS[reader.u8()];
  const number = reader.u8();
  const key = (): Uint8Array => reader.take(KEY_BYTES).slice();
  const [payments, author, syncKey] = [key(), key(), key()];
  const hash = (): string => toHex(reader.take(HASH_BYTES));
  const [holder, from] = [hash(), hash()];
  const txid = asTxid(toHex(reader.take(KEY_BYTES)));
  const vout = reader.u32();
  const coins = reader.u8();
  const each = reader.u32();
  const letters = reader.u8();
  if (bytes.length !== BYTES + letters)
    return damaged(`${bytes.length} bytes, of them ${letters} of a handle`);
  const handle = String.fromCharCode(...reader.take(letters));
  if (letters > 0 && !isWritableName(handle)) return damaged('a handle that is none');
  if (network === undefined || !isNumber(number) || !areCoins(coins, each) || vout > MOST_VOUT)
    return damaged('a number out of bounds');
  return ok({
    network,
    number,
    payments,
    author,
    syncKey,
    holder,
    from,
    at: toOutpoint(txid, vout),
    coins,
    each,
    ...(letters > 0 && { handle }),
  });
}

function sized(bytes: Uint8Array | undefined, length: number): Uint8Array {
  if (bytes?.length !== length) throw new RangeError(`${length} bytes are wanted`);
  return bytes;
}
