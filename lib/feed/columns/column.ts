/** The arrays that a {@link Column} may be made of. */
type Numbers =
  | Uint8Array<ArrayBuffer>
  | Uint16Array<ArrayBuffer>
  | Uint32Array<ArrayBuffer>
  | Float64Array<ArrayBuffer>;

const FIRST = 16;
/** Above this many entries a column grows by a quarter and no longer doubles: copying costs less than room that lies empty. */
const LARGE = 4096;

/**
 * A typed array that grows. A number costs its own bytes and nothing else, whatever the number of rows. Loops that must be
 * quick read {@link data} themselves, as far as {@link length}.
 */
export class Column<Data extends Numbers> {
  /** May be longer than {@link length}, and is another array after the next append. */
  data: Data;
  length = 0;
  private readonly make: (length: number) => Data;

  constructor(make: (length: number) => Data) {
    this.make = make;
    this.data = make(FIRST);
  }

  at(row: number): number {
    return this.data[row] ?? 0;
  }

  set(row: number, value: number): void {
    this.data[row] = value;
  }

  push(value: number): void {
    if (this.length === this.data.length) this.reserve(1);
    this.data[this.length] = value;
    this.length += 1;
  }

  append(values: ArrayLike<number>, isMuchToCome = false): void {
    this.reserve(values.length, isMuchToCome);
    this.data.set(values, this.length);
    this.length += values.length;
  }

  /**
   * Makes room for `more` entries, so that they can be written into {@link data} before {@link length} says so. Whoever has
   * many more to come says so, and calls {@link trim} after the last: then it doubles whatever its size.
   */
  reserve(more: number, isMuchToCome = false): void {
    const needed = this.length + more;
    const { length } = this.data;
    if (needed <= length) return;
    const grown = isMuchToCome || length < LARGE ? length * 2 : length + (length >>> 2);
    const larger = this.make(Math.max(needed, grown));
    larger.set(this.data.subarray(0, this.length) as Data);
    this.data = larger;
  }

  /** Gives back room that was made for more than came, but for what the next few take. */
  trim(): void {
    const roomy = this.length + (this.length >>> 5) + FIRST;
    if (this.data.length <= roomy) return;
    const smaller = this.make(roomy);
    smaller.set(this.data.subarray(0, this.length) as Data);
    this.data = smaller;
  }

  /** A copy of the entries from `start` up to `end`. */
  slice(start: number, end: number): Data {
    // A typed array's slice is of its own kind, which the union does not say.
    return this.data.slice(start, Math.min(end, this.length)) as Data;
  }
}

export const bytesColumn = (): Column<Uint8Array<ArrayBuffer>> =>
  new Column((length) => new Uint8Array(length));
export const shortsColumn = (): Column<Uint16Array<ArrayBuffer>> =>
  new Column((length) => new Uint16Array(length));
export const wordsColumn = (): Column<Uint32Array<ArrayBuffer>> =>
  new Column((length) => new Uint32Array(length));
export const doublesColumn = (): Column<Float64Array<ArrayBuffer>> =>
  new Column((length) => new Float64Array(length));
