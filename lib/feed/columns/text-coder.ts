import { encodeUtf8 } from '#lib/bytes/text.ts';
import { foldText, bucketOf, hashOf, HASH_START, MAX_WORD, stepHash, type WordTable } from './word-table.ts';
import { gramsOf, isUnspaced, segmentsOf } from './segments.ts';

// A coded text is a row of these:
//
//   0x00-0x7f               the character itself
//   0x80-0xbf, 1 byte       a word by its number, below 2^14
//   0xc0-0xdf, 2 bytes      a word by its number, below 2^21
//   0xe0-0xef, 1 byte       how many bytes of UTF-8 follow, below 2^12
//
// Where two words follow one another a space stands between them.

const SHORT = 0x80;
const LONG = 0xc0;
const PLAIN = 0xe0;
const MOST_PLAIN = 0xfff;
/** Texts up to this length are turned into bytes by hand. */
const MOST_BY_HAND = 160;
const SPACE = 0x20;
const [HASH_SIGN, AT_SIGN, FULL_STOP] = [0x23, 0x40, 0x2e];

/** 1 for ASCII letters, digits and the low line, 2 for every byte of other characters. */
const KINDS = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte > 0x7f ? 2 : /\w/.test(String.fromCharCode(byte)) ? 1 : 0,
);

/** How a word stands in a text: as it is, after `#`, or as the name of somebody: after `@` or before `.bitter`. */
export type WordMark = 'plain' | 'tag' | 'name';

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
const encoder = new TextEncoder();

/** Writes texts as numbers of words and reads them back, character for character. */
export class TextCoder {
  private readonly words: WordTable;
  private input = new Uint8Array(1024);
  private output = new Uint8Array(1024);
  private length = 0;
  /** The word that was written last, while nothing came after it. */
  private afterWord = false;
  private readonly suffix: number;

  constructor(words: WordTable) {
    this.words = words;
    const bitter = encodeUtf8('bitter');
    this.suffix = words.intern(bitter, 0, bitter.length, hashOf(bitter));
  }

  /** The coded form of well-formed text: a view that the next call writes over. */
  encode(text: string): Uint8Array {
    if (this.input.length < text.length * 3) this.input = new Uint8Array(text.length * 3);
    const written = this.readIn(text);
    // A character that stands for itself as a word is the worst: one byte becomes three.
    if (this.output.length < written * 3 + 16) this.output = new Uint8Array(written * 3 + 16);
    this.length = 0;
    this.afterWord = false;
    const { input } = this;
    for (let at = 0; at < written;) {
      const byte = input[at] ?? 0;
      if (KINDS[byte] === 0) {
        const isSpaceBetween =
          byte === SPACE && this.afterWord && at + 1 < written && KINDS[input[at + 1] ?? 0] === 1;
        at += 1;
        if (isSpaceBetween) at = this.encodeRun(at, written, true);
        else this.put(byte);
      } else {
        at = this.encodeRun(at, written, false);
      }
    }
    return this.output.subarray(0, this.length);
  }

  /** Writes the bytes of a text into {@link input} and answers how many. Most are short and ASCII, where a call costs more. */
  private readIn(text: string): number {
    const { input } = this;
    const { length } = text;
    if (length > MOST_BY_HAND) return encoder.encodeInto(text, input).written;
    for (let at = 0; at < length; at += 1) {
      const code = text.charCodeAt(at);
      if (code > 0x7f) return encoder.encodeInto(text, input).written;
      input[at] = code;
    }
    return length;
  }

  private put(byte: number): void {
    this.output[this.length] = byte;
    this.length += 1;
    this.afterWord = false;
  }

  /** Writes the run of word bytes at `start`, after a space that is written by itself unless it can be left out. */
  private encodeRun(start: number, written: number, afterSpace: boolean): number {
    const { input } = this;
    let hash = HASH_START;
    let kinds = 0;
    let end = start;
    for (; end < written; end += 1) {
      const byte = input[end] ?? 0;
      const kind = KINDS[byte] ?? 0;
      if (kind === 0) break;
      kinds |= kind;
      hash = stepHash(hash, byte);
    }
    const isAscii = kinds === 1;
    const id = isAscii
      ? this.words.intern(input, start, end, hash)
      : this.words.find(input, start, end, hash);
    if (id >= 0) {
      this.putWord(id, afterSpace);
      return end;
    }
    if (afterSpace) this.put(SPACE);
    if (isAscii) this.putPlain(input.subarray(start, end));
    else this.encodeSegments(decoder.decode(input.subarray(start, end)));
    return end;
  }

