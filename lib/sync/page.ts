import * as z from 'zod/mini';
import { decodeUtf8, encodeUtf8 } from '#lib/bytes/text.ts';
import { readRow, rowKey, writeRow, type Rows, type SyncRow } from './row.ts';

/** Rows are told apart in so many parts: where two devices differ in one row, they give each other one part. */
export const PARTS = 32;

/** Every question, and the answer that gives sums, is as long as this before it is sealed: its length says nothing. */
export const EVEN_BYTES = 2_048;

/** Bytes of a page before it is sealed: with the seal it fits an answer between neighbours (lib/p2p/limits.ts). */
export const MOST_PAGE_BYTES = 60_000;

const sum = z.string().check(z.regex(/^[0-9a-f]{16}$/));
const sums = z.array(sum).check(z.length(PARTS));

const questionSchema = z.discriminatedUnion('ask', [
  /** What I have, in sums: what have you? */
  z.object({ ask: z.literal('sums'), sums }),
  /** The rows of one part, in the order of their keys, behind one of them. */
  z.object({
    ask: z.literal('rows'),
    part: z.int().check(z.minimum(0), z.maximum(PARTS - 1)),
    after: z.string().check(z.maxLength(300)),
  }),
]);
export type Question = z.infer<typeof questionSchema>;

const answerSchema = z.object({
  sums: z.exactOptional(sums),
  rows: z.exactOptional(z.array(z.unknown())),
  more: z.exactOptional(z.literal(true)),
});
export type Answer = {
  readonly sums?: readonly string[];
  readonly rows?: readonly SyncRow[];
  /** There are more behind the last of them. */
  readonly more?: true;
};

/** FNV-1a, 32 bits: it tells apart what our own devices say, and keeps nobody out. */
function hash(text: string, seed: number): number {
  let value = seed;
  for (let at = 0; at < text.length; at += 1) value = Math.imul(value ^ text.charCodeAt(at), 0x0100_0193);
  // The last characters of two rows that follow one another differ in few bits.
  value = Math.imul(value ^ (value >>> 15), 0x2c1b_3c6d);
  return (value ^ (value >>> 13)) >>> 0;
}

const [FIRST_SEED, SECOND_SEED] = [0x811c_9dc5, 0x9dc5_811c];

const partOf = (key: string): number => hash(key, FIRST_SEED) % PARTS;

/** Rows are never changed, so their sums are made once. */
const made = new WeakMap<Rows, readonly string[]>();

/** One sum for each part, the same wherever the same rows are. */
export function sumsOf(rows: Rows): readonly string[] {
  const known = made.get(rows) ?? makeSums(rows);
  made.set(rows, known);
  return known;
}

function makeSums(rows: Rows): readonly string[] {
  const high = new Uint32Array(PARTS);
  const low = new Uint32Array(PARTS);
  for (const [key, row] of rows) {
    const part = partOf(key);
    const text = writeRow(row);
    high[part] = (high[part] ?? 0) ^ hash(text, FIRST_SEED);
    low[part] = (low[part] ?? 0) ^ hash(text, SECOND_SEED);
  }
  const hex = (value = 0): string => value.toString(16).padStart(8, '0');
  return Array.from(high, (value, part) => hex(value) + hex(low[part]));
}

/** A page of the rows of one part. */
export function pageOf(rows: Rows, part: number, after: string): Answer {
  const keys = [...rows.keys()].filter((key) => key > after && partOf(key) === part).toSorted();
  const page: SyncRow[] = [];
  let room = MOST_PAGE_BYTES - 100;
  for (const key of keys) {
    const row = rows.get(key);
    if (row === undefined) continue;
    room -= encodeUtf8(writeRow(row)).length + 1;
    if (room < 0) return { rows: page, more: true };
    page.push(row);
  }
  return { rows: page };
}

/** Where the next page begins. */
export const endOf = (rows: readonly SyncRow[]): string => {
  const last = rows.at(-1);
  return last === undefined ? '' : rowKey(last);
};

const evened = (text: string): Uint8Array<ArrayBuffer> => {
  const bytes = encodeUtf8(text);
  if (bytes.length >= EVEN_BYTES) return bytes;
  // JSON takes spaces at its end.
  const even = new Uint8Array(EVEN_BYTES).fill(0x20);
  even.set(bytes);
  return even;
};

export const writeQuestion = (question: Question): Uint8Array<ArrayBuffer> =>
  evened(JSON.stringify(question));

export function writeAnswer({ sums: said, rows, more }: Answer): Uint8Array<ArrayBuffer> {
  if (rows === undefined) return evened(JSON.stringify({ sums: said }));
  return encodeUtf8(`{"rows":[${rows.map(writeRow).join(',')}]${more === true ? ',"more":true' : ''}}`);
}

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(decodeUtf8(bytes) ?? '');
  } catch {
    return undefined;
  }
}

/** `undefined` for what is no question. */
export const readQuestion = (bytes: Uint8Array): Question | undefined =>
  bytes.length > EVEN_BYTES ? undefined : questionSchema.safeParse(parse(bytes)).data;

/** `undefined` for what is no answer. Rows that are none are left out, as a newer build may have some. */
export function readAnswer(bytes: Uint8Array): Answer | undefined {
  const answer = bytes.length > MOST_PAGE_BYTES ? undefined : answerSchema.safeParse(parse(bytes)).data;
  if (answer === undefined) return undefined;
  const { rows, ...rest } = answer;
  if (rows === undefined) return rest;
  return { ...rest, rows: rows.map(readRow).filter((row) => row !== undefined) };
}
