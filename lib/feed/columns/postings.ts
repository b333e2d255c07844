import { bytesColumn, wordsColumn } from './column.ts';

// A term with one row has no more than its record. The rows of others lie in blocks, newest first by their links:
//
//   4 bytes   where the block before it lies, plus one; zero for the first
//   4 bytes   the row that its differences begin after, plus one
//   1 byte    its size: 16 bytes, doubled so many times
//   the rest  differences of rows, seven bits a byte, the last byte of each below 0x80; zeros fill the end

const HEAD = 9;
const LARGEST = 6;
const sizeOf = (exponent: number): number => 16 << exponent;
/** Bytes of the longest difference. */
const MOST = 5;

/** Where the numbers of a term's record stand: its last row plus one, how many rows, its newest block plus one, its end. */
const [LAST, COUNT, BLOCK, END] = [0, 1, 2, 3];
const RECORD = 4;

/** Which rows hold which term, a byte or two for each pair. Rows of a term come in rising order. */
export class Postings {
  private readonly bytes = bytesColumn();
  /** {@link RECORD} numbers of each term, side by side: whoever needs one of them needs the others. */
  private readonly records = wordsColumn();

  countOf(term: number): number {
    return this.hasTerm(term) ? this.records.at(term * RECORD + COUNT) : 0;
  }

  private hasTerm(term: number): boolean {
    return (term + 1) * RECORD <= this.records.length;
  }

  /** Adds a row to a term. A row that is the term's last already changes nothing. */
  add(term: number, row: number): void {
    const { records } = this;
    const at = term * RECORD;
    if (!this.hasTerm(term)) {
      // What is reserved is zero until it is used.
      records.reserve(at + RECORD - records.length);
      records.length = at + RECORD;
    }
    const { data } = records;
    const last = data[at + LAST] ?? 0;
    if (row < last) return;
    const count = data[at + COUNT] ?? 0;
    data[at + LAST] = row + 1;
    data[at + COUNT] = count + 1;
    if (count === 0) return;
    if (count === 1) {
      this.begin(at, last - 1);
      this.append(at, 1);
    }
    const block = (data[at + BLOCK] ?? 0) - 1;
    if ((data[at + END] ?? 0) + MOST > block + sizeOf(this.bytes.at(block + 8))) this.begin(at, last);
    this.append(at, row + 1 - last);
  }

  private append(at: number, difference: number): void {
    const { data } = this.bytes;
    let end = this.records.at(at + END);
    let rest = difference;
    for (; rest > 0x7f; rest >>>= 7) {
      data[end] = (rest & 0x7f) | 0x80;
      end += 1;
    }
    data[end] = rest;
    this.records.set(at + END, end + 1);
  }

  private begin(at: number, base: number): void {
    const { bytes, records } = this;
    const before = records.at(at + BLOCK);
    const exponent = before === 0 ? 0 : Math.min(bytes.at(before + 7) + 1, LARGEST);
    const start = bytes.length;
    bytes.reserve(sizeOf(exponent));
    bytes.length += sizeOf(exponent);
    put32(bytes.data, start, before);
    put32(bytes.data, start + 4, base);
    bytes.data[start + 8] = exponent;
    records.set(at + BLOCK, start + 1);
    records.set(at + END, start + HEAD);
  }

  /** The rows of a term, newest first. */
  walk(term: number): PostingWalk {
    const count = this.countOf(term);
    const at = term * RECORD;
    const only = count === 1 ? [this.records.at(at + LAST) - 1] : [];
    const newest = count > 1 ? this.records.at(at + BLOCK) - 1 : -1;
    return new PostingWalk(this.bytes.data, newest, only);
  }
}

const put32 = (data: Uint8Array, at: number, value: number): void => {
  data[at] = value & 0xff;
  data[at + 1] = (value >>> 8) & 0xff;
  data[at + 2] = (value >>> 16) & 0xff;
  data[at + 3] = value >>> 24;
};
const get32 = (data: Uint8Array, at: number): number =>
  ((data[at] ?? 0) |
    ((data[at + 1] ?? 0) << 8) |
    ((data[at + 2] ?? 0) << 16) |
    ((data[at + 3] ?? 0) << 24)) >>>
  0;

/** Walks down the rows of a term. Blocks that lie above what is looked for are never opened. */
export class PostingWalk {
  private readonly data: Uint8Array;
  private block: number;
  private rows: readonly number[];
  private at: number;

  /** Walks down `rows`, and then the blocks from the one at `block` on, if that is not negative. */
  constructor(data: Uint8Array, block: number, rows: readonly number[]) {
    this.data = data;
    this.block = block;
    this.rows = rows;
    this.at = rows.length - 1;
  }

  /** The highest row that is at most `most`, or -1. Asks with falling numbers only. */
  atMost(most: number): number {
    for (;;) {
      while (this.at >= 0) {
        const row = this.rows[this.at] ?? 0;
        if (row <= most) return row;
        this.at -= 1;
      }
      if (this.block < 0) return -1;
      this.open(most);
    }
  }

  /** Opens the next block that may hold a row of at most `most`. */
  private open(most: number): void {
    const { data } = this;
    let { block } = this;
    // A block whose differences begin after `most` holds nothing so low.
    while (block >= 0 && get32(data, block + 4) > most) block = get32(data, block) - 1;
    if (block < 0) {
      this.block = -1;
      return;
    }
    const rows: number[] = [];
    const end = block + sizeOf(data[block + 8] ?? 0);
    let row = get32(data, block + 4);
    for (let at = block + HEAD; at < end;) {
      let difference = 0;
      let shift = 0;
      let byte = 0;
      do {
        byte = data[at] ?? 0;
        difference |= (byte & 0x7f) << shift;
        shift += 7;
        at += 1;
      } while (byte > 0x7f);
      if (difference === 0) break;
      row += difference;
      rows.push(row - 1);
    }
    this.rows = rows;
    this.at = rows.length - 1;
    this.block = get32(data, block) - 1;
  }
}
