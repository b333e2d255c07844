import { concatBytes } from '#lib/bytes/concat.ts';
import { toHex } from '#lib/bytes/hex.ts';
import { encodeUtf8 } from '#lib/bytes/text.ts';
import type { Txid } from '#lib/bytes/brand.ts';
import { OP, p2pkhHashAt, pushData, ScriptCursor } from '#lib/chain/script.ts';
import { ByteReader } from '#lib/bytes/reader.ts';
import type { EnvelopeFlags, Field, Inscription } from './inscription.ts';
import { readTapes, type Tape } from './op-return.ts';
import {
  isOrd,
  isPush,
  readFields,
  readHead,
  readMarks,
  TAG_CONTENT_ENCODING,
  TAG_CONTENT_TYPE,
  TAG_PARENT,
  type Head,
} from './payload.ts';
import type { RawTx } from './raw-tx.ts';

// 1Sat Ordinals (https://docs.1satordinals.com). In an output of exactly one satoshi:
//
//   envelope = OP_FALSE OP_IF "ord" { field value } [ OP_FALSE body ] OP_ENDIF
//   output   = lock envelope | envelope [ OP_CODESEPARATOR ] lock, either with OP_RETURN and bitcom tapes behind it
//
// A field is one push or OP_1 to OP_16, a value one push, OP_FALSE or OP_1 to OP_16. The first valid envelope counts;
// of a repeated field the last value. A body in several pushes is joined, as ord does.

/** Offsets of one output's parts in the transaction; -1 for what it lacks. */
type OutputPlaces = { payloadAt: number; payloadEnd: number; returnAt: number };

/** Walks an output's script up to a top-level OP_RETURN. `undefined` when it breaks off or holds nothing for us. */
function findParts(bytes: Uint8Array, start: number, end: number): OutputPlaces | undefined {
  const cursor = new ScriptCursor(bytes, start, end);
  const places: OutputPlaces = { payloadAt: -1, payloadEnd: -1, returnAt: -1 };
  let depth = 0;
  let payloadAt = -1;
  let before = -1;
  while (cursor.next()) {
    const { op } = cursor;
    if (op === OP.IF || op === OP.NOTIF) {
      depth += 1;
      payloadAt = -1;
      // Only the head is looked for here; whether it is an envelope shows at its end.
      if (op === OP.IF && before === OP.FALSE && places.payloadAt < 0) {
        const { position } = cursor;
        if (cursor.next() && isOrd(cursor)) payloadAt = cursor.position;
        else cursor.position = position;
      }
    } else if (op === OP.ENDIF) {
      depth -= 1;
      if (payloadAt >= 0) {
        places.payloadAt = payloadAt;
        places.payloadEnd = cursor.offset;
        payloadAt = -1;
      }
    } else if (op === OP.RETURN && depth <= 0) {
      places.returnAt = cursor.offset;
      break;
    } else if (payloadAt >= 0 && !isPush(cursor)) {
      payloadAt = -1;
    }
    before = op;
  }
  const nothing = places.payloadAt < 0 && (places.returnAt < 0 || places.returnAt + 1 >= end);
  return cursor.truncated || nothing ? undefined : places;
}

const NO_HEAD: Head = { contentType: undefined, contentEncoding: undefined, body: undefined };
const NO_FIELDS: readonly Field[] = [];
const NO_FLAGS: EnvelopeFlags = {
  pushnum: false,
  stutter: false,
  duplicateField: false,
  incompleteField: false,
  unrecognizedEvenField: false,
};

class OnesatInscription implements Inscription {
  readonly chain = 'bsv';
  readonly vout: number;
  private readonly tx: RawTx;
  private readonly start: number;
  private readonly end: number;
  private readonly places: OutputPlaces;
  private content: Head | undefined = undefined;
  private pairs: readonly Field[] | undefined = undefined;
  private marks: EnvelopeFlags | undefined = undefined;
  private tapes: readonly Tape[] | undefined = undefined;

  constructor(tx: RawTx, vout: number, start: number, end: number, places: OutputPlaces) {
    this.tx = tx;
    this.vout = vout;
    this.start = start;
    this.end = end;
    this.places = places;
  }

  private head(): Head {
    const { payloadAt, payloadEnd } = this.places;
    this.content ??= payloadAt < 0 ? NO_HEAD : readHead(this.tx.layout.bytes, payloadAt, payloadEnd, 'last');
    return this.content;
  }

  get id(): string {
    return `${this.txid}_${this.vout}`;
  }

  get txid(): Txid {
    return this.tx.txid;
  }

  get contentType(): string | undefined {
    return this.head().contentType;
  }

