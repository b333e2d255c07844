import { bytesColumn } from './column.ts';
import { Slots } from './slots.ts';

/**
 * Keys of one length, each with a number, in the order in which they came. A key costs its bytes and eight more, where a
 * `Map` of strings costs some two hundred.
 */
export class ByteTable {
  readonly width: number;
  private readonly keys = bytesColumn();
  private readonly slots = new Slots((id) => this.hashOf(this.keys.data, id * this.width));

  /** `width` is the length of each key in bytes, at least 8. */
  constructor(width: number) {
    this.width = width;
  }

  get size(): number {
    return this.keys.length / this.width;
  }

  /** The number of a key, or -1. */
  find(key: Uint8Array, offset = 0): number {
    return this.slots.idAt(this.placeOf(key, offset, this.hashOf(key, offset)));
  }

  /** The number of a key, a new one when it is not known. */
  intern(key: Uint8Array, offset = 0): number {
    const { slots, keys, width } = this;
    const hash = this.hashOf(key, offset);
    const place = this.placeOf(key, offset, hash);
    const known = slots.idAt(place);
    if (known >= 0) return known;
    const id = this.size;
    keys.append(key.subarray(offset, offset + width));
    slots.add(id, hash, place);
    return id;
  }

  /** Where a key is, or the empty place where it would be. */
  private placeOf(key: Uint8Array, offset: number, hash: number): number {
    const { slots } = this;
    let place = slots.first(hash);
    for (let id = slots.idAt(place); id >= 0 && !this.isAt(id, key, offset); id = slots.idAt(place))
      place = slots.next(place, hash);
    return place;
  }

  /** The bytes of a key: a view, which the next {@link intern} may leave behind. */
  view(id: number): Uint8Array {
    return this.keys.data.subarray(id * this.width, (id + 1) * this.width);
  }

  /** Of the last bytes: the first of a block's hash are zeros. */
  private hashOf(key: Uint8Array, offset: number): number {
    const end = offset + this.width;
    let hash = seed;
    for (let at = end - 8; at < end; at += 1) hash = Math.imul(hash ^ (key[at] ?? 0), 0x01000193);
    return hash ^ (hash >>> 15);
  }

  private isAt(id: number, key: Uint8Array, offset: number): boolean {
    const { data } = this.keys;
    const start = id * this.width;
    for (let at = 0; at < this.width; at += 1) {
      if (data[start + at] !== key[offset + at]) return false;
    }
    return true;
  }
}

/** Keys are hashes already. The start differs from tab to tab, so that nobody can make keys that meet in one place. */
const seed = crypto.getRandomValues(new Uint32Array(1))[0] ?? 0;
