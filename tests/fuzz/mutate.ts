import { concatBytes } from '#lib/bytes/concat.ts';
import { encodeUtf8 } from '#lib/bytes/text.ts';
import { everyPart, layOut, type Edit, type Part } from './part.ts';
import type { Random } from './random.ts';

/** Longest input that is made. Bounds that lie above it are tested where they are stated. */
export const MAX_INPUT = 64 * 1024;

/** Valid inputs of one parser: their trees, the parts to edit of each, and what can be grafted from one to another. */
export type Stock = {
  readonly trees: readonly [Tree, ...Tree[]];
  readonly grafts: ReadonlyMap<Part['kind'], readonly [Part, ...Part[]]>;
};
type Tree = { readonly root: Part; readonly parts: readonly [Part, ...Part[]] };

/** Prepares the valid inputs of a parser. */
export function stockOf(samples: readonly [Part, ...Part[]]): Stock {
  const treeOf = (root: Part): Tree => {
    // A change of the whole would only make another input of another kind.
    const [first = root, ...rest] = everyPart(root).slice(1);
    return { root, parts: [first, ...rest] };
  };
  const [first, ...rest] = samples;
  const trees: [Tree, ...Tree[]] = [treeOf(first), ...rest.map(treeOf)];
  const grafts = new Map<Part['kind'], [Part, ...Part[]]>();
  for (const part of trees.flatMap(({ parts }) => parts)) {
    const known = grafts.get(part.kind);
    if (known === undefined) grafts.set(part.kind, [part]);
    else known.push(part);
  }
  return { trees, grafts };
}

const NUMBERS: readonly [number, ...number[]] = [
  0,
  1,
  2,
  3,
  0x7f,
  0x80,
  0xfc,
  0xfd,
  0xff,
  0x100,
  0xffff,
  0x1_0000,
  0x7fff_ffff,
  0x8000_0000,
  0xffff_ffff,
  0x1_0000_0000,
  2_100_000_000_000_000,
  Number.MAX_SAFE_INTEGER,
  2 ** 63,
];

/** FALSE, PUSHDATA1, 2 and 4, 1NEGATE, RESERVED, 1, 16, NOP, IF, NOTIF, ELSE, ENDIF, RETURN, DUP, CODESEPARATOR, CHECKSIG. */
const OPS: readonly [number, ...number[]] = [
  0x00, 0x4c, 0x4d, 0x4e, 0x4f, 0x50, 0x51, 0x60, 0x61, 0x63, 0x64, 0x67, 0x68, 0x6a, 0x76, 0xab, 0xac, 0xff,
];

/** Texts that parsers look for, and texts that trouble them. */
const WORDS: readonly [string, ...string[]] = [
  '',
  'ord',
  '|',
  ':::',
  'SET',
  'ADD',
  'REMOVE',
  'DELETE',
  'post',
  'like',
  'unlike',
  'repost',
  'follow',
  'message',
  'tx',
  'type',
  'app',
  'context',
  'text/plain',
  'text/html',
  'application/json',
  'image/png',
  'image/svg+xml',
  'br',
  'gzip',
  'BSM',
  'SIGMA',
  'ID',
  'ATTEST',
  'ALIAS',
  'REVOKE',
  '0',
  '-1',
  '1.5',
  'a.bitter',
  '7.bitmap',
  '3.7.bitmap',
  '__proto__',
  'constructor',
  'toString',
  '\u0000',
  '\ufeff',
  '\u202e',
  '😀',
  'ｆｕｌｌ',
  '{}',
  '[]',
  '{"p":"bitter"}',
];

/** Values of JSON that trouble readers, and texts that are none. */
const TOKENS: readonly [string, ...string[]] = [
  'null',
  'true',
  '0',
  '-0',
  '-1',
  '1.5',
  '1e400',
  '9007199254740993',
  '""',
  '"\\ud800"',
  '"\\u0000"',
  '"__proto__"',
  '{}',
  '[]',
  '{"__proto__":{"a":1}}',
  '[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]',
  '{"a":1,"a":2}',
  `"${'f'.repeat(64)}"`,
  `"${'x'.repeat(300)}"`,
  '"a.bitter"',
  '"7.bitmap"',
  '"post"',
  '"devnet"',
  'undefined',
  '[1,]',
];

const KEYS: readonly [string, ...string[]] = [
  '"__proto__":',
  '"constructor":',
  '"toString":',
  '"more":',
  '"":',
  '"\\u0061":',
  '"v":',
  '"p":',
  '1:',
  ':',
];

