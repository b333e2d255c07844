const FIRST = 16;

/**
 * The places of a hash table with open addressing: each holds the number of an entry, which lies elsewhere. At most half
 * of them are taken, so that an entry is found within a few steps; and beside each place stands a byte of its entry's hash,
 * so that nearly all steps past others look at nothing else.
 */
export class Slots {
  private places = new Uint32Array(FIRST);
  /** Zero where nothing is. */
  private tags = new Uint8Array(FIRST);
  private taken = 0;
  private readonly hashOf: (id: number) => number;

  /** `hashOf` tells the hash of an entry that is in the table. */
  constructor(hashOf: (id: number) => number) {
    this.hashOf = hashOf;
  }

  /** The first place where an entry of this hash may be, or an empty one. */
  first(hash: number): number {
    return this.from(hash & (this.tags.length - 1), tagOf(hash));
  }

  /** The next such place after one that holds another entry. */
  next(place: number, hash: number): number {
    return this.from((place + 1) & (this.tags.length - 1), tagOf(hash));
  }

  private from(place: number, tag: number): number {
    const { tags } = this;
    const last = tags.length - 1;
    let at = place;
    for (let found = tags[at]; found !== 0 && found !== tag; found = tags[at]) at = (at + 1) & last;
    return at;
  }

  /** The entry at a place, or -1. */
  idAt(place: number): number {
    return this.tags[place] === 0 ? -1 : (this.places[place] ?? 0);
  }

  /** Adds an entry that is not in the table; `place` is the empty one at which a search for it ended. */
  add(id: number, hash: number, place: number): void {
    this.taken += 1;
    if (this.taken * 2 > this.places.length) {
      this.grow(this.places.length * 2);
      this.put(id, hash);
    } else {
      this.places[place] = id;
      this.tags[place] = tagOf(hash);
    }
  }

  /** Makes room for `more` entries. */
  reserve(more: number): void {
    let { length } = this.places;
    while ((this.taken + more) * 2 > length) length *= 2;
    if (length > this.places.length) this.grow(length);
  }

  private put(id: number, hash: number): void {
    let place = hash & (this.tags.length - 1);
    while (this.tags[place] !== 0) place = (place + 1) & (this.tags.length - 1);
    this.places[place] = id;
    this.tags[place] = tagOf(hash);
  }

  private grow(length: number): void {
    const { places, tags } = this;
    this.places = new Uint32Array(length);
    this.tags = new Uint8Array(length);
    for (const [place, tag] of tags.entries()) {
      const id = places[place] ?? 0;
      if (tag !== 0) this.put(id, this.hashOf(id));
    }
  }
}

/** Of the bits by which places are not chosen, unless there are millions. */
const tagOf = (hash: number): number => hash >>> 24 || 1;
