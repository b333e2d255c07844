import * as z from 'zod/mini';
import { concatBytes } from '#lib/bytes/concat.ts';
import { issue, type Issue } from '#lib/bytes/issue.ts';
import { parseJson } from '#lib/bytes/json.ts';
import { ByteReader } from '#lib/bytes/reader.ts';
import { decodeUtf8, encodeUtf8 } from '#lib/bytes/text.ts';
import { encodeVarint } from '#lib/bytes/varint.ts';
import { HEADER_BYTES } from '#lib/chain/header.ts';
import { NETWORKS, type Network } from '#lib/chain/network.ts';
import { keptRowSchema, type KeptRow } from './kept-store.ts';

// The file that everything held goes into: docs/held-file.md. The magic, then frames: a byte that says what it is, its
// length as CompactSize, and so many bytes.

const MAGIC = encodeUtf8('NABO held 1\n');
/** Headers of one frame. */
export const FRAME_HEADERS = 2000;
const KINDS = { about: 1, headers: 2, transaction: 3, kept: 4, end: 5 } as const;
/** The most bytes that a frame of each kind may have. */
const MOST: Readonly<Record<number, number>> = {
  [KINDS.about]: 1024,
  [KINDS.headers]: 9 + FRAME_HEADERS * HEADER_BYTES,
  [KINDS.transaction]: 11 * 1024 * 1024,
  [KINDS.kept]: 1024,
  [KINDS.end]: 18,
};
/** Bytes of a frame's head at most. */
const HEAD = 10;

/** A part of such a file. */
export type HeldFrame =
  /** The first: which chain it is of. */
  | { readonly kind: 'about'; readonly network: Network }
  /** Packed headers of 80 bytes, the first at height `from`. */
  | { readonly kind: 'headers'; readonly from: number; readonly packed: Uint8Array }
  /** A transaction, and the Merkle path (BUMP) that was kept with it. */
  | { readonly kind: 'transaction'; readonly raw: Uint8Array; readonly bump?: Uint8Array }
  | { readonly kind: 'kept'; readonly row: KeptRow }
  /** The last: how many transactions there were, and how many rows that a person keeps. */
  | { readonly kind: 'end'; readonly transactions: number; readonly kept: number };

const aboutSchema = z.object({ network: z.enum(NETWORKS) });

/** What such a file begins with. */
export const heldFileStart = (network: Network): Uint8Array =>
  concatBytes([MAGIC, encodeFrame({ kind: 'about', network })]);

/** A frame's bytes, with its head. */
export function encodeFrame(frame: HeldFrame): Uint8Array {
  const payload = payloadOf(frame);
  return concatBytes([Uint8Array.of(KINDS[frame.kind]), encodeVarint(payload.length), payload]);
}

function payloadOf(frame: HeldFrame): Uint8Array {
  switch (frame.kind) {
    case 'about':
      return encodeUtf8(JSON.stringify({ network: frame.network }));
    case 'headers':
      return concatBytes([encodeVarint(frame.from), frame.packed]);
    case 'transaction':
      return concatBytes([
        encodeVarint(frame.raw.length),
        frame.raw,
        ...(frame.bump === undefined ? [] : [frame.bump]),
      ]);
    case 'kept':
      return encodeUtf8(JSON.stringify(frame.row));
    case 'end':
      return concatBytes([encodeVarint(frame.transactions), encodeVarint(frame.kept)]);
  }
}

/**
 * Reads such a file as it comes, in parts of any size. It holds one unfinished frame at most, and after the first thing
 * that is wrong it gives nothing any more. Whether what it gives is true is for others to check.
 */
export class HeldFileReader {
  /** What is wrong with the file; `undefined` while nothing is. */
  failure: Issue | undefined;
  /** Whether the last frame has come: without it a file is cut off. */
  isWhole = false;
  private rest: Uint8Array = new Uint8Array(0);
  private offset = 0;
  private hasBegun = false;
  private hasAbout = false;
  private readonly counts = { transactions: 0, kept: 0 };

