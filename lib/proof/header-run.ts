import { asBlockHash, type BlockHash } from '#lib/bytes/brand.ts';
import { fromDisplayHex, toDisplayHex } from '#lib/bytes/hex.ts';
import { HEADER_BYTES, workOf, type Header } from '#lib/chain/header.ts';
import type { Lineage } from './difficulty.ts';

const HASH_BYTES = 32;
const LEAST_ROOM = 256;

/** Headers of consecutive heights, packed: 80 bytes each, with their hashes and the work up to each of them. */
export class HeaderRun implements Lineage {
  private packed = new Uint8Array(0);
  private hashes = new Uint8Array(0);
  private works: bigint[] = [];
  private start: number;
  private readonly workBefore: bigint;

  /** `workBefore` is the work of what lies below `start`, where that is known and matters. */
  constructor(start: number, workBefore = 0n) {
    this.start = start;
    this.workBefore = workBefore;
  }

  /** Height of the first header. */
  get from(): number {
    return this.start;
  }

  /** Height that the next header will have. */
  get end(): number {
    return this.start + this.works.length;
  }

  has(height: number): boolean {
    return Number.isInteger(height) && height >= this.start && height < this.end;
  }

  /** A view of the 80 bytes at `height`. */
  bytesAt(height: number): Uint8Array | undefined {
    if (!this.has(height)) return undefined;
    const at = (height - this.start) * HEADER_BYTES;
    return this.packed.subarray(at, at + HEADER_BYTES);
  }

  hashAt(height: number): BlockHash | undefined {
    if (!this.has(height)) return undefined;
    const at = (height - this.start) * HASH_BYTES;
    return asBlockHash(toDisplayHex(this.hashes.subarray(at, at + HASH_BYTES)));
  }

  timeAt(height: number): number | undefined {
    return this.u32At(height, 68);
  }

  bitsAt(height: number): number | undefined {
    return this.u32At(height, 72);
  }

  workAt(height: number): bigint | undefined {
    return this.has(height) ? this.works[height - this.start] : undefined;
  }

  /** Work of everything up to and including the last header. */
  get work(): bigint {
    return this.works.at(-1) ?? this.workBefore;
  }

  /** A copy of the packed headers from `height` on. */
  packedFrom(height: number): Uint8Array<ArrayBuffer> {
    const slot = Math.max(0, height - this.start);
    return this.packed.slice(slot * HEADER_BYTES, this.works.length * HEADER_BYTES);
  }

  append(header: Header): void {
    this.push(header.bytes, fromDisplayHex(header.hash) ?? new Uint8Array(HASH_BYTES), workOf(header.bits));
  }

  /** Puts the headers of another run on top, which begins where this one ends. */
  join(other: HeaderRun): void {
    for (let slot = 0; slot < other.works.length; slot += 1) {
      const bytes = other.packed.subarray(slot * HEADER_BYTES, (slot + 1) * HEADER_BYTES);
      const hash = other.hashes.subarray(slot * HASH_BYTES, (slot + 1) * HASH_BYTES);
      this.push(bytes, hash, (other.works[slot] ?? 0n) - (other.works[slot - 1] ?? other.workBefore));
    }
  }

  /** Forgets the header at `height` and all above. */
  cut(height: number): void {
    this.works.length = Math.max(0, Math.min(this.works.length, height - this.start));
  }

  /** Forgets all headers below `height`. */
  dropBelow(height: number): void {
    const count = Math.min(height, this.end) - this.start;
    if (count <= 0) return;
    this.packed = this.packed.slice(count * HEADER_BYTES, this.works.length * HEADER_BYTES);
    this.hashes = this.hashes.slice(count * HASH_BYTES, this.works.length * HASH_BYTES);
    this.works = this.works.slice(count);
    this.start += count;
  }

  private push(bytes: Uint8Array, hash: Uint8Array, work: bigint): void {
    const slot = this.works.length;
    if ((slot + 1) * HEADER_BYTES > this.packed.length) {
      const room = Math.max(LEAST_ROOM, slot * 2);
      this.packed = copied(this.packed, room * HEADER_BYTES);
      this.hashes = copied(this.hashes, room * HASH_BYTES);
    }
    this.packed.set(bytes, slot * HEADER_BYTES);
    this.hashes.set(hash, slot * HASH_BYTES);
    this.works.push(this.work + work);
  }

  private u32At(height: number, offset: number): number | undefined {
    if (!this.has(height)) return undefined;
    return new DataView(this.packed.buffer).getUint32((height - this.start) * HEADER_BYTES + offset, true);
  }
}

function copied(bytes: Uint8Array, length: number): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(length);
  larger.set(bytes);
  return larger;
}
