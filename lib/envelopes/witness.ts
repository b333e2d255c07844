import type { Txid } from '#lib/bytes/brand.ts';
import { ByteReader } from '#lib/bytes/reader.ts';
import { OP, ScriptCursor } from '#lib/chain/script.ts';
import type { EnvelopeFlags, Field, Inscription } from './inscription.ts';
import { isOrd, isPush, readFields, readHead, readMarks, type Head } from './payload.ts';
import type { RawTx } from './raw-tx.ts';

// Ordinals on BTC (https://docs.ordinals.com/inscriptions.html), with the decisions of ord's own parser:
//
//   envelope = <empty push> OP_IF <push "ord"> *push OP_ENDIF          in the tapscript of any input's witness
//
// The pushes are pairs of tag and value up to the first empty tag; the rest is the body. Number opcodes count as pushes
// (`pushnum`). One broken push anywhere discards all envelopes of that input.

const ANNEX = 0x50;

const isEmptyPush = ({ dataStart, dataEnd }: ScriptCursor): boolean =>
  dataStart >= 0 && dataStart === dataEnd;

/** A walk over the tapscript in a witness stack (BIP 341: an annex begins with 0x50); `undefined` for a key path. */
function openTapscript(bytes: Uint8Array, stackAt: number): ScriptCursor | undefined {
  const reader = new ByteReader(bytes, stackAt);
  const count = reader.count(1);
  if (count < 2) return undefined;
  for (let index = 0; index < count - 3; index += 1) reader.skip(reader.compactSize());
  const third = reader.offset;
  if (count > 2) reader.skip(reader.compactSize());
  const second = reader.offset;
  reader.skip(reader.compactSize());
  const hasAnnex = reader.compactSize() > 0 && bytes[reader.offset] === ANNEX;
  if (hasAnnex && count < 3) return undefined;
  // The script is the second item from the end, or the third before an annex.
  reader.offset = hasAnnex ? third : second;
  const length = reader.compactSize();
  return new ScriptCursor(bytes, reader.offset, reader.offset + length);
}

class WitnessInscription implements Inscription {
  readonly chain = 'btc';
  readonly input: number;
  readonly offset: number;
  private readonly tx: RawTx;
  /** Running number in the transaction. */
  private readonly number: number;
  /** Where the payload lies, up to the OP_ENDIF at `end`. */
  private readonly start: number;
  private readonly end: number;
  private readonly stutter: boolean;
  private content: Head | undefined = undefined;
  private pairs: readonly Field[] | undefined = undefined;
  private marks: EnvelopeFlags | undefined = undefined;

  constructor(
    tx: RawTx,
    number: number,
    input: number,
    offset: number,
    start: number,
    end: number,
    stutter: boolean,
  ) {
    this.tx = tx;
    this.number = number;
    this.input = input;
    this.offset = offset;
    this.start = start;
    this.end = end;
    this.stutter = stutter;
  }

  private head(): Head {
    this.content ??= readHead(this.tx.layout.bytes, this.start, this.end, 'first');
    return this.content;
  }

  get id(): string {
    return `${this.txid}i${this.number}`;
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
    this.pairs ??= readFields(this.tx.layout.bytes, this.start, this.end);
    return this.pairs;
  }

  get flags(): EnvelopeFlags {
    if (this.marks === undefined) {
      const marks = readMarks(this.tx.layout.bytes, this.start, this.end);
      this.marks = {
        pushnum: marks.pushnum,
        stutter: this.stutter,
        duplicateField: marks.duplicate,
        incompleteField: marks.incomplete,
        unrecognizedEvenField: marks.foreignEven,
      };
    }
    return this.marks;
  }
}

/** Adds the envelopes of one tapscript in order; none when a push in it runs past the end. */
function addEnvelopes(found: Inscription[], tx: RawTx, input: number, cursor: ScriptCursor): void {
  const before = found.length;
  let stutter = false;
  while (cursor.next()) {
    if (!isEmptyPush(cursor)) continue;
    const { position: afterEmpty } = cursor;
    if (!cursor.next()) break;
    const isIf = cursor.op === OP.IF;
    const { position: afterIf } = cursor;
    const head = isIf && cursor.next();
    if (isIf && !head) break;
    if (!head || !isOrd(cursor)) {
      // What stands here instead is looked at again: it may begin an envelope itself, which then stutters.
      stutter = isEmptyPush(cursor);
      cursor.position = isIf ? afterIf : afterEmpty;
      continue;
    }
    const { position: start } = cursor;
    while (cursor.next() && isPush(cursor));
    const number = found.length;
    if (cursor.op === OP.ENDIF) {
      found.push(new WitnessInscription(tx, number, input, number - before, start, cursor.offset, stutter));
    } else stutter = false;
  }
  if (cursor.truncated) found.length = before;
}

/** Every envelope in the witnesses of a transaction, in the order that numbers their ids. */
export function readWitnesses(tx: RawTx): Inscription[] {
  const { bytes, witnesses } = tx.layout;
  const found: Inscription[] = [];
  for (let input = 0; input < witnesses.length; input += 1) {
    const tapscript = openTapscript(bytes, witnesses[input] ?? 0);
    if (tapscript !== undefined) addEnvelopes(found, tx, input, tapscript);
  }
  return found;
}
