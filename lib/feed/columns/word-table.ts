import { encodeUtf8 } from '#lib/bytes/text.ts';
import { bytesColumn, wordsColumn } from './column.ts';
import { Slots } from './slots.ts';

/** Words that are told apart at most, so that nobody can fill the memory with words that stand nowhere else. */
const MAX_WORDS = 1 << 19;
/** Bytes of the longest word that has a number. */
export const MAX_WORD = 32;
/** Words without a number share these, by their hash. They are the first numbers, and have no bytes. */
export const BUCKETS = 1024;

const decoder = new TextDecoder();

/** The hash of a word begins with this and takes in a byte after the other by {@link stepHash}. */
export const HASH_START = 0x811c_9dc5 ^ (crypto.getRandomValues(new Uint32Array(1))[0] ?? 0);
export const stepHash = (hash: number, byte: number): number => Math.imul(hash ^ byte, 0x0100_0193);

/**
 * Every word of every post once, with a number. Texts are kept as numbers of words, and so take a third of their bytes; the
 * numbers are also what is searched. Words that differ only in case or accents share a folded form.
 */
export class WordTable {
  private readonly bytes = bytesColumn();
  private readonly ends = wordsColumn();
  private readonly folded = wordsColumn();
  private readonly slots = new Slots((id) => {
    const hash = hashOf(this.bytes.data, this.startOf(id), this.endOf(id));
    return hash ^ (hash >>> 15);
  });

  private readonly most: number;

  /** `most` is how many words have numbers. */
  constructor(most = MAX_WORDS) {
    this.most = most;
    for (let bucket = 0; bucket < BUCKETS; bucket += 1) {
      this.ends.push(0);
      this.folded.push(bucket);
    }
  }

  /** One more than the highest number. */
  get size(): number {
    return this.ends.length;
  }

  get isFull(): boolean {
    return this.size >= this.most;
  }

  /** The number of a word, or -1. `hash` is that of its bytes. */
  find(data: Uint8Array, start: number, end: number, hash: number): number {
    return this.slots.idAt(this.placeOf(data, start, end, hash));
  }

  /** The number of a word, a new one when there is room; else -1. */
  intern(data: Uint8Array, start: number, end: number, hash: number): number {
    const place = this.placeOf(data, start, end, hash);
    const known = this.slots.idAt(place);
    if (known >= 0) return known;
    if (this.isFull || end - start > MAX_WORD) return -1;
    const id = this.add(data, start, end, hash, place);
    const fold = foldBytes(data, start, end);
    if (fold !== undefined) {
      const other = this.intern(fold, 0, fold.length, hashOf(fold));
      this.folded.set(id, other < 0 ? bucketOf(hashOf(fold)) : other);
    }
    return id;
  }

  /** Where a word is among the slots, or the empty place where it would be. */
  private placeOf(data: Uint8Array, start: number, end: number, hash: number): number {
    const { slots } = this;
    const mixed = hash ^ (hash >>> 15);
    let place = slots.first(mixed);
    for (let id = slots.idAt(place); id >= 0 && !this.isAt(id, data, start, end); id = slots.idAt(place))
      place = slots.next(place, mixed);
    return place;
  }

  /** The number under which a word is searched: that of its folded form. */
  termOf(id: number): number {
    return this.folded.at(id);
  }

  /** Where a word's bytes lie in {@link data}. */
  startOf(id: number): number {
    return id === 0 ? 0 : this.ends.at(id - 1);
  }

  endOf(id: number): number {
    return this.ends.at(id);
  }

  /** All bytes of all words. The array is another one after the next {@link intern}. */
  get data(): Uint8Array {
    return this.bytes.data;
  }

  textOf(id: number): string {
    return decoder.decode(this.bytes.data.subarray(this.startOf(id), this.endOf(id)));
  }

  /** Words with the numbers from `from` up to `to`, as {@link restore} takes them. */
  copy(
    from: number,
    to: number,
  ): { readonly bytes: Uint8Array<ArrayBuffer>; readonly lengths: Uint8Array<ArrayBuffer> } {
    return {
      bytes: this.bytes.slice(this.startOf(from), to === 0 ? 0 : this.endOf(to - 1)),
      lengths: Uint8Array.from(
        { length: to - from },
        (_, at) => this.endOf(from + at) - this.startOf(from + at),
      ),
    };
  }

  /** Makes room for words up to a number. */
  reserve(size: number): void {
    const more = Math.min(size, this.most) - this.size;
    if (more <= 0) return;
    this.slots.reserve(more);
    this.ends.reserve(more);
    this.folded.reserve(more);
  }

  /** Takes words back in the order of their numbers; answers whether they got the numbers from `from` on. */
  restore(from: number, bytes: Uint8Array, lengths: Uint8Array): boolean {
    if (from !== this.size) return false;
    this.reserve(from + lengths.length);
    let start = 0;
    for (let at = 0; at < lengths.length; at += 1) {
      const end = start + (lengths[at] ?? 0);
      // A folded form has got its number right after the first word that needed it.
      const isNew = this.size === from + at;
      if (isNew && this.intern(bytes, start, end, hashOf(bytes, start, end)) !== from + at) return false;
      if (!isNew && !this.isAt(from + at, bytes, start, end)) return false;
      start = end;
    }
    return this.size === from + lengths.length;
  }

  private add(data: Uint8Array, start: number, end: number, hash: number, place: number): number {
    const id = this.size;
    const { bytes } = this;
    bytes.reserve(end - start);
    for (let at = start; at < end; at += 1) bytes.data[bytes.length + at - start] = data[at] ?? 0;
    bytes.length += end - start;
    this.ends.push(bytes.length);
    this.folded.push(id);
    this.slots.add(id, hash ^ (hash >>> 15), place);
    return id;
  }

  private isAt(id: number, data: Uint8Array, start: number, end: number): boolean {
    const from = this.startOf(id);
    if (this.ends.at(id) - from !== end - start) return false;
    const own = this.bytes.data;
    for (let at = 0; at < end - start; at += 1) if (own[from + at] !== data[start + at]) return false;
    return true;
  }
}

/** The hash of a word. */
export function hashOf(data: Uint8Array, start = 0, end = data.length): number {
  let hash = HASH_START;
  for (let at = start; at < end; at += 1) hash = stepHash(hash, data[at] ?? 0);
  return hash;
}

/** The number under which a word without one of its own is searched. Whatever is found by it must be looked at. */
export const bucketOf = (hash: number): number => (hash >>> 0) % BUCKETS;

const COMBINING = /[\u0300-\u036f]/g;

/** A text without case and accents: what two words must have in common to be found by each other. */
export const foldText = (text: string): string => text.normalize('NFKD').replace(COMBINING, '').toLowerCase();

/** The folded form of a word, when it is another. */
function foldBytes(data: Uint8Array, start: number, end: number): Uint8Array | undefined {
  let isFolded = true;
  for (let at = start; at < end; at += 1) {
    const byte = data[at] ?? 0;
    if (byte > 0x7f) return foldOther(data.subarray(start, end));
    if (byte >= 0x41 && byte <= 0x5a) isFolded = false;
  }
  if (isFolded) return undefined;
  const fold = data.slice(start, end);
  for (const [at, byte] of fold.entries()) if (byte >= 0x41 && byte <= 0x5a) fold[at] = byte + 0x20;
  return fold;
}

function foldOther(word: Uint8Array): Uint8Array | undefined {
  const text = decoder.decode(word);
  const fold = foldText(text);
  return fold === text ? undefined : encodeUtf8(fold);
}
