import { asTxid, type Txid } from '#lib/bytes/brand.ts';
import { sha256 } from '#lib/bytes/hash.ts';
import { fromHex, toHex } from '#lib/bytes/hex.ts';

/** Bytes of a fingerprint. All zeros: nothing is there. */
export const FINGERPRINT_BYTES = 8;
/** Bytes that a question mixes into every fingerprint, so that nobody can prepare sets which look the same. */
export const SALT_BYTES = 8;
const TXID_BYTES = 32;
/** Sums are of eight words of 32 bits. */
const WORDS = 8;
/** Leading digits by which txids are kept together, and how many such drawers there are. */
const DRAWER_DIGITS = 3;
const DRAWERS = 16 ** DRAWER_DIGITS;

type Drawer = { packed: Uint8Array; count: number };

/** What is held below one node: how many, and their sum modulo 2^256 as little-endian words. */
export type Below = { readonly count: number; readonly sum: Uint32Array };

/**
 * A set of txids that can say of any leading digits what it holds below them, in a few words: how many, and their sum.
 * Two sets find out where they differ by comparing such words, digit by digit. Txids are hashes, so that their leading
 * digits spread them evenly by themselves. Some 32 bytes a txid and 250 KB.
 */
export class TxidTree {
  private readonly drawers: (Drawer | undefined)[] = Array.from({ length: DRAWERS });
  private readonly sums = new Uint32Array(DRAWERS * WORDS);
  private held = 0;

  get count(): number {
    return this.held;
  }

  add(txid: Txid): void {
    const bytes = bytesOf(txid);
    const number = drawerOf(bytes);
    const drawer = (this.drawers[number] ??= { packed: new Uint8Array(4 * TXID_BYTES), count: 0 });
    if (placeOf(drawer, bytes) >= 0) return;
    const end = drawer.count * TXID_BYTES;
    if (end === drawer.packed.length) {
      const wider = new Uint8Array(2 * end);
      wider.set(drawer.packed);
      drawer.packed = wider;
    }
    drawer.packed.set(bytes, end);
    drawer.count += 1;
    this.held += 1;
    addTo(this.sumOf(number), bytes, 0);
  }

  delete(txid: Txid): void {
    const bytes = bytesOf(txid);
    const number = drawerOf(bytes);
    const drawer = this.drawers[number];
    const place = drawer === undefined ? -1 : placeOf(drawer, bytes);
    if (drawer === undefined || place < 0) return;
    const last = (drawer.count - 1) * TXID_BYTES;
    drawer.packed.copyWithin(place * TXID_BYTES, last, last + TXID_BYTES);
    drawer.count -= 1;
    this.held -= 1;
    takeFrom(this.sumOf(number), bytes);
  }

  has(txid: Txid): boolean {
    // Asked twenty times at every announcement, mostly of what is held nowhere near: then no bytes are made of it.
    const drawer = this.drawers[Number.parseInt(txid.slice(0, DRAWER_DIGITS), 16)];
    return drawer !== undefined && drawer.count > 0 && placeOf(drawer, bytesOf(txid)) >= 0;
  }

  /** What is held below the leading digits `prefix`, which are at most 64. */
  below(prefix: string): Below {
    const sum = new Uint32Array(WORDS);
    let count = 0;
    if (prefix.length <= DRAWER_DIGITS) {
      const [from, until] = drawersBelow(prefix);
      for (let number = from; number < until; number += 1) {
        count += this.drawers[number]?.count ?? 0;
        addWords(sum, this.sumOf(number));
      }
      return { count, sum };
    }
    this.each(prefix, (packed, at) => {
      count += 1;
      addTo(sum, packed, at);
    });
    return { count, sum };
  }

  /** The same for each of the sixteen digits that may come after `prefix`, which has 63 at most. */
  children(prefix: string): Below[] {
    if (prefix.length < DRAWER_DIGITS)
      return Array.from({ length: 16 }, (_none, digit) => this.below(prefix + digit.toString(16)));
    const counts = new Uint32Array(16);
    const sums = Array.from({ length: 16 }, () => new Uint32Array(WORDS));
    this.each(prefix, (packed, at) => {
      const digit = digitAt(packed, at, prefix.length);
      counts[digit] = (counts[digit] ?? 0) + 1;
      const sum = sums[digit];
      if (sum !== undefined) addTo(sum, packed, at);
    });
    return sums.map((sum, digit) => ({ count: counts[digit] ?? 0, sum }));
  }