/**
 * An input near a valid one: some parts left out, repeated, grafted from another or changed, some lengths and counts that
 * lie; now and then bytes changed without regard to any of that, and one of twenty as valid as it was.
 */
export function makeInput(stock: Stock, random: Random): Uint8Array<ArrayBuffer> {
  const { root, parts } = random.pick(stock.trees);
  const edits = new Map<Part, Edit>();
  if (!random.chance(0.05)) {
    do {
      const part = random.pick(parts);
      edits.set(part, editOf(part, stock, random));
    } while (edits.size < 6 && random.chance(0.3));
  }
  const laid = layOut(root, edits);
  const input = random.chance(0.1) ? damage(laid, random) : laid;
  return input.length > MAX_INPUT ? input.slice(0, MAX_INPUT) : input;
}

function editOf(part: Part, stock: Stock, random: Random): Edit {
  if (random.chance(0.15)) return { kind: 'times', times: random.pick([0, 0, 2, 3, random.below(60)]) };
  if (random.chance(0.15))
    return { kind: 'replace', part: random.pick(stock.grafts.get(part.kind) ?? [part]) };
  switch (part.kind) {
    case 'bytes':
      return { kind: 'replace', part: { ...part, bytes: otherBytes(part.bytes, random) } };
    case 'op':
      return { kind: 'replace', part: { ...part, code: random.pick(OPS) } };
    case 'number':
    case 'compact':
      return { kind: 'replace', part: { ...part, value: otherNumber(part.value, random) } };
    case 'token':
      return { kind: 'replace', part: { ...part, text: otherToken(part.text, random) } };
    case 'key':
      return { kind: 'replace', part: { ...part, text: random.pick(KEYS) } };
    case 'framed': {
      const other = random.next();
      const claim = random.pick<(honest: number) => number>([
        (honest) => honest,
        (honest) => honest + 1,
        (honest) => Math.max(0, honest - 1),
        () => NUMBERS[other % NUMBERS.length] ?? 0,
      ]);
      return { kind: 'claim', claim, wide: random.chance(0.25) };
    }
    case 'run':
      return part.parts[0]?.kind === 'key'
        ? oneMoreEntry(part, random)
        : { kind: 'times', times: random.pick([0, 2]) };
    case 'list':
      return { kind: 'times', times: random.pick([0, 2]) };
  }
}

/** An entry of an object with another one behind it, which the reader does not know. */
function oneMoreEntry(entry: Part, random: Random): Edit {
  const more: Part[] = [
    { kind: 'token', text: ',' },
    { kind: 'key', text: random.pick(KEYS) },
    { kind: 'token', text: random.pick(TOKENS) },
  ];
  return { kind: 'replace', part: { kind: 'run', parts: [entry, ...more] } };
}

const otherNumber = (value: number, random: Random): number =>
  random.pick([random.pick(NUMBERS), value + 1, Math.max(0, value - 1), random.next()]);

/** Another digit in a text or a number, so that it keeps its form; or a value that troubles. */
function otherToken(text: string, random: Random): string {
  const digits = [...text.matchAll(/[0-9a-f]/g)];
  const digit = digits[random.below(digits.length)];
  if (digit === undefined || random.chance(0.4)) return random.pick(TOKENS);
  const other = text.startsWith('"') ? random.below(16).toString(16) : String(1 + random.below(9));
  return text.slice(0, digit.index) + other + text.slice(digit.index + 1);
}

function otherBytes(value: Uint8Array, random: Random): Uint8Array {
  switch (random.below(8)) {
    case 0:
      return value.subarray(0, random.below(value.length + 1));
    case 1:
      return concatBytes([value, random.bytes(1 + random.below(8))]);
    case 2:
      return encodeUtf8(random.pick(WORDS));
    case 3:
    case 4:
    case 5:
      return random.bytes(value.length);
    case 6:
      return new Uint8Array(random.pick([value.length, random.below(2_000)])).fill(random.next());
    default:
      return damage(value, random);
  }
}

/** Bytes changed in place, cut off, put in or taken out, anywhere. */
function damage(value: Uint8Array, random: Random): Uint8Array<ArrayBuffer> {
  const at = random.below(value.length + 1);
  switch (random.below(4)) {
    case 0:
      return value.slice(0, at);
    case 1:
      return concatBytes([value.subarray(0, at), random.bytes(1 + random.below(4)), value.subarray(at)]);
    case 2:
      return concatBytes([value.subarray(0, at), value.subarray(at + 1 + random.below(4))]);
    default: {
      const changed = Uint8Array.from(value);
      if (at < changed.length) changed[at] = (changed[at] ?? 0) ^ (1 << random.below(8));
      return changed;
    }
  }
}