  private encodeSegments(text: string): void {
    for (const segment of segmentsOf(text)) {
      const bytes = encodeUtf8(segment.text);
      const isNumbered = segment.isWord && bytes.length <= MAX_WORD && !isUnspaced(segment.text);
      const id = isNumbered ? this.words.intern(bytes, 0, bytes.length, hashOf(bytes)) : -1;
      if (id < 0) this.putPlain(bytes);
      else this.putWord(id, false);
    }
  }

  private putWord(id: number, afterSpace: boolean): void {
    if (this.afterWord && !afterSpace) this.putPlain(new Uint8Array(0));
    else if (afterSpace && !this.afterWord) this.put(SPACE);
    if (id < 1 << 14) {
      this.put(SHORT | (id >>> 8));
    } else {
      this.put(LONG | (id >>> 16));
      this.put((id >>> 8) & 0xff);
    }
    this.put(id & 0xff);
    this.afterWord = true;
  }

  private putPlain(bytes: Uint8Array): void {
    let start = 0;
    do {
      const part = bytes.subarray(start, start + MOST_PLAIN);
      this.put(PLAIN | (part.length >>> 8));
      this.put(part.length & 0xff);
      this.output.set(part, this.length);
      this.length += part.length;
      start += MOST_PLAIN;
    } while (start < bytes.length);
  }

  /** The text that was coded in `codes` from `start` up to `end`. */
  decode(codes: Uint8Array, start: number, end: number): string {
    const { words } = this;
    let { input: out } = this;
    let length = 0;
    let afterWord = false;
    for (let at = start; at < end;) {
      const code = codes[at] ?? 0;
      if (out.length < length + MOST_PLAIN + 1) {
        const larger = new Uint8Array(out.length * 2 + MOST_PLAIN);
        larger.set(out);
        this.input = out = larger;
      }
      if (code < SHORT) {
        out[length] = code;
        length += 1;
        at += 1;
        afterWord = false;
      } else if (code < PLAIN) {
        const isShort = code < LONG;
        const id = isShort
          ? ((code & 0x3f) << 8) | (codes[at + 1] ?? 0)
          : ((code & 0x1f) << 16) | ((codes[at + 1] ?? 0) << 8) | (codes[at + 2] ?? 0);
        at += isShort ? 2 : 3;
        if (afterWord) {
          out[length] = SPACE;
          length += 1;
        }
        const { data } = words;
        const last = words.endOf(id);
        for (let from = words.startOf(id); from < last; from += 1) {
          out[length] = data[from] ?? 0;
          length += 1;
        }
        afterWord = true;
      } else {
        const count = ((code & 0x0f) << 8) | (codes[at + 1] ?? 0);
        out.set(codes.subarray(at + 2, at + 2 + count), length);
        length += count;
        at += 2 + count;
        afterWord = false;
      }
    }
    return decoder.decode(out.subarray(0, length));
  }

  /** Whether {@link visit} may come upon a tag or a name: a quick look, which errs on one side only. */
  mayBeMarked(codes: Uint8Array, start: number, end: number): boolean {
    // The first word of all: its number is always a short one.
    const [high, low] = [SHORT | (this.suffix >>> 8), this.suffix & 0xff];
    for (let at = start; at < end; at += 1) {
      const code = codes[at] ?? 0;
      if (code === HASH_SIGN || code === AT_SIGN) return true;
      if (code === FULL_STOP && codes[at + 1] === high && codes[at + 2] === low) return true;
    }
    return false;
  }

  /** Whether a coded text has a run of so many bytes, above {@link MAX_WORD}, without anything between them. */
  hasRun(codes: Uint8Array, start: number, end: number, least: number): boolean {
    for (let at = start; at < end;) {
      const code = codes[at] ?? 0;
      const count = code < PLAIN ? 0 : ((code & 0x0f) << 8) | (codes[at + 1] ?? 0);
      if (count >= least) return true;
      at += code < SHORT ? 1 : code < LONG ? 2 : code < PLAIN ? 3 : 2 + count;
    }
    return false;
  }

