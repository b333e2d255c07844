const FIRST = 16;

/**
 * The places of a hash table with open addressing: each holds the number of an entry, which lies elsewhere. At most half
 * of them are taken, so that an entry is found within a few steps.
 */
export class Slots {
  private places = new Uint32Array(FIRST);
  private taken = 0;

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

  /** Adds an entry that is not in the table. `hashOf` tells the hash of those that are. */
  add(id: number, hash: number, hashOf: (id: number) => number): void {
    if (this.taken * 2 >= this.places.length) this.grow(hashOf);
    this.put(id, hash);
    this.taken += 1;
  }

  private put(id: number, hash: number): void {
    let place = this.first(hash);
    while (this.places[place] !== 0) place = this.next(place);
    this.places[place] = id + 1;
  }

  private grow(hashOf: (id: number) => number): void {
    const old = this.places;
    this.places = new Uint32Array(old.length * 2);
    for (const taken of old) if (taken !== 0) this.put(taken - 1, hashOf(taken - 1));
  }
}