  /** What is held below `prefix`, in no order, at most `most`. */
  txids(prefix: string, most: number): Txid[] {
    const found: Txid[] = [];
    this.each(prefix, (packed, at) => {
      if (found.length < most) found.push(asTxid(toHex(packed.subarray(at, at + TXID_BYTES))));
    });
    return found;
  }

  private each(prefix: string, visit: (packed: Uint8Array, at: number) => void): void {
    const digits = Array.from(prefix, (digit) => Number.parseInt(digit, 16));
    const [from, until] = drawersBelow(prefix);
    for (let number = from; number < until; number += 1) {
      const { packed, count } = this.drawers[number] ?? NONE;
      for (let at = 0; at < count * TXID_BYTES; at += TXID_BYTES)
        if (digits.every((digit, place) => digitAt(packed, at, place) === digit)) visit(packed, at);
    }
  }

  private sumOf(number: number): Uint32Array {
    return this.sums.subarray(number * WORDS, (number + 1) * WORDS);
  }
}

/** The words of a node as they are compared: SHA-256 over salt, count and sum, cut off. Zeros where nothing is. */
export function fingerprintOf({ count, sum }: Below, salt: Uint8Array): Uint8Array {
  if (count === 0) return new Uint8Array(FINGERPRINT_BYTES);
  const words = new Uint8Array(SALT_BYTES + 4 + TXID_BYTES);
  words.set(salt);
  const view = new DataView(words.buffer);
  view.setUint32(SALT_BYTES, count, true);
  sum.forEach((word, at) => view.setUint32(SALT_BYTES + 4 + 4 * at, word, true));
  return sha256(words).slice(0, FINGERPRINT_BYTES);
}

const NONE: Drawer = { packed: new Uint8Array(0), count: 0 };

function bytesOf(txid: Txid): Uint8Array {
  const bytes = fromHex(txid);
  if (bytes?.length !== TXID_BYTES) throw new RangeError(`unreachable: ${txid} is a txid`);
  return bytes;
}

const digitAt = (packed: Uint8Array, at: number, place: number): number => {
  const byte = packed[at + (place >> 1)] ?? 0;
  return place % 2 === 0 ? byte >> 4 : byte & 15;
};

const drawerOf = (bytes: Uint8Array): number => ((bytes[0] ?? 0) << 4) | ((bytes[1] ?? 0) >> 4);

function drawersBelow(prefix: string): readonly [from: number, until: number] {
  const digits = prefix.slice(0, DRAWER_DIGITS);
  const width = 16 ** (DRAWER_DIGITS - digits.length);
  const from = (digits === '' ? 0 : Number.parseInt(digits, 16)) * width;
  return [from, from + width];
}

function placeOf({ packed, count }: Drawer, bytes: Uint8Array): number {
  for (let place = 0; place < count; place += 1) {
    const at = place * TXID_BYTES;
    let same = 0;
    while (same < TXID_BYTES && packed[at + same] === bytes[same]) same += 1;
    if (same === TXID_BYTES) return place;
  }
  return -1;
}

const wordAt = (bytes: Uint8Array, at: number): number =>
  ((bytes[at] ?? 0) |
    ((bytes[at + 1] ?? 0) << 8) |
    ((bytes[at + 2] ?? 0) << 16) |
    ((bytes[at + 3] ?? 0) << 24)) >>>
  0;

function addTo(sum: Uint32Array, bytes: Uint8Array, at: number): void {
  let carry = 0;
  for (let word = 0; word < WORDS; word += 1) {
    const total = (sum[word] ?? 0) + wordAt(bytes, at + 4 * word) + carry;
    sum[word] = total;
    carry = total > 0xffff_ffff ? 1 : 0;
  }
}

function addWords(sum: Uint32Array, other: Uint32Array): void {
  let carry = 0;
  for (let word = 0; word < WORDS; word += 1) {
    const total = (sum[word] ?? 0) + (other[word] ?? 0) + carry;
    sum[word] = total;
    carry = total > 0xffff_ffff ? 1 : 0;
  }
}

function takeFrom(sum: Uint32Array, bytes: Uint8Array): void {
  let borrow = 0;
  for (let word = 0; word < WORDS; word += 1) {
    const rest = (sum[word] ?? 0) - wordAt(bytes, 4 * word) - borrow;
    sum[word] = rest;
    borrow = rest < 0 ? 1 : 0;
  }
}
