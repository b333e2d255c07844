import { concatBytes } from '#lib/bytes/concat.ts';
import { issue, type Issue } from '#lib/bytes/issue.ts';

/** Opcodes that we read or write, by their names in the Bitcoin script table. */
export const OP = {
  FALSE: 0x00,
  PUSHDATA1: 0x4c,
  PUSHDATA2: 0x4d,
  PUSHDATA4: 0x4e,
  NEGATE1: 0x4f,
  RESERVED: 0x50,
  ONE: 0x51,
  SIXTEEN: 0x60,
  IF: 0x63,
  NOTIF: 0x64,
  ENDIF: 0x68,
  RETURN: 0x6a,
  DUP: 0x76,
  EQUALVERIFY: 0x88,
  HASH160: 0xa9,
  CODESEPARATOR: 0xab,
  CHECKSIG: 0xac,
} as const;

/** One operation: `data` is present for pushes by length (OP_0 included), and is a view into the script. */
export type ScriptChunk = { readonly op: number; readonly data?: Uint8Array; readonly offset: number };

/**
 * Steps through a script's operations without allocating. After {@link next} gave true, `op`, `offset` (of the
 * opcode), `dataStart` and `dataEnd` describe one operation; both are -1 when the opcode does not push by length.
 * A push that runs past the end stops the walk and sets `truncated`.
 */
export class ScriptCursor {
  readonly script: Uint8Array;
  readonly end: number;
  position: number;
  op = 0;
  offset = 0;
  dataStart = -1;
  dataEnd = -1;
  truncated = false;

  /** Walks `script` from `start` up to `end`, offsets within `script`. */
  constructor(script: Uint8Array, start = 0, end = script.length) {
    this.script = script;
    this.position = start;
    this.end = end;
  }

  next(): boolean {
    const { script, position, end } = this;
    if (position >= end) return false;
    const op = script[position] ?? 0;
    this.op = op;
    this.offset = position;
    if (op > OP.PUSHDATA4) {
      this.dataStart = -1;
      this.dataEnd = -1;
      this.position = position + 1;
      return true;
    }
    let start = position + 1;
    let length = op;
    if (op >= OP.PUSHDATA1) {
      const size = op === OP.PUSHDATA1 ? 1 : op === OP.PUSHDATA2 ? 2 : 4;
      length = 0;
      // A length that is cut off reads as too long below: the missing bytes count as 0, but `start` is past the end.
      for (let at = size - 1; at >= 0; at -= 1) length = length * 0x100 + (script[start + at] ?? 0);
      start += size;
    }
    if (start + length > end) {
      this.truncated = true;
      this.position = end;
      return false;
    }
    this.dataStart = start;
    this.dataEnd = start + length;
    this.position = start + length;
    return true;
  }
}

/** All operations of a script in order. `failure` says where it broke off; the chunks before it stand. */
export function readScript(script: Uint8Array): { readonly chunks: ScriptChunk[]; readonly failure?: Issue } {
  const cursor = new ScriptCursor(script);
  const chunks: ScriptChunk[] = [];
  while (cursor.next()) {
    const { op, offset, dataStart, dataEnd } = cursor;
    chunks.push(dataStart < 0 ? { op, offset } : { op, data: script.subarray(dataStart, dataEnd), offset });
  }
  if (!cursor.truncated) return { chunks };
  return {
    chunks,
    failure: issue('push-truncated', 'a push runs past the end of the script', { offset: cursor.offset }),
  };
}

/**
 * A push of `data` by the shortest opcode for its length. Never OP_1 to OP_16 or OP_1NEGATE, so that every reader of
 * pushed data sees the bytes themselves.
 */
export function pushData(data: Uint8Array): Uint8Array {
  const { length } = data;
  if (length < OP.PUSHDATA1) return concatBytes([Uint8Array.of(length), data]);
  if (length <= 0xff) return concatBytes([Uint8Array.of(OP.PUSHDATA1, length), data]);
  if (length <= 0xffff) return concatBytes([Uint8Array.of(OP.PUSHDATA2, length & 0xff, length >> 8), data]);
  const head = new Uint8Array(5);
  head[0] = OP.PUSHDATA4;
  new DataView(head.buffer).setUint32(1, length, true);
  return concatBytes([head, data]);
}

const P2PKH_LENGTH = 25;

/**
 * The script that pays to a key's hash.
 *
 * @throws {RangeError} when `hash160` is not 20 bytes.
 */
export function p2pkhScript(hash160: Uint8Array): Uint8Array<ArrayBuffer> {
  if (hash160.length !== 20) throw new RangeError(`a key hash has 20 bytes, not ${hash160.length}`);
  return concatBytes([
    Uint8Array.of(OP.DUP, OP.HASH160, 20),
    hash160,
    Uint8Array.of(OP.EQUALVERIFY, OP.CHECKSIG),
  ]);
}

/** The key hash when `script` is exactly a P2PKH script; a view into it. */
export function p2pkhHash(script: Uint8Array): Uint8Array | undefined {
  return script.length === P2PKH_LENGTH ? p2pkhHashAt(script, 0) : undefined;
}

/** The key hash of a P2PKH script that begins at `offset` and may be followed by more; a view into it. */
export function p2pkhHashAt(script: Uint8Array, offset: number): Uint8Array | undefined {
  const matches =
    script[offset] === OP.DUP &&
    script[offset + 1] === OP.HASH160 &&
    script[offset + 2] === 20 &&
    script[offset + 23] === OP.EQUALVERIFY &&
    script[offset + 24] === OP.CHECKSIG;
  return matches ? script.subarray(offset + 3, offset + 23) : undefined;
}