  /** The frames that are whole now. They share memory with nothing. */
  push(bytes: Uint8Array): HeldFrame[] {
    const frames: HeldFrame[] = [];
    if (this.failure !== undefined) return frames;
    this.rest = this.rest.length === 0 ? bytes : concatBytes([this.rest, bytes]);
    let at = 0;
    if (!this.hasBegun) {
      const begun = this.rest.subarray(0, MAGIC.length);
      if (begun.some((byte, place) => byte !== MAGIC[place])) {
        this.fail(
          'held-file-unknown',
          'It does not begin as a file of held posts does, or is of a newer version.',
          0,
        );
        return frames;
      }
      if (begun.length < MAGIC.length) return frames;
      this.hasBegun = true;
      at = MAGIC.length;
    }
    while (this.failure === undefined) {
      const next = this.frameAt(at);
      if (next === undefined) break;
      at = next.end;
      frames.push(next.frame);
    }
    this.offset += at;
    this.rest = this.rest.slice(at);
    return frames;
  }

  private frameAt(start: number): { readonly frame: HeldFrame; readonly end: number } | undefined {
    const kind = this.rest[start];
    if (kind === undefined) return undefined;
    if (this.isWhole) return this.fail('held-file-longer', 'Something stands behind the end.', start);
    const most = MOST[kind];
    if (most === undefined) return this.fail('held-file-frame', `There is no frame of kind ${kind}.`, start);
    const head = new ByteReader(this.rest.subarray(start + 1, start + HEAD));
    const length = head.compactSize();
    if (head.failure !== undefined)
      return this.rest.length - start < HEAD
        ? undefined
        : this.fail('held-file-frame', head.failure.message, start);
    if (length > most)
      return this.fail('held-file-frame', `A frame of ${length} bytes, where ${most} are the most.`, start);
    const from = start + 1 + head.offset;
    if (this.rest.length < from + length) return undefined;
    const frame = this.readFrame(kind, this.rest.slice(from, from + length));
    return frame === undefined
      ? this.fail('held-file-frame', 'A frame does not say what its kind says.', start)
      : { frame, end: from + length };
  }

  private readFrame(kind: number, payload: Uint8Array): HeldFrame | undefined {
    // Which chain it is stands first, and once.
    if (this.hasAbout === (kind === KINDS.about)) return undefined;
    this.hasAbout = true;
    const reader = new ByteReader(payload);
    switch (kind) {
      case KINDS.about: {
        const { data } = aboutSchema.safeParse(jsonOf(payload));
        return data && { kind: 'about', network: data.network };
      }
      case KINDS.headers: {
        const from = reader.compactSize();
        const packed = payload.subarray(reader.offset);
        const fits = reader.failure === undefined && packed.length % HEADER_BYTES === 0;
        return fits && packed.length > 0 && from <= 0xffff_ffff
          ? { kind: 'headers', from, packed }
          : undefined;
      }
      case KINDS.transaction: {
        const length = reader.compactSize();
        const end = reader.offset + length;
        if (reader.failure !== undefined || length === 0 || end > payload.length) return undefined;
        const bump = payload.subarray(end);
        this.counts.transactions += 1;
        return {
          kind: 'transaction',
          raw: payload.subarray(reader.offset, end),
          ...(bump.length === 0 ? {} : { bump }),
        };
      }
      case KINDS.kept: {
        const { data } = keptRowSchema.safeParse(jsonOf(payload));
        this.counts.kept += 1;
        return data && { kind: 'kept', row: data };
      }
      default: {
        const [transactions, kept] = [reader.compactSize(), reader.compactSize()];
        this.isWhole =
          reader.failure === undefined &&
          transactions === this.counts.transactions &&
          kept === this.counts.kept;
        return this.isWhole ? { kind: 'end', transactions, kept } : undefined;
      }
    }
  }

  private fail(code: string, message: string, at: number): undefined {
    this.failure = issue(code, message, { offset: this.offset + at });
    return undefined;
  }
}

function jsonOf(payload: Uint8Array): unknown {
  const text = decodeUtf8(payload);
  const parsed = text === undefined ? undefined : parseJson(text);
  return parsed?.ok === true ? parsed.value : undefined;
}
