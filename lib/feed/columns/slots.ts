const FIRST = 16;

/**
 * The places of a hash table with open addressing: each holds the number of an entry, which lies elsewhere. At most half
 * of them are taken, so that an entry is found within a few steps.
 */
export class Slots {
  private places = new Uint32Array(FIRST);
  private taken = 0;
  private readonly hashOf: (id: number) => number;

  /** `hashOf` tells the hash of an entry that is in the table. */
  constructor(hashOf: (id: number) => number) {
    this.hashOf = hashOf;
  }

  first(hash: number): number {
    return hash & (this.places.length - 1);
  }

  next(place: number): number {
    return (place + 1) & (this.places.length - 1);
  }

  /** The entry at a place, or -1. */
  idAt(place: number): number {
    return (this.places[place] ?? 0) - 1;
  }

  /** Adds an entry that is not in the table; `place` is the empty one at which a search for it ended. */
  add(id: number, hash: number, place: number): void {
    this.taken += 1;
    if (this.taken * 2 > this.places.length) {
      this.grow(this.places.length * 2);
      this.put(id, hash);
    } else {
      this.places[place] = id + 1;
    }
  }

  /** Makes room for `more` entries. */
  reserve(more: number): void {
    let { length } = this.places;
    while ((this.taken + more) * 2 > length) length *= 2;
    if (length > this.places.length) this.grow(length);
  }

  private put(id: number, hash: number): void {
    let place = this.first(hash);
    while (this.places[place] !== 0) place = this.next(place);
    this.places[place] = id + 1;
  }

  private grow(length: number): void {
    const old = this.places;
    this.places = new Uint32Array(length);
    for (const taken of old) if (taken !== 0) this.put(taken - 1, this.hashOf(taken - 1));
  }
}
