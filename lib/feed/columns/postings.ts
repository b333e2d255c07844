import { bytesColumn, wordsColumn } from './column.ts';

// The rows of a term lie in blocks, newest first by their links. A block is:
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

/** Which rows hold which term, a byte or two for each pair. Rows of a term come in rising order. */
export class Postings {
  private readonly bytes = bytesColumn();
  /** Of each term: its newest block plus one, where that goes on, its last row plus one, and how many rows there are. */
  private readonly blocks = wordsColumn();
  private readonly ends = wordsColumn();
  private readonly lasts = wordsColumn();
  private readonly counts = wordsColumn();

  countOf(term: number): number {
    return this.counts.at(term);
  }

  /** Adds a row to a term. A row that is the term's last already changes nothing. */
  add(term: number, row: number): void {
    while (this.blocks.length <= term) {
      this.blocks.push(0);
      this.ends.push(0);
      this.lasts.push(0);
      this.counts.push(0);
    }
    const last = this.lasts.at(term);
    const difference = row + 1 - last;
    if (difference <= 0) return;
    this.lasts.set(term, row + 1);
    this.counts.set(term, this.counts.at(term) + 1);
    let end = this.ends.at(term);
    const block = this.blocks.at(term) - 1;
    if (block < 0 || end + MOST > block + sizeOf(this.bytes.at(block + 8))) {
      this.begin(term, block, last);
      end = this.ends.at(term);
    }
    const { data } = this.bytes;
    let rest = difference;
    for (; rest > 0x7f; rest >>>= 7) {
      data[end] = (rest & 0x7f) | 0x80;
      end += 1;
    }
    data[end] = rest;
    this.ends.set(term, end + 1);
  }

  private begin(term: number, before: number, base: number): void {
    const exponent = before < 0 ? 0 : Math.min(this.bytes.at(before + 8) + 1, LARGEST);
    const { bytes } = this;
    const start = bytes.length;
    bytes.reserve(sizeOf(exponent));
    bytes.length += sizeOf(exponent);
    put32(bytes.data, start, before + 1);
    put32(bytes.data, start + 4, base);
    bytes.data[start + 8] = exponent;
    this.blocks.set(term, start + 1);
    this.ends.set(term, start + HEAD);
  }

  /** The rows of a term, newest first. */
  walk(term: number): PostingWalk {
    const newest = (this.blocks.length > term ? this.blocks.at(term) : 0) - 1;
    return new PostingWalk(this.bytes.data, newest);
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
  private rows: readonly number[] = [];
  private at = -1;

  constructor(data: Uint8Array, block: number) {
    this.data = data;
    this.block = block;
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