  /** Calls back with everything that a coded text is found by, in order; the same may come again. */
  visit(codes: Uint8Array, start: number, end: number, each: (term: number, mark: WordMark) => void): void {
    /** The character right before, and the word right before that. */
    let sign = 0;
    let signed = -1;
    let last = -1;
    for (let at = start; at < end;) {
      const code = codes[at] ?? 0;
      if (code < SHORT) {
        sign = code;
        signed = last;
        last = -1;
        at += 1;
      } else if (code < PLAIN) {
        const isShort = code < LONG;
        const id = isShort
          ? ((code & 0x3f) << 8) | (codes[at + 1] ?? 0)
          : ((code & 0x1f) << 16) | ((codes[at + 1] ?? 0) << 8) | (codes[at + 2] ?? 0);
        at += isShort ? 2 : 3;
        const term = this.words.termOf(id);
        if (sign === FULL_STOP && id === this.suffix && signed >= 0) each(signed, 'name');
        each(term, signed >= 0 ? 'plain' : sign === HASH_SIGN ? 'tag' : sign === AT_SIGN ? 'name' : 'plain');
        last = term;
        sign = 0;
        signed = -1;
      } else {
        const count = ((code & 0x0f) << 8) | (codes[at + 1] ?? 0);
        const mark = sign === HASH_SIGN && signed < 0 ? 'tag' : 'plain';
        if (count > 0) this.visitPlain(codes, at + 2, at + 2 + count, mark, each);
        at += 2 + count;
        sign = 0;
        signed = last = -1;
      }
    }
  }

  private visitPlain(
    codes: Uint8Array,
    start: number,
    end: number,
    mark: WordMark,
    each: (term: number, mark: WordMark) => void,
  ): void {
    const ascii = this.numberOfAscii(codes, start, end);
    if (ascii >= 0) {
      each(ascii, mark);
      return;
    }
    for (const { text: word, isWord } of segmentsOf(decoder.decode(codes.subarray(start, end)))) {
      if (!isWord) continue;
      const fold = foldText(word);
      const isCut = isUnspaced(fold);
      if (isCut) for (const gram of gramsOf(fold)) each(this.numberOf(gram), 'plain');
      if (!isCut || mark !== 'plain') each(this.intern(word), mark);
    }
  }

  /** {@link numberOf} for bytes that are one word of ASCII, without making a text of them; -1 for all others. */
  private numberOfAscii(codes: Uint8Array, start: number, end: number): number {
    if (end - start > this.input.length) return -1;
    const { input } = this;
    let hash = HASH_START;
    for (let at = start; at < end; at += 1) {
      let byte = codes[at] ?? 0;
      if (KINDS[byte] !== 1) return -1;
      if (byte >= 0x41 && byte <= 0x5a) byte += 0x20;
      input[at - start] = byte;
      hash = stepHash(hash, byte);
    }
    const id = this.words.intern(input, 0, end - start, hash);
    return id < 0 ? bucketOf(hash) : id;
  }

  /** The number of a folded word, or of the bucket that it shares. */
  private numberOf(fold: string): number {
    const bytes = encodeUtf8(fold);
    const hash = hashOf(bytes);
    const id = this.words.intern(bytes, 0, bytes.length, hash);
    return id < 0 ? bucketOf(hash) : id;
  }

  /**
   * What a text must be found by to hold every word that somebody looks for; `undefined` when no text does. `isSure` is
   * false when what is found must be looked at again.
   */
  search(text: string): { readonly terms: readonly number[]; readonly isSure: boolean } | undefined {
    const terms = new Set<number>();
    let isSure = true;
    for (const { text: word, isWord } of segmentsOf(text.toWellFormed())) {
      if (!isWord) continue;
      const fold = foldText(word);
      const isCut = isUnspaced(fold);
      if (isCut) isSure = false;
      for (const part of isCut ? gramsOf(fold) : [fold]) {
        const id = this.lookUp(part);
        if (id === undefined) return undefined;
        if (id < 0) isSure = false;
        terms.add(id < 0 ? -1 - id : id);
      }
    }
    return { terms: [...terms], isSure };
  }

  /** The number that a word is searched by; a word that is new becomes known. */
  intern(word: string): number {
    return this.numberOf(keyOf(word));
  }

  /** The number of a tag or a name, without its sign. */
  find(word: string): number | undefined {
    const id = this.lookUp(keyOf(word));
    return id === undefined || id < 0 ? undefined : id;
  }

  /** Like {@link numberOf}, but learns no word; `-1 - bucket` for one that can only be in a bucket. */
  private lookUp(fold: string): number | undefined {
    const bytes = encodeUtf8(fold);
    const hash = hashOf(bytes);
    const id = this.words.find(bytes, 0, bytes.length, hash);
    if (id >= 0) return id;
    return bytes.length > MAX_WORD || this.words.isFull ? -1 - bucketOf(hash) : undefined;
  }
}

/** What a tag or a name is known by: a whole word is told apart from the pairs that it is searched by. */
function keyOf(word: string): string {
  const fold = foldText(word);
  return isUnspaced(fold) ? `\0${fold}` : fold;
}