  get contentEncoding(): string | undefined {
    return this.head().contentEncoding;
  }

  get body(): Uint8Array | undefined {
    return this.head().body;
  }

  get fields(): readonly Field[] {
    const { payloadAt, payloadEnd } = this.places;
    this.pairs ??= payloadAt < 0 ? NO_FIELDS : readFields(this.tx.layout.bytes, payloadAt, payloadEnd);
    return this.pairs;
  }

  get flags(): EnvelopeFlags {
    const { payloadAt, payloadEnd } = this.places;
    if (payloadAt < 0) return NO_FLAGS;
    if (this.marks === undefined) {
      const { duplicate, incomplete } = readMarks(this.tx.layout.bytes, payloadAt, payloadEnd);
      this.marks = { ...NO_FLAGS, duplicateField: duplicate, incompleteField: incomplete };
    }
    return this.marks;
  }

  get owner(): string | undefined {
    const { bytes } = this.tx.layout;
    const { payloadAt, payloadEnd } = this.places;
    const script = bytes.subarray(this.start, this.end);
    const afterEnvelope = payloadEnd + 1 - this.start;
    const lockAt = script[afterEnvelope] === OP.CODESEPARATOR ? afterEnvelope + 1 : afterEnvelope;
    const hash = p2pkhHashAt(script, 0) ?? (payloadAt < 0 ? undefined : p2pkhHashAt(script, lockAt));
    return hash && toHex(hash);
  }

  get bitcom(): readonly Tape[] | undefined {
    const { returnAt } = this.places;
    if (returnAt < 0) return undefined;
    this.tapes ??= readTapes(this.tx.layout.bytes.subarray(this.start, this.end), returnAt - this.start);
    return this.tapes;
  }
}

/**
 * One inscription for each output that holds an envelope or bitcom tapes. An envelope counts only on exactly one
 * satoshi; in an output whose executed part has a push that runs past the end nothing counts.
 */
export function readOnesat(tx: RawTx): Inscription[] {
  const { bytes, outputs } = tx.layout;
  const found: Inscription[] = [];
  for (let at = 0; at < outputs.length; at += 3) {
    const [amountAt = 0, start = 0, end = 0] = [outputs[at], outputs[at + 1], outputs[at + 2]];
    if (end - start === 25 && bytes[start] === OP.DUP) continue;
    const places = findParts(bytes, start, end);
    if (places === undefined) continue;
    if (places.payloadAt >= 0 && new ByteReader(bytes, amountAt).u64() !== 1) {
      if (places.returnAt < 0) continue;
      places.payloadAt = -1;
      places.payloadEnd = -1;
    }
    found.push(new OnesatInscription(tx, at / 3, start, end, places));
  }
  return found;
}

/** What an envelope is to hold. */
export type EnvelopeContent = {
  readonly contentType: string;
  readonly body: Uint8Array;
  /** Outpoint in 36 bytes of the inscription that this one descends from. */
  readonly parent?: Uint8Array;
  /** As in the HTTP header: `br`, `gzip`. */
  readonly contentEncoding?: string;
};

const op = (code: number): Uint8Array => Uint8Array.of(code);
const fieldOp = (tag: number): Uint8Array => op(OP.ONE + tag - 1);

/**
 * The bytes of an envelope in the one form that every known reader accepts: number opcodes for tags, fields in the
 * order 1, 3, 9, shortest pushes and a single body push.
 *
 * @throws {RangeError} when the body is empty, the content type is empty or above 255 bytes, or `parent` is not 36 bytes.
 */
export function encodeEnvelope(content: EnvelopeContent): Uint8Array<ArrayBuffer> {
  const contentType = encodeUtf8(content.contentType);
  if (contentType.length === 0 || contentType.length > 0xff)
    throw new RangeError('a content type has 1 to 255 bytes');
  if (content.body.length === 0)
    throw new RangeError('readers disagree on an empty body, so none is written');
  const parts = [
    op(OP.FALSE),
    op(OP.IF),
    pushData(encodeUtf8('ord')),
    fieldOp(TAG_CONTENT_TYPE),
    pushData(contentType),
  ];
  if (content.parent !== undefined) {
    if (content.parent.length !== 36)
      throw new RangeError(`an outpoint has 36 bytes, not ${content.parent.length}`);
    parts.push(fieldOp(TAG_PARENT), pushData(content.parent));
  }
  if (content.contentEncoding !== undefined) {
    parts.push(fieldOp(TAG_CONTENT_ENCODING), pushData(encodeUtf8(content.contentEncoding)));
  }
  parts.push(op(OP.FALSE), pushData(content.body), op(OP.ENDIF));
  return concatBytes(parts);
}
