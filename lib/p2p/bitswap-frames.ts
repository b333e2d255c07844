import { concatBytes } from '#lib/bytes/concat.ts';
import { MAX_BITSWAP_BYTES } from './limits.ts';

// Enough of bitswap 1.2.0 to see which blocks go by: messages of protocol buffers, each behind its length.

const MESSAGE_PAYLOAD = 3;
const BLOCK_DATA = 2;
const LENGTH_DELIMITED = 2;
const MAX_VARINT_BYTES = 5;

type Varint = { readonly value: number; readonly next: number };

/**
 * Follows one direction of a bitswap stream and answers the blocks of each message that is complete. It never throws:
 * on bytes that are no such message, or a message longer than {@link MAX_BITSWAP_BYTES}, it sees nothing any more.
 */
export class BitswapFrames {
  private held: Uint8Array = new Uint8Array(0);
  private isBlind = false;

  /** Takes bytes as they come. The blocks are views into them. */
  push(bytes: Uint8Array): Uint8Array[] {
    if (this.isBlind) return [];
    this.held = this.held.length === 0 ? bytes : concatBytes([this.held, bytes]);
    const blocks: Uint8Array[] = [];
    for (let at = 0; ;) {
      const length = readVarint(this.held, at);
      if (length === undefined) {
        this.isBlind = this.held.length - at >= MAX_VARINT_BYTES;
        return this.rest(at, blocks);
      }
      if (length.value > MAX_BITSWAP_BYTES) {
        this.isBlind = true;
        return this.rest(this.held.length, blocks);
      }
      const end = length.next + length.value;
      if (end > this.held.length) return this.rest(at, blocks);
      for (const block of fieldsOf(this.held.subarray(length.next, end), MESSAGE_PAYLOAD)) {
        blocks.push(...fieldsOf(block, BLOCK_DATA));
      }
      at = end;
    }
  }

  private rest(from: number, blocks: Uint8Array[]): Uint8Array[] {
    this.held = this.held.subarray(from);
    return blocks;
  }
}

/** The values of a length-delimited field; what follows a malformed field is left out. */
function fieldsOf(message: Uint8Array, wanted: number): Uint8Array[] {
  const found: Uint8Array[] = [];
  for (let at = 0; at < message.length;) {
    const tag = readVarint(message, at);
    if (tag === undefined) break;
    const wire = tag.value & 7;
    const value = readVarint(message, tag.next);
    // A message of bitswap has varints and delimited fields, no fixed ones.
    if (value === undefined || (wire !== 0 && wire !== LENGTH_DELIMITED)) break;
    at = wire === LENGTH_DELIMITED ? value.next + value.value : value.next;
    if (at > message.length) break;
    if (wire === LENGTH_DELIMITED && tag.value >>> 3 === wanted) found.push(message.subarray(value.next, at));
  }
  return found;
}

function readVarint(bytes: Uint8Array, from: number): Varint | undefined {
  let value = 0;
  for (let step = 0; step < MAX_VARINT_BYTES; step += 1) {
    const byte = bytes[from + step];
    if (byte === undefined) return undefined;
    value += (byte & 0x7f) * 2 ** (7 * step);
    if (byte < 0x80) return { value, next: from + step + 1 };
  }
  return undefined;
}
