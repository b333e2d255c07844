import { issue, type Issue } from './issue.ts';

const EMPTY = new Uint8Array(0);

/**
 * Reads little-endian fields of `bytes` one after another, for bytes that may be hostile. It never throws: the first
 * read that does not fit sets {@link failure} and from then on every read gives zero or nothing, so that a parser
 * checks once, at its end. Every view it hands out shares memory with `bytes`.
 *
 * A loop must be bounded by {@link count}, never by {@link compactSize}: a count is refused when the bytes left could
 * not hold that many items, which is what stops a ten-byte input from asking for sixteen million.
 *
 * @example
 * const reader = new ByteReader(bytes);
 * const items = Array.from({ length: reader.count(4) }, () => reader.u32());
 * return reader.failure ? fail(reader.failure) : ok(items);
 */
export class ByteReader {
  readonly bytes: Uint8Array;
  /** Where the next read begins. */
  offset: number;
  /** The first thing that went wrong, with its offset. */
  failure: Issue | undefined = undefined;

  constructor(bytes: Uint8Array, offset = 0) {
    this.bytes = bytes;
    this.offset = offset;
  }

  /** Bytes left; 0 after a failure. */
  get remaining(): number {
    return this.failure === undefined ? this.bytes.length - this.offset : 0;
  }

  /** Records a failure of the caller's own at the current offset, unless there is one already. */
  fail(code: string, message: string): void {
    this.failure ??= issue(code, message, { offset: this.offset });
  }

  /** Moves on by `length` and gives the offset before, or -1 when so much is not left. */
  private advance(length: number): number {
    const start = this.offset;
    if (this.failure !== undefined || length > this.bytes.length - start) {
      this.fail('truncated', `${length} bytes expected, ${this.bytes.length - start} left`);
      return -1;
    }
    this.offset = start + length;
    return start;
  }

  /** The byte at `at`, which a preceding advance has checked. */
  private byte(at: number): number {
    return this.bytes[at] ?? 0;
  }

  u8(): number {
    const at = this.advance(1);
    return at < 0 ? 0 : this.byte(at);
  }

  u16(): number {
    const at = this.advance(2);
    return at < 0 ? 0 : this.byte(at) | (this.byte(at + 1) << 8);
  }

  i32(): number {
    const at = this.advance(4);
    if (at < 0) return 0;
    return this.byte(at) | (this.byte(at + 1) << 8) | (this.byte(at + 2) << 16) | (this.byte(at + 3) << 24);
  }

  u32(): number {
    return this.i32() >>> 0;
  }

  /** An unsigned 64-bit number; one above 2^53 - 1 is a failure, since a double would round it. */
  u64(): number {
    const start = this.offset;
    const low = this.u32();
    const high = this.u32();
    if (high <= 0x1f_ffff) return low + high * 0x1_0000_0000;
    this.offset = start;
    this.fail('number-too-large', 'a 64-bit number above 2^53 - 1');
    return 0;
  }

  /** A CompactSize number in its shortest form; any other form is a failure, because it would not encode back. */
  compactSize(): number {
    const start = this.offset;
    const first = this.u8();
    if (first < 0xfd) return first;
    const value = first === 0xfd ? this.u16() : first === 0xfe ? this.u32() : this.u64();
    const least = first === 0xfd ? 0xfd : first === 0xfe ? 0x1_0000 : 0x1_0000_0000;
    if (this.failure === undefined && value < least) {
      this.offset = start;
      this.fail('varint-not-minimal', 'a CompactSize number in a longer form than it needs');
    }
    return this.failure === undefined ? value : 0;
  }

  /** A CompactSize count of items of at least `leastBytes` each; a failure (and 0) when the bytes left cannot hold them. */
  count(leastBytes: number): number {
    const start = this.offset;
    const value = this.compactSize();
    if (value * leastBytes <= this.remaining) return value;
    this.offset = start;
    this.fail('count-too-large', `${value} items in ${this.bytes.length - start} bytes`);
    return 0;
  }

  /** A view of the next `length` bytes; empty after a failure. */
  take(length: number): Uint8Array {
    const at = this.advance(length);
    return at < 0 ? EMPTY : this.bytes.subarray(at, at + length);
  }

  /** A view of as many bytes as the CompactSize before them says. */
  takeSized(): Uint8Array {
    return this.take(this.compactSize());
  }

  skip(length: number): void {
    this.advance(length);
  }

  /** Makes bytes after the end of what was read a failure. */
  end(): void {
    if (this.remaining > 0) this.fail('trailing-bytes', `${this.remaining} bytes after the end`);
  }
}
